"""The matters that are told to the end: vote, resolution, seal use and task under the request's thread."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from numpy.random import Generator

from dashboard.intake.demo.decisions import seal
from dashboard.intake.demo.votes import hold
from dashboard.intake.demo.world import Told, World
from dashboard.schema.meetings import Resolution, ResolutionDraft, SealDraft, SealPurpose, Task, TaskDraft


def fill_stories(world: World) -> None:
    """Store what followed from each story's request and the meeting that took it up."""
    for told in world.requests:
        if told.story is not None:
            _tell(world, told)


def _tell(world: World, told: Told) -> None:
    """A vote on the matter, what was resolved on it, the seal under the contract, the task that was done."""
    thread = {"thread_id": told.thread_id}
    rng = world.rng(f"story {told.yard.no}")
    [(meeting_id, item_id)] = [
        (held.id, one.id) for held in world.meetings for one in held.items if one.told is told
    ]
    vote_id = _voted(world, told, item_id, rng)
    resolution = _resolved(world, told, meeting_id, item_id, vote_id)
    [resolution_id] = world.store(Resolution, [resolution], [thread])
    world.seals.append(
        (_sealed(world, told, resolution_id, rng), {**thread, "void_on": None, "void_why": None})
    )
    world.store(Task, [_task(world, told, resolution, resolution_id)], [thread])


def _day(told: Told, count: int) -> date:
    return told.accepted_on + timedelta(days=count)


def _voted(world: World, told: Told, item_id: int, rng: Generator) -> int:
    ballot = _story(told)["vote"]
    return hold(
        world,
        ballot,
        yard=told.yard,
        notice_on=_day(told, ballot["notice"]),
        opened_on=_day(told, ballot["opened"]),
        closed_on=_day(told, ballot["closed"]),
        rng=rng,
        thread_id=told.thread_id,
        agenda_item_id=item_id,
    )


def _resolved(world: World, told: Told, meeting_id: int, item_id: int, vote_id: int) -> ResolutionDraft:
    story = _story(told)
    return world.check(
        ResolutionDraft,
        meeting_id=meeting_id,
        agenda_item_id=item_id,
        vote_id=vote_id,
        courtyard_id=told.yard.id,
        organisation_id=world.bodies[story["owner"]],
        text=story["resolution"],
        decided_on=_day(told, story["resolution_on"]),
        due_on=_day(told, story["resolution_due"]),
        done_on=_day(told, story["done"]),
    )


def _sealed(world: World, told: Told, resolution_id: int, rng: Generator) -> SealDraft:
    use = _story(told)["seal"]
    return seal(
        world,
        told.yard,
        SealPurpose(use["purpose"]),
        title=use["title"],
        used_on=_day(told, use["on"]),
        rng=rng,
        resolution_id=resolution_id,
    )


def _task(world: World, told: Told, resolution: ResolutionDraft, resolution_id: int) -> TaskDraft:
    story = _story(told)
    return world.check(
        TaskDraft,
        resolution_id=resolution_id,
        organisation_id=world.bodies[story["owner"]],
        courtyard_id=told.yard.id,
        title=story["task"],
        set_on=resolution.decided_on,
        due_on=resolution.due_on,
        done_on=resolution.done_on,
    )


def _story(told: Told) -> Mapping[str, Any]:
    return told.story or {}
