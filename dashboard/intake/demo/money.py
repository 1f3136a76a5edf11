"""Property fees and disclosures."""

from collections.abc import Iterator
from datetime import date, timedelta

from numpy.random import Generator

from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.window import ramp
from dashboard.intake.demo.world import Flat, World
from dashboard.schema.money import Disclosure, DisclosureDraft, DisclosureKind, Fee, FeeDraft


def fill_money(world: World) -> None:
    """Store every household's monthly fee and what was made public."""
    _fees(world, world.rng("fees"))
    world.store(Disclosure, list(_disclosures(world, world.rng("disclosures"))))


def _fees(world: World, rng: Generator) -> None:
    """Who pays is mostly a habit; as the share that pays grows, the next in line begin to."""
    given, window = inputs("money")["fees"], world.window
    flats = [flat for flat in world.flats if flat.occupied]
    habits, off = _habits(flats, rng), _offs(flats)
    drafts, extras = [], []
    for first in window.months:
        due_on = first.replace(day=given["due_day"])
        share = ramp(given["collected"], window.progress(due_on))
        for flat, habit in zip(flats, habits, strict=True):
            likely = share - off[flat.yard.no]
            chance, wait, part = (float(one) for one in rng.random(3))
            settled = (
                habit < likely
                if chance < given["habit"]
                else chance < given["habit"] + (1 - given["habit"]) * likely
            )
            due = round(flat.area * given["yuan_per_m2"])
            paid = (due // 2 if part < given["partly"] else due) if settled else 0
            paid_on = due_on + timedelta(days=int(wait * given["paid_within_days"])) if paid else None
            drafts.append(
                world.check(
                    FeeDraft,
                    household_id=flat.id,
                    due_on=due_on,
                    due=due,
                    paid=paid,
                    paid_on=min(paid_on, window.last) if paid_on else None,
                )
            )
            extras.append({"courtyard_id": flat.yard.id})
    world.store(Fee, drafts, extras)


def _habits(flats: list[Flat], rng: Generator) -> list[float]:
    """Where each household stands in the line of payers, 0 to 1, by floor area."""
    order = [int(index) for index in rng.permutation(len(flats))]
    whole, before, habits = sum(flat.area for flat in flats), 0, [0.0] * len(flats)
    for index in order:
        habits[index] = (before + flats[index].area / 2) / whole
        before += flats[index].area
    return habits


def _offs(flats: list[Flat]) -> dict[int, float]:
    """How far each courtyard's share lies below the site's; the others make up for the worse one."""
    worse = inputs("money")["fees"]["worse"]
    there = sum(flat.area for flat in flats if flat.yard.no == worse["courtyard"])
    others = worse["off"] * there / (sum(flat.area for flat in flats) - there)
    return {flat.yard.no: worse["off"] if flat.yard.no == worse["courtyard"] else -others for flat in flats}


def _disclosures(world: World, rng: Generator) -> Iterator[DisclosureDraft]:
    """Party, residents' and financial affairs of the site by month; each courtyard's income by quarter."""
    given, window = inputs("money")["disclosures"], world.window
    for index, first in enumerate(window.months):
        due_on = first.replace(day=given["due_day"])
        for kind, title in given["titles"].items():
            words = title.format(year=first.year, month=first.month)
            yield _disclosure(world, DisclosureKind(kind), words, due_on=due_on, courtyard_id=None, rng=rng)
        if first.month % 3 == 1 and index > 0:
            last = first - timedelta(days=1)
            for yard in world.yards:
                words = given["courtyard_title"].format(no=yard.no, year=last.year, quarter=last.month // 3)
                yield _disclosure(
                    world, DisclosureKind.FINANCIAL, words, due_on=due_on, courtyard_id=yard.id, rng=rng
                )


def _disclosure(
    world: World, kind: DisclosureKind, title: str, *, due_on: date, courtyard_id: int | None, rng: Generator
) -> DisclosureDraft:
    given = inputs("money")["disclosures"]
    late = rng.random() >= given["on_time"]
    by = int(rng.integers(*given["late_days"])) if late else -int(rng.integers(0, 8))
    published_on = due_on + timedelta(days=by)
    return world.check(
        DisclosureDraft,
        site_id=world.site_id,
        courtyard_id=courtyard_id,
        kind=kind,
        title=title,
        due_on=due_on,
        published_on=published_on if published_on <= world.window.last else None,
    )
