"""The matters that are told to the end: vote, resolution, seal use and task under the request's thread."""

from datetime import date, timedelta

from dashboard.intake.demo.decisions import seal
from dashboard.intake.demo.votes import hold
from dashboard.intake.demo.world import Told, World
from dashboard.schema.meetings import Resolution, ResolutionDraft, SealPurpose, Task, TaskDraft


def fill_stories(world: World) -> None:
    """Store what followed from each story's request and the meeting that took it up."""
    for told in world.requests:
        if told.story is not None:
            _tell(world, told)


def _tell(world: World, told: Told) -> None:
    story, thread = told.story or {}, {"thread_id": told.thread_id}
    rng = world.rng(f"story {told.yard.no}")

    def day(count: int) -> date:
        return told.accepted_on + timedelta(days=count)

    [(meeting, item)] = [(held, one) for held in world.meetings for one in held.items if one.told is told]
    ballot = story["vote"]
    vote_id = hold(
        world,
        ballot,
        yard=told.yard,
        notice_on=day(ballot["notice"]),
        opened_on=day(ballot["opened"]),
        closed_on=day(ballot["closed"]),
        rng=rng,
        thread_id=told.thread_id,
        agenda_item_id=item.id,
    )
    resolution = world.check(
        ResolutionDraft,
        meeting_id=meeting.id,
        agenda_item_id=item.id,
        vote_id=vote_id,
        courtyard_id=told.yard.id,
        organisation_id=world.bodies[story["owner"]],
        text=story["resolution"],
        decided_on=day(story["resolution_on"]),
        due_on=day(story["resolution_due"]),
        done_on=day(story["done"]),
    )
    [resolution_id] = world.store(Resolution, [resolution], [thread])
    use = story["seal"]
    draft = seal(
        world,
        told.yard,
        SealPurpose(use["purpose"]),
        title=use["title"],
        used_on=day(use["on"]),
        rng=rng,
        resolution_id=resolution_id,
    )
    world.seals.append((draft, {**thread, "void_on": None, "void_why": None}))
    task = world.check(
        TaskDraft,
        resolution_id=resolution_id,
        organisation_id=world.bodies[story["owner"]],
        courtyard_id=told.yard.id,
        title=story["task"],
        set_on=resolution.decided_on,
        due_on=resolution.due_on,
        done_on=resolution.done_on,
    )
    world.store(Task, [task], [thread])
