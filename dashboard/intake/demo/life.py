"""Activities with those who took part and served, and the station's rooms with their visits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from dashboard.intake.demo.chance import Quota
from dashboard.intake.demo.demand import reports
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.organisations import group_key
from dashboard.intake.demo.window import ramp
from dashboard.intake.demo.world import Dweller, Flat, World, Yard
from dashboard.schema.activities import (
    Activity,
    ActivityDraft,
    ActivityKind,
    Participation,
    ParticipationDraft,
    StationRoom,
    StationRoomDraft,
    StationVisit,
    VisitDraft,
)

ADULT = 19
SERVICE = (ActivityKind.VOLUNTEER, ActivityKind.PARTY)


@dataclass
class Occasion:
    """An activity as planned."""

    draft: ActivityDraft
    yard: Yard | None
    households: int


def fill_life(world: World) -> None:
    """Store activities, participations and the station's visits."""
    rng = world.rng("activities")
    occasions = sorted([*_organised(world, rng), *_in_courtyards(world, rng), *_party_days(world)], key=_day)
    ids = world.store(Activity, [one.draft for one in occasions])
    guests = _guests(world, occasions, ids, world.rng("guests"))
    helpers = _helpers(world, occasions, ids, world.rng("helpers"))
    world.store(Participation, [*guests, *helpers])
    _station(world, world.rng("station"))


def _day(occasion: Occasion) -> date:
    return occasion.draft.held_on


def _occasion(
    world: World, kind: str, title: str, day: date, *, body: str, households: int, yard: Yard | None = None
) -> Occasion:
    draft = world.check(
        ActivityDraft,
        site_id=world.site_id,
        courtyard_id=yard.id if yard else None,
        organisation_id=world.bodies[body],
        kind=kind,
        title=title,
        held_on=day,
    )
    return Occasion(draft, yard, households)


def _organised(world: World, rng: Generator) -> Iterator[Occasion]:
    """What registered organisations hold for everybody, in some months and not in others."""
    given = inputs("life")["activities"]
    for first in world.window.months:
        for body, what in given["organisations"].items():
            active = rng.random() < ramp(given["organisation_active"], world.window.progress(first))
            title, day = str(rng.choice(what["titles"])), first + timedelta(days=int(rng.integers(2, 27)))
            many = given["culture_households" if what["kind"] == "culture" else "other_households"]
            households = int(rng.integers(*many))
            if active:
                yield _occasion(world, what["kind"], title, day, body=body, households=households)


def _in_courtyards(world: World, rng: Generator) -> Iterator[Occasion]:
    """What the courtyards' groups hold; nothing where a month was not reported."""
    given = inputs("life")["activities"]
    for first in world.window.months:
        for yard in world.yards:
            held = rng.random() < given["courtyard_per_month"]
            kind = "culture" if rng.random() < 0.5 else "volunteer"
            titles, day = given["courtyard"][kind], first + timedelta(days=int(rng.integers(2, 27)))
            title, households = str(rng.choice(titles)), int(rng.integers(*given["courtyard_households"]))
            if held and reports(world, yard, day):
                yield _occasion(
                    world, kind, title, day, body=group_key(yard), yard=yard, households=households
                )


def _party_days(world: World) -> Iterator[Occasion]:
    """The branch's day of service each month."""
    given = inputs("life")["activities"]
    for index, first in enumerate(world.window.months):
        title = given["party"]["titles"][index % len(given["party"]["titles"])]
        day = first.replace(day=given["party_day"])
        yield _occasion(world, "party", title, day, body="red_neighbour", households=0)


def _guests(
    world: World, occasions: list[Occasion], ids: list[int], rng: Generator
) -> Iterator[ParticipationDraft]:
    """Households that come to what is no service: some never, some often."""
    eager = [flat.joins for flat in world.flats]
    for one, id_ in zip(occasions, ids, strict=True):
        if one.draft.kind in SERVICE:
            continue
        weights = np.where([one.yard in (None, flat.yard) for flat in world.flats], eager, 0)
        count = min(one.households, int((weights > 0).sum()))
        if not count:
            continue
        for index in rng.choice(len(weights), count, replace=False, p=weights / weights.sum()):
            yield _took_part(world, id_, world.flats[int(index)], one.draft.held_on)


def _took_part(
    world: World, activity_id: int, flat: Flat, day: date, *, helper: Dweller | None = None, minutes: int = 0
) -> ParticipationDraft:
    return world.check(
        ParticipationDraft,
        activity_id=activity_id,
        household_id=flat.id,
        resident_id=helper.id if helper else None,
        took_part_on=day,
        served_minutes=minutes,
    )


def _helpers(
    world: World, occasions: list[Occasion], ids: list[int], rng: Generator
) -> Iterator[ParticipationDraft]:
    """Hours of service: Party members by their quarterly measure, and some neighbours beside them."""
    given = inputs("life")["volunteering"]
    service = [(one, id_) for one, id_ in zip(occasions, ids, strict=True) if one.draft.kind in SERVICE]
    members = [dweller for _, dweller in world.members]
    active = [one for one in members if rng.random() >= given["inactive_members"]]
    keen = dict(zip((one.id for one in active), _around_one(len(active), rng), strict=True))
    minutes = [int(one) for one in given["minutes"]]
    turn = float(np.mean(minutes)) / 60
    months, quota = len(world.window.months), Quota(rng)
    for index, first in enumerate(world.window.months):
        here = [(one, id_) for one, id_ in service if world.window.index(one.draft.held_on) == index]
        hours = ramp(given["member_hours"], world.window.progress(first)) / 3 * len(members) / len(active)
        for helper in [*active, *_neighbours(world, index, months)]:
            share = hours / turn * keen[helper.id] if helper.id in keen else 0.3
            for _ in range(quota.count(share, key=helper.id)):
                one, id_ = here[int(rng.integers(len(here)))]
                served = minutes[int(rng.integers(len(minutes)))]
                yield _took_part(world, id_, helper.flat, one.draft.held_on, helper=helper, minutes=served)


def _around_one(count: int, rng: Generator) -> list[float]:
    """Factors with a mean of exactly one."""
    drawn = rng.gamma(3, 1, count)
    return [float(one) for one in drawn / drawn.mean()]


def _neighbours(world: World, index: int, months: int) -> list[Dweller]:
    """The volunteers beside the Party members: a group that changes a little each year."""
    given, rng = inputs("life")["volunteering"], world.rng("neighbours")
    members = {dweller.id for _, dweller in world.members}
    grown = [one for one in world.people if one.age >= ADULT and one.id not in members]
    adults = len(grown) + len(members)
    wanted = max(0, round(adults * given["active_share"] - len(members) * (1 - given["inactive_members"])))
    order = rng.permutation(len(grown))[: 2 * wanted]
    start = round(index / months * wanted / 3)
    return [grown[int(place)] for place in order[start : start + wanted]]


def _station(world: World, rng: Generator) -> None:
    """Rooms and how many came on each opening day; more as the window goes on."""
    given = inputs("life")["station"]
    fields = ("kind", "name_zh", "name_en")
    rooms = [
        world.check(StationRoomDraft, site_id=world.site_id, **{name: room[name] for name in fields})
        for room in given["rooms"]
    ]
    ids = world.store(StationRoom, rooms)
    drafts = [
        draft
        for id_, room in zip(ids, given["rooms"], strict=True)
        for draft in _visits(world, id_, room, given, rng)
    ]
    world.store(StationVisit, drafts)


def _visits(
    world: World, room_id: int, room: dict[str, Any], given: dict[str, Any], rng: Generator
) -> Iterator[VisitDraft]:
    open_days = [day for day in world.window.days if day.weekday() in given["opens_on"]]
    for day in open_days:
        monthly = ramp(given["per_100_households_month"], world.window.progress(day)) * len(world.flats) / 100
        visitors = int(rng.poisson(monthly * room["share"] / 26))
        if visitors:
            yield world.check(VisitDraft, room_id=room_id, visited_on=day, visitors=visitors)
