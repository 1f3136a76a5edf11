"""Areas, the site, courtyards, buildings, owners and households."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.random import Generator

from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.names import Names
from dashboard.intake.demo.plan import Plan
from dashboard.intake.demo.world import Flat, World, Yard
from dashboard.rules.deadlines import DEFAULT_LIMITS
from dashboard.schema.places import (
    Area,
    AreaDraft,
    Building,
    BuildingDraft,
    Courtyard,
    CourtyardDraft,
    Household,
    HouseholdDraft,
    Owner,
    OwnerDraft,
    OwnerKind,
    Site,
    SiteDraft,
    Tenure,
)
from dashboard.schema.requests import LimitRule


def lane_plan() -> Plan:
    """The site's plan."""
    given = inputs("places")
    site = given["site"]
    return Plan(given["plan"], (site["anchor_lon"], site["anchor_lat"]), given["courtyards"])


def fill_homes(world: World) -> None:
    """Store where things are, and the time limits by type."""
    community = _areas(world)
    given = inputs("places")
    site = world.check(
        SiteDraft, community_id=community, is_demo=True, since=world.window.first, **given["site"]
    )
    [world.site_id] = world.store(Site, [site])
    world.store(LimitRule, [{"type": kind, "limit_class": limit} for kind, limit in DEFAULT_LIMITS.items()])
    _courtyards(world)
    rng, names = world.rng("households"), Names(world.rng("owner names"))
    for yard in world.yards:
        yard.flats = _households(world, yard, rng, names)
        world.flats += yard.flats


def _areas(world: World) -> int:
    parent = 0
    for area in inputs("places")["areas"]:
        draft = world.check(AreaDraft, parent_id=parent or None, **area)
        [parent] = world.store(Area, [draft])
    return parent


def _redone(world: World, season: int) -> date | None:
    """The spring day before the window's first or second rains on which a roof was redone."""
    if season == 0:
        return None
    roof = inputs("places")["roof"]
    springs = [
        first.replace(day=roof["day"]) for first in world.window.months if first.month == roof["month"]
    ]
    return springs[season - 1]


def _courtyards(world: World) -> None:
    given, plan = inputs("places")["courtyards"], lane_plan()
    drafts = [
        world.check(
            CourtyardDraft,
            site_id=world.site_id,
            no=one["no"],
            name_zh=f"{one['no']}号院",
            name_en=f"Courtyard {one['no']}",
            built_year=one["built"],
            outline=plan.outline(one),
            roof_redone_on=_redone(world, one["redone"]),
        )
        for one in given
    ]
    ids = world.store(Courtyard, drafts)
    world.yards = [
        Yard(id=id_, no=one["no"], given=one, roof_redone_on=draft.roof_redone_on)
        for id_, one, draft in zip(ids, given, drafts, strict=True)
    ]


def _buildings(world: World, yard: Yard) -> dict[int, int]:
    """The building of each stairwell."""
    counts = yard.given["buildings"]
    firsts = [1 + sum(counts[:index]) for index in range(len(counts))]
    drafts = [
        world.check(
            BuildingDraft,
            courtyard_id=yard.id,
            no="AB"[index],
            storeys=yard.given["storeys"],
            first_stairwell=firsts[index],
            stairwells=count,
            footprint=footprint,
        )
        for index, (count, footprint) in enumerate(
            zip(counts, lane_plan().footprints(yard.given), strict=True)
        )
    ]
    ids = world.store(Building, drafts)
    return {
        stairwell: id_
        for id_, first, count in zip(ids, firsts, counts, strict=True)
        for stairwell in range(first, first + count)
    }


def _landings(given: Mapping[str, Any]) -> Iterator[tuple[int, int, str, float]]:
    """Every flat of a courtyard: stairwell, floor, room, size against the others."""
    merged = given.get("merged", {})
    sides = inputs("places")["homes"]["sides"]
    for stairwell in range(1, given["stairwells"] + 1):
        for floor in range(1, given["storeys"] + 1):
            if merged == {"stairwell": stairwell, "floor": floor}:
                yield stairwell, floor, f"{floor}01/{floor}02", sum(sides)
                continue
            for side, size in enumerate(sides, start=1):
                yield stairwell, floor, f"{floor}0{side}", size


def _floor_areas(given: Mapping[str, Any], sizes: list[float], rng: Generator) -> list[int]:
    """Exclusive areas in 0.01 m² with exactly the courtyard's mean."""
    spread = inputs("places")["homes"]["spread"]
    raw = np.array(sizes) * rng.normal(1, spread, len(sizes)).clip(0.9, 1.1)
    total = given["mean_area"] * 100 * len(sizes)
    areas = [int(area) for area in np.rint(raw / raw.sum() * total)]
    areas[0] += total - sum(areas)
    return areas


def _tenures(
    given: Mapping[str, Any], count: int, fixed: Mapping[int, Tenure], rng: Generator
) -> list[Tenure]:
    """How each flat is held; `fixed` says it of some."""
    drawn = [Tenure.RENTED] * round(given["rented"] * count)
    drawn += [Tenure.VACANT] * round(inputs("places")["homes"]["vacant"] * count)
    for tenure in fixed.values():
        if tenure in drawn:
            drawn.remove(tenure)
    held = dict.fromkeys(range(count), Tenure.OWNER) | dict(fixed)
    free = [int(index) for index in rng.permutation(count) if int(index) not in fixed]
    held.update(zip(free, drawn, strict=False))
    return [held[index] for index in range(count)]


def _households(world: World, yard: Yard, rng: Generator, names: Names) -> list[Flat]:
    landings = list(_landings(yard.given))
    count = len(landings)
    owners, held_by, fixed = _owners(world, yard, count, names, rng)
    areas = _floor_areas(yard.given, [size for *_, size in landings], rng)
    tenures = _tenures(yard.given, count, fixed, rng)
    buildings = _buildings(world, yard)
    codes = rng.choice(np.arange(100, 1000), count, replace=False)
    years = rng.integers(yard.given["built"], world.window.first.year, count)
    drafts = [
        world.check(
            HouseholdDraft,
            courtyard_id=yard.id,
            building_id=buildings[stairwell],
            stairwell=stairwell,
            floor=floor,
            room=room,
            code=f"H{yard.no:02d}-{codes[index]}",
            area=areas[index],
            top_floor=floor == yard.given["storeys"],
            tenure=tenures[index],
            owner_id=owners[index],
            since=date(int(years[index]), 1, 1),
        )
        for index, (stairwell, floor, room, _) in enumerate(landings)
    ]
    stored = zip(world.store(Household, drafts), drafts, owners, held_by, strict=True)
    return [_flat(yard, *one) for one in stored]


def _flat(yard: Yard, id_: int, household: HouseholdDraft, owner_id: int, owner: OwnerDraft) -> Flat:
    return Flat(
        id=id_,
        yard=yard,
        stairwell=household.stairwell,
        floor=household.floor,
        area=household.area,
        top=household.top_floor,
        tenure=household.tenure,
        owner_id=owner_id,
        owner_name=owner.name,
        owner_phone=owner.phone,
    )


def _owners(
    world: World, yard: Yard, count: int, names: Names, rng: Generator
) -> tuple[list[int], list[OwnerDraft], dict[int, Tenure]]:
    """The owner of each flat of a courtyard by id and draft; how flats of no person are held."""
    homes = inputs("places")["homes"]
    order = [int(index) for index in rng.permutation(count)]
    groups = [
        (OwnerKind.PERSON, [order.pop(), order.pop()]) for _ in range(homes["owners_of_two"].count(yard.no))
    ]
    developed = [order.pop() for _ in range(homes["developer"].count(yard.no))]
    groups += [(OwnerKind.DEVELOPER, developed)] if developed else []
    groups += [(OwnerKind.ORGANISATION, [order.pop()]) for _ in range(homes["organisation"].count(yard.no))]
    groups += [(OwnerKind.PERSON, [index]) for index in sorted(order)]
    drafts = [_owner(world, kind, names) for kind, _ in groups]
    owner_of = {
        index: (id_, draft)
        for id_, draft, (_, group) in zip(world.store(Owner, drafts), drafts, groups, strict=True)
        for index in group
    }
    held = {OwnerKind.DEVELOPER: Tenure.VACANT, OwnerKind.ORGANISATION: Tenure.RENTED}
    fixed = {index: held[kind] for kind, group in groups if kind in held for index in group}
    ids, held_by = zip(*(owner_of[index] for index in range(count)), strict=True)
    return list(ids), list(held_by), fixed


def _owner(world: World, kind: OwnerKind, names: Names) -> OwnerDraft:
    homes = inputs("places")["homes"]
    if kind is OwnerKind.PERSON:
        return world.check(OwnerDraft, name=names.name(), phone=names.phone())
    return world.check(OwnerDraft, kind=kind, name=homes[f"{kind.value}_name"])
