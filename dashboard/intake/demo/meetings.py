"""Meetings: who came, and what was on the agenda."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from dashboard.clock import at
from dashboard.indicators.periods import shift
from dashboard.intake.demo.chance import pick
from dashboard.intake.demo.demand import reports
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.world import Flat, Held, Item, Told, World, Yard
from dashboard.schema.meetings import (
    AgendaDraft,
    AgendaItem,
    HouseholdAttendance,
    Meeting,
    MeetingDraft,
    MeetingKind,
    PartyAttendance,
)

RECENT_DAYS = 100


@dataclass
class Plan:
    """A meeting as called: its matters are titles, with the request that each came from."""

    kind: MeetingKind
    held_on: date
    title: str
    place: str
    yard: Yard | None = None
    turnout: float = 0.0
    matters: list[tuple[str, Told | None]] = field(default_factory=list)


def fill_meetings(world: World) -> None:
    """Store the window's meetings with their attendance and agenda."""
    rng = world.rng("meetings")
    plans = [*_quarterly(world, rng), *_courtyards(world, rng), *_committees(world), *_stories(world, rng)]
    plans = sorted((one for one in plans if world.window.holds(one.held_on)), key=lambda one: one.held_on)
    for plan in plans:
        _fill_agenda(world, plan, rng)
    ids = _store(world, plans)
    _households(world, plans, ids, rng)
    _parties(world, plans, ids, rng)
    _agenda(world, plans, ids, rng)


def _quarterly(world: World, rng: Generator) -> Iterator[Plan]:
    """One joint and one consultation meeting each quarter; one consultation was not held."""
    for index, first in enumerate(world.window.quarters):
        words = {"year": first.year, "quarter": (first.month + 2) // 3}
        for kind in (MeetingKind.JOINT, MeetingKind.CONSULTATION):
            given = inputs("meetings")[kind]
            day = shift(first, given["month_of_quarter"] - 1).replace(day=given["day"])
            if index == given.get("missed"):
                continue
            plan = Plan(kind, day, given["title"].format(**words), given["place"])
            plan.turnout = float(rng.uniform(*given["turnout"])) if "turnout" in given else 0.0
            yield plan


def _courtyards(world: World, rng: Generator) -> Iterator[Plan]:
    """Each courtyard's own meetings, twice a year."""
    given = inputs("meetings")["courtyard"]
    for yard in world.yards:
        for first in world.window.months:
            if first.month not in [1 + (month - 1 + yard.no % 3) % 12 for month in given["months"]]:
                continue
            day = first + timedelta(days=int(rng.integers(4, 26)))
            if reports(world, yard, day):
                yield _yard_meeting(yard, day, rng)


def _yard_meeting(yard: Yard, day: date, rng: Generator) -> Plan:
    given = inputs("meetings")["courtyard"]
    title, place = given["title"].format(no=yard.no), given["place"].format(no=yard.no)
    return Plan(MeetingKind.COURTYARD, day, title, place, yard, float(rng.uniform(*given["turnout"])))


def _committees(world: World) -> Iterator[Plan]:
    """The self-governance committee's regular meetings."""
    given = inputs("meetings")["committee"]
    for first in world.window.months[:: given["every_months"]]:
        title = given["title"].format(year=first.year, month=first.month)
        yield Plan(MeetingKind.COMMITTEE, first.replace(day=given["day"]), title, given["place"])


def _stories(world: World, rng: Generator) -> Iterator[Plan]:
    """The courtyard meetings at which a story's request was talked over."""
    for told in world.requests:
        if told.story is not None:
            plan = _yard_meeting(told.yard, told.accepted_on + timedelta(days=told.story["meeting"]), rng)
            plan.matters.append((told.story["agenda"], told))
            yield plan


def _fill_agenda(world: World, plan: Plan, rng: Generator) -> None:
    """Matters from recent requests of the place, and standing ones."""
    given, agenda = inputs("meetings")[plan.kind], inputs("meetings")["agenda"]
    count = int(rng.integers(given["items"][0], given["items"][1] + 1))
    known = [
        one
        for one in world.requests
        if one.story is None
        and timedelta(0) < plan.held_on - one.accepted_on < timedelta(days=RECENT_DAYS)
        and (plan.yard is None or one.yard is plan.yard)
    ]
    standing = list(inputs("meetings")["resolutions"]["standing"])
    titles = [str(title) for title in rng.permutation(standing)]
    while len(plan.matters) < count:
        if known and rng.random() < agenda["from_requests"]:
            told = known.pop(int(rng.integers(len(known))))
            plan.matters.append((agenda["request_title"].format(summary=told.summary), told))
        else:
            plan.matters.append((titles.pop(), None))


def _store(world: World, plans: list[Plan]) -> list[int]:
    notice = timedelta(days=inputs("meetings")["attendance"]["notice_days"])
    drafts = [
        world.check(
            MeetingDraft,
            site_id=world.site_id,
            courtyard_id=one.yard.id if one.yard else None,
            kind=one.kind,
            title=one.title,
            place=one.place,
            notice_on=one.held_on - notice,
            held_on=one.held_on,
            begins_at="14:30",
        )
        for one in plans
    ]
    times = [{"opened_at": at(one.held_on, 14, 30), "closed_at": at(one.held_on, 16, 10)} for one in plans]
    return world.store(Meeting, drafts, times)


def _households(world: World, plans: list[Plan], ids: list[int], rng: Generator) -> None:
    rows = []
    for plan, id_ in zip(plans, ids, strict=True):
        if plan.turnout:
            flats = plan.yard.flats if plan.yard else world.flats
            came = comers(flats, round(plan.turnout * len(flats)), rng)
            rows += [{"meeting_id": id_, "household_id": flat.id} for flat in came]
    world.store(HouseholdAttendance, rows)


def comers(flats: list[Flat], count: int, rng: Generator) -> list[Flat]:
    """Those who come, each once: never who joins in nothing, older people's homes twice as often."""
    factor = inputs("meetings")["attendance"]["elder_factor"]
    weights = np.array([(factor if flat.has_elder else 1.0) * flat.joins for flat in flats])
    chosen = rng.choice(
        len(flats), min(count, int((weights > 0).sum())), replace=False, p=weights / weights.sum()
    )
    return [flats[int(index)] for index in np.sort(chosen)]


def _parties(world: World, plans: list[Plan], ids: list[int], rng: Generator) -> None:
    """Who sat for each party at the site's meetings."""
    given = inputs("meetings")["attendance"]
    rows = []
    for plan, id_ in zip(plans, ids, strict=True):
        if plan.yard is not None:
            continue
        for party in given["parties"]:
            if plan.kind is MeetingKind.COMMITTEE and party["party"] != "other":
                continue
            for body in party["bodies"]:
                for person in world.serving(body, plan.held_on) or [0]:
                    presence = pick(given["presence"], rng)
                    seat = _seat(
                        world, id_, party=party["party"], body=body, person=person, presence=presence
                    )
                    rows.append(seat)
    world.store(PartyAttendance, rows)


def _seat(
    world: World, meeting_id: int, *, party: str, body: str, person: int, presence: str
) -> dict[str, Any]:
    return {
        "meeting_id": meeting_id,
        "party": party,
        "presence": presence,
        "organisation_id": world.bodies[body],
        "person_id": person or None,
    }


def _agenda(world: World, plans: list[Plan], ids: list[int], rng: Generator) -> None:
    given: Mapping[str, Any] = inputs("meetings")["agenda"]
    drafts, extras = [], []
    for plan, id_ in zip(plans, ids, strict=True):
        for position, (title, told) in enumerate(plan.matters, start=1):
            drafts.append(
                world.check(
                    AgendaDraft,
                    meeting_id=id_,
                    position=position,
                    title=title,
                    minutes=int(rng.choice(given["minutes"])),
                    presenter=str(rng.choice(given["presenters"])),
                    request_id=told.id if told else None,
                )
            )
            extras.append({"thread_id": told.thread_id if told else None})
    items = iter(world.store(AgendaItem, drafts, extras))
    for plan, id_ in zip(plans, ids, strict=True):
        matters = [Item(next(items), title, told) for title, told in plan.matters]
        world.meetings.append(Held(id_, plan.kind, plan.yard, plan.held_on, matters))
