"""Inspections, the hazards that they find, and incidents."""

from datetime import date, timedelta

from numpy.random import Generator

from dashboard.intake.demo.chance import Quota, pick
from dashboard.intake.demo.demand import reports
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.window import ramp
from dashboard.intake.demo.world import World, Yard
from dashboard.schema.safety import (
    Hazard,
    HazardDraft,
    HazardKind,
    Incident,
    IncidentDraft,
    IncidentHousehold,
    Inspection,
    InspectionDraft,
    InspectionKind,
)

WINTER = (12, 1, 2, 3, 4)


def fill_safety(world: World) -> None:
    """Store the rounds, what they found and what happened."""
    rounds = _inspections(world, world.rng("inspections"))
    _hazards(world, rounds, world.rng("hazards"))
    _incidents(world, world.rng("incidents"))


def _inspections(world: World, rng: Generator) -> dict[tuple[int, int], list[tuple[int, date]]]:
    """Rounds by courtyard and month of the window: their ids and days."""
    given = inputs("safety")["inspections"]
    drafts, keys = [], []
    for index, first in enumerate(world.window.months):
        for yard in world.yards:
            if not reports(world, yard, first):
                continue
            for _ in range(1 + int(rng.random() < given["per_courtyard_month"] - 1)):
                kind = InspectionKind(pick(given["kinds"], rng))
                day = first + timedelta(days=int(rng.integers(0, 24)))
                checklist = {point: bool(rng.random() < 0.8) for point in given["points"][kind]}
                drafts.append(
                    world.check(
                        InspectionDraft,
                        courtyard_id=yard.id,
                        kind=kind,
                        inspected_on=day,
                        organisation_id=world.bodies["self_governance"],
                        checklist=checklist,
                    )
                )
                keys.append((yard.no, index))
    made: dict[tuple[int, int], list[tuple[int, date]]] = {}
    for key, id_, draft in zip(keys, world.store(Inspection, drafts), drafts, strict=True):
        made.setdefault(key, []).append((id_, draft.inspected_on))
    return made


def _hazards(world: World, rounds: dict[tuple[int, int], list[tuple[int, date]]], rng: Generator) -> None:
    given = inputs("safety")["hazards"]
    drafts, quota = [], Quota(rng)
    for (no, _), found in rounds.items():
        for _ in range(int(rng.poisson(given["per_courtyard_month"]))):
            inspection_id, found_on = found[int(rng.integers(len(found)))]
            drafts.append(_hazard(world, world.yard(no), inspection_id, found_on, quota))
    world.store(Hazard, drafts)


def _hazard(world: World, yard: Yard, inspection_id: int, found_on: date, quota: Quota) -> HazardDraft:
    """A hazard, more often one of fire in winter; fixed in time by the rate of the day."""
    given, rng = inputs("safety")["hazards"], quota.rng
    column = 2 if found_on.month in WINTER else 0
    kind = HazardKind(pick({name: row[column] for name, row in given["kinds"].items()}, rng))
    place = given["places"][kind]
    due_on = found_on + timedelta(days=given["kinds"][kind][1])
    share = ramp(given["on_time"], world.window.progress(found_on))
    share -= given["worse"]["off"] if yard.no == given["worse"]["courtyard"] else 0
    return world.check(
        HazardDraft,
        courtyard_id=yard.id,
        inspection_id=inspection_id,
        kind=kind,
        place=place,
        stairwell=int(rng.integers(1, yard.stairwells + 1)) if place == "stairwell" else None,
        note=str(rng.choice(given["notes"][kind])),
        found_on=found_on,
        due_on=due_on,
        fixed_on=_fixed(world, found_on, due_on, quota.draw(share), rng),
    )


def _fixed(world: World, found_on: date, due_on: date, on_time: bool, rng: Generator) -> date | None:
    """In time, late, or not (yet) by the window's end."""
    given = inputs("safety")["hazards"]
    if on_time:
        day = found_on + timedelta(days=int(rng.integers(0, (due_on - found_on).days + 1)))
    elif rng.random() < given["late_done"]:
        day = due_on + timedelta(days=int(rng.integers(*given["late_days"])))
    else:
        return None
    return day if day <= world.window.last else None


def _incidents(world: World, rng: Generator) -> None:
    """The few that the inputs name, each with the homes it hit."""
    given = inputs("safety")
    drafts = [
        world.check(
            IncidentDraft,
            courtyard_id=world.yard(one["courtyard"]).id,
            kind=one["kind"],
            happened_on=world.window.month(one["month"], one["day"]),
            note=given["incident_notes"][one["kind"]],
        )
        for one in given["incidents"]
    ]
    rows = []
    for id_, one in zip(world.store(Incident, drafts), given["incidents"], strict=True):
        homes = [flat.id for flat in world.yard(one["courtyard"]).flats if flat.occupied]
        for household in rng.choice(homes, one["homes"], replace=False):
            rows.append({"incident_id": id_, "household_id": int(household)})
    world.store(IncidentHousehold, rows)
