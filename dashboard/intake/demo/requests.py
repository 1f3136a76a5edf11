"""Requests with their threads, steps, closings, call-backs and the neighbours who stand behind them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from dashboard.clock import at, civil
from dashboard.intake.demo.chance import Quota
from dashboard.intake.demo.demand import Arrival, Callers, Weights, arrive, calendar, reports
from dashboard.intake.demo.handling import Course, Handling
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.organisations import group_key
from dashboard.intake.demo.window import ramp
from dashboard.intake.demo.world import Flat, Told, World, Yard
from dashboard.rules.requests import derived, numbered
from dashboard.schema.requests import (
    CallBack,
    CallBackDraft,
    Channel,
    Closing,
    ClosingDraft,
    Place,
    Request,
    RequestDraft,
    RequestStep,
    RequestType,
    StepDraft,
    StepKind,
    Support,
)
from dashboard.schema.threads import Thread

Closed = dict[tuple[Any, ...], list[date]]
Case = tuple[RequestDraft, Arrival, Course]
REPEAT_DAYS = 90
TRIES = 60


def fill_requests(world: World) -> None:
    """Let the requests of the window come and take their course; store them."""
    cases = list(_cases(world, world.rng("requests")))
    ids, threads = _store(world, cases)
    closings = _store_courses(world, cases, ids)
    _store_call_backs(world, cases, closings)
    for (draft, arrival, course), id_, thread_id in zip(cases, ids, threads, strict=True):
        holds = [one.on for one in course.closings if one.reopened_on is None]
        world.requests.append(
            Told(
                id=id_,
                thread_id=thread_id,
                yard=arrival.yard,
                type=arrival.type,
                summary=draft.summary,
                accepted_at=draft.accepted_at,
                accepted_on=arrival.day,
                closed_on=holds[-1] if holds else None,
                story=arrival.story,
            )
        )
    _supports(world)


def _cases(world: World, rng: Generator) -> Iterator[Case]:
    """Each request in the order of arrival, with its course; a share of them are repeats."""
    callers, handling, repeats = Callers(world, rng), Handling(world, rng), Quota(rng)
    closed: Closed = {}
    stories = _stories(world)
    for when, kind in calendar(world.window, rng):
        while stories and stories[0].at <= when:
            yield _followed(world, stories.pop(0), handling, closed)
        share = ramp(inputs("requests")["repeat_share"], world.window.progress(civil(when)))
        arrival = _drawn(when, kind, callers, closed=closed, repeats=repeats, share=share)
        yield _followed(world, arrival, handling, closed)
    for arrival in stories:
        yield _followed(world, arrival, handling, closed)


def _followed(world: World, arrival: Arrival, handling: Handling, closed: Closed) -> Case:
    """Draft a request and follow it to the window's end; remember when its place was closed."""
    caller = next((one for one in arrival.flat.people if one.name), None) if arrival.flat else None
    draft = world.check(
        RequestDraft,
        courtyard_id=arrival.yard.id,
        household_id=arrival.flat.id if arrival.flat else None,
        place=arrival.place,
        stairwell=arrival.stairwell,
        type=arrival.type,
        summary=arrival.summary,
        channel=arrival.channel,
        accepted_at=arrival.at,
        said_by=caller.name if caller else None,
        phone=caller.phone if caller else None,
    )
    course = handling.follow(arrival, derived(draft)["limit_at"])
    closed.setdefault(arrival.spot, []).extend(one.on for one in course.closings)
    return draft, arrival, course


def _drawn(
    when: datetime,
    kind: RequestType,
    callers: Callers,
    *,
    closed: Closed,
    repeats: Quota,
    share: float,
) -> Arrival:
    """A request that is a repeat with the share of the day, as soon as there is something to repeat."""
    weights = callers.weights(kind, civil(when))
    if repeats.draw(share):
        again = _again(when, kind, callers, weights, closed)
        if again is not None:
            return again
        repeats.owe(1)
    for _ in range(TRIES):
        arrival = arrive(when, kind, callers.anybody(weights), callers.rng)
        if not _recently(closed.get(arrival.spot, ()), arrival.day):
            break
    return arrival


def _again(
    when: datetime, kind: RequestType, callers: Callers, weights: Weights, closed: Closed
) -> Arrival | None:
    """The same trouble at a household whose matter was closed not long ago; None where there is none."""
    homes = [
        callers.place_of[spot[0]]
        for spot, days in closed.items()
        if spot[0] in callers.place_of and spot[1] == kind and _recently(days, civil(when))
    ]
    likely = [home for home in homes if weights[home] > 0]
    if not likely:
        return None
    flat = callers.anybody(weights, likely)
    tries = (arrive(when, kind, flat, callers.rng) for _ in range(TRIES))
    return next((one for one in tries if one.flat is not None), None)


def _recently(days: Any, day: date) -> bool:
    return any(timedelta(0) <= day - one <= timedelta(days=REPEAT_DAYS) for one in days)


def _stories(world: World) -> list[Arrival]:
    """The requests whose story is told to the end."""
    made = []
    for story in inputs("stories")["stories"]:
        yard = world.yard(story["courtyard"])
        flat = next(
            one
            for one in yard.flats
            if one.occupied and one.has_elder and (one.top or not story["top_floor"])
        )
        place = Place(story["place"])
        made.append(
            Arrival(
                at=at(_begins(world, yard, story), 10, 20),
                type=RequestType(story["type"]),
                yard=yard,
                flat=flat,
                place=place,
                stairwell=None if place is Place.YARD else flat.stairwell,
                channel=Channel.COMMITTEE,
                summary=story["summary"],
                story=story,
            )
        )
    return sorted(made, key=lambda one: one.at)


def _begins(world: World, yard: Yard, story: Mapping[str, Any]) -> date:
    if yard.roof_redone_on is not None and story.get("roof"):
        return yard.roof_redone_on - timedelta(days=story["done"])
    return world.window.month(story["month"], story["day"])


def _handler(world: World, arrival: Arrival) -> int:
    """The body that a type of matter goes to."""
    key = inputs("requests")["handlers"][arrival.type]
    return world.bodies[group_key(arrival.yard) if key == "group" else key]


def _store(world: World, cases: list[Case]) -> tuple[list[int], list[int]]:
    """Store threads and requests, numbered through each year."""
    counts: Counter[int] = Counter()
    threads, extras = [], []
    for draft, arrival, course in cases:
        counts[arrival.day.year] += 1
        year, count = arrival.day.year, counts[arrival.day.year]
        threads.append(
            {"number": numbered("T", year, count), "opened_on": arrival.day, "courtyard_id": arrival.yard.id}
        )
        dispatched = any(step.kind is StepKind.DISPATCH for step in course.steps)
        extras.append(
            derived(draft)
            | {
                "number": numbered("R", year, count),
                "status": course.status,
                "first_contact_at": course.first_contact_at,
                "promised_on": course.promised_on,
                "handler_id": _handler(world, arrival) if dispatched else None,
                "closings": len(course.closings),
            }
        )
    thread_ids = world.store(Thread, threads)
    for extra, thread_id in zip(extras, thread_ids, strict=True):
        extra["thread_id"] = thread_id
    return world.store(Request, [draft for draft, _, _ in cases], extras), thread_ids


def _store_courses(world: World, cases: list[Case], ids: list[int]) -> list[int]:
    """Store steps and closings; the closings' ids in order."""
    steps, closings, extras = [], [], []
    for (_, arrival, course), id_ in zip(cases, ids, strict=True):
        handler = _handler(world, arrival)
        for step in course.steps:
            steps.append(
                world.check(
                    StepDraft,
                    request_id=id_,
                    kind=step.kind,
                    at=step.at,
                    organisation_id=handler if step.kind is StepKind.DISPATCH else None,
                    note=step.note,
                    promised_on=step.promised_on,
                )
            )
        for no, one in enumerate(course.closings, start=1):
            closings.append(
                world.check(
                    ClosingDraft,
                    request_id=id_,
                    closed_at=one.at,
                    organisation_id=handler,
                    done=one.done,
                    cost=one.cost,
                )
            )
            extras.append(
                {
                    "no": no,
                    "courtyard_id": arrival.yard.id,
                    "closed_on": one.on,
                    "reopened_on": one.reopened_on,
                }
            )
    world.store(RequestStep, steps)
    return world.store(Closing, closings, extras)


def _store_call_backs(world: World, cases: list[Case], closing_ids: list[int]) -> None:
    closings = [(arrival, one) for _, arrival, course in cases for one in course.closings]
    drafts, extras = [], []
    for (arrival, one), closing_id in zip(closings, closing_ids, strict=True):
        for no, call in enumerate(one.calls, start=1):
            drafts.append(
                world.check(
                    CallBackDraft,
                    closing_id=closing_id,
                    called_on=call.on,
                    outcome=call.outcome,
                    satisfaction=call.satisfaction,
                )
            )
            extras.append({"no": no, "last": no == len(one.calls), "courtyard_id": arrival.yard.id})
    world.store(CallBack, drafts, extras)


def _supports(world: World) -> None:
    """Neighbours of the same courtyard who stand behind a request in the common parts."""
    given, rng = inputs("requests")["supports"], world.rng("supports")
    rows = []
    for request in world.requests:
        if request.type in (RequestType.FEES, RequestType.PIPES, RequestType.NOISE):
            continue
        near = [flat for flat in request.yard.flats if flat.joins]
        for flat in _some(near, int(rng.poisson(given["mean"])), rng):
            day = request.accepted_on + timedelta(days=int(rng.integers(0, given["days"])))
            if day <= world.window.last and reports(world, request.yard, day):
                rows.append({"request_id": request.id, "household_id": flat.id, "supported_on": day})
    world.store(Support, rows)


def _some(flats: list[Flat], count: int, rng: Generator) -> list[Flat]:
    chosen = rng.choice(len(flats), min(count, len(flats)), replace=False)
    return [flats[int(index)] for index in np.sort(chosen)]
