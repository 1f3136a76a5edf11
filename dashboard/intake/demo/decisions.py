"""What meetings resolve, the tasks that follow, and the seal uses that rest on them."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from numpy.random import Generator
from sqlalchemy import bindparam, update

from dashboard.intake.demo.chance import Quota, pick
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.matters import begin
from dashboard.intake.demo.organisations import group_key, kept_on
from dashboard.intake.demo.window import ramp
from dashboard.intake.demo.world import Resolved, Told, World, Yard
from dashboard.schema.meetings import (
    AgendaItem,
    MeetingKind,
    Resolution,
    ResolutionDraft,
    SealDraft,
    SealPurpose,
    SealUse,
    Task,
    TaskDraft,
)

PUT_OFF = 2
"""Which of the office's own tasks was put off."""


def fill_decisions(world: World) -> None:
    """Store resolutions, tasks and seal uses; the stories' own come in between."""
    rng = world.rng("decisions")
    _resolutions(world, rng)
    _tasks(world, rng)
    world.seals += _seals(world, world.rng("seals"))


def store_seals(world: World) -> None:
    """Store the ledger: numbered through each courtyard by the day of use."""
    numbers: Counter[int] = Counter()
    world.seals.sort(key=lambda one: (one[0].used_on, one[0].courtyard_id))
    for draft, extra in world.seals:
        numbers[draft.courtyard_id] += 1
        extra["no"] = numbers[draft.courtyard_id]
    world.store(SealUse, [draft for draft, _ in world.seals], [extra for _, extra in world.seals])


def _resolutions(world: World, rng: Generator) -> None:
    given, quota = inputs("meetings")["resolutions"], Quota(rng)
    drafts: list[ResolutionDraft] = []
    origins: list[tuple[Yard | None, Told | None, int]] = []
    for held in world.meetings:
        if held.kind is MeetingKind.COMMITTEE:
            continue
        wanted = inputs("meetings")[held.kind]["resolutions"]
        for item in [one for one in held.items if one.told is None or one.told.story is None][:wanted]:
            days = int(rng.choice(given["days"]))
            if item.told is not None:
                text = given["from_request"].format(summary=item.told.summary)
            else:
                standing = given["standing"][item.title]
                text = standing[int(rng.integers(len(standing)))].format(days=days)
            due_on = held.held_on + timedelta(days=days)
            on_time = quota.draw(ramp(given["on_time"], world.window.progress(due_on)))
            yard = held.yard or (item.told.yard if item.told else None)
            drafts.append(
                world.check(
                    ResolutionDraft,
                    meeting_id=held.id,
                    agenda_item_id=item.id,
                    courtyard_id=yard.id if yard else None,
                    organisation_id=world.bodies[given["owners"][int(rng.integers(len(given["owners"])))]],
                    text=text,
                    decided_on=held.held_on,
                    due_on=due_on,
                    done_on=kept_on(
                        world, held.held_on, due_on, on_time=on_time, late=given["late_done"], rng=rng
                    ),
                )
            )
            origins.append((yard, item.told, item.id))
    threads = _threads(world, drafts, origins)
    ids = world.store(Resolution, drafts, [{"thread_id": thread} for thread in threads])
    for id_, draft, (yard, _told, _item), thread in zip(ids, drafts, origins, threads, strict=True):
        world.resolved.append(Resolved(id_, draft, yard, thread))


def _threads(
    world: World, drafts: list[ResolutionDraft], origins: list[tuple[Yard | None, Told | None, int]]
) -> list[int]:
    """The thread of each resolution: its request's, or a new one that its agenda item carries too."""
    new = [(draft, item) for draft, (_yard, told, item) in zip(drafts, origins, strict=True) if told is None]
    begun = begin(world, [(draft.decided_on, draft.courtyard_id) for draft, _item in new])
    if new:
        items = [{"item": item, "thread": id_} for (_draft, item), id_ in zip(new, begun, strict=True)]
        # The table's own statement: that of the mapper asks each row for the version it was read with.
        changed = update(AgendaItem.__table__).where(AgendaItem.__table__.c.id == bindparam("item"))  # type: ignore[attr-defined]
        world.session.execute(changed.values(thread_id=bindparam("thread")), items)
    left = iter(begun)
    return [told.thread_id if told else next(left) for _yard, told, _item in origins]


def _tasks(world: World, rng: Generator) -> None:
    """A task for most resolutions, done with them; some of the office's own."""
    given = inputs("meetings")["tasks"]
    drafts, threads = [], []
    for one in world.resolved:
        if rng.random() >= given["share"]:
            continue
        drafts.append(
            world.check(
                TaskDraft,
                resolution_id=one.id,
                organisation_id=one.draft.organisation_id,
                courtyard_id=one.draft.courtyard_id,
                title=one.draft.text,
                set_on=one.draft.decided_on,
                due_on=one.draft.due_on,
                done_on=one.draft.done_on,
            )
        )
        threads.append(one.thread_id)
    free = list(_free_tasks(world, rng))
    threads += begin(world, [(one.set_on, one.courtyard_id) for one in free])
    extras: list[dict[str, Any]] = [{"thread_id": thread, "first_due_on": None} for thread in threads]
    # One was put off: kept by its second day, late by the one that was promised first.
    extras[len(drafts) + PUT_OFF]["first_due_on"] = free[PUT_OFF].due_on - timedelta(days=21)
    world.store(Task, drafts + free, extras)


def _free_tasks(world: World, rng: Generator) -> Iterator[TaskDraft]:
    """Tasks of the office that no resolution asked for; the first is dropped, the second overdue."""
    given, window, quota = inputs("meetings")["tasks"], world.window, Quota(rng)
    for index, title in enumerate(given["free"]):
        set_on = window.last - timedelta(days=150 - 22 * index)
        due_on = set_on + timedelta(days=30)
        on_time = quota.draw(ramp(given["on_time"], window.progress(due_on)))
        dropped, forgotten = index == 0, index == 1
        yield world.check(
            TaskDraft,
            organisation_id=world.bodies["residents_committee"],
            title=title,
            set_on=set_on,
            due_on=due_on,
            done_on=None
            if dropped or forgotten
            else kept_on(world, set_on, due_on, on_time=on_time, late=given["late_done"], rng=rng),
            dropped_on=set_on + timedelta(days=14) if dropped else None,
            dropped_why=given["dropped_why"] if dropped else None,
        )


def _seals(world: World, rng: Generator) -> Iterator[tuple[SealDraft, dict[str, Any]]]:
    """Uses over the window; one lacked its second approval, one was voided."""
    given, window = inputs("meetings")["seals"], world.window
    lacking = window.last - timedelta(days=given["without_second_approval"])
    voided = window.last - timedelta(days=given["voided"])
    days = [window.days[int(index)] for index in rng.integers(30, len(window.days), 2 * given["per_year"])]
    for used_on in sorted([*days, lacking, voided]):
        yard = world.yards[int(rng.integers(len(world.yards)))]
        purpose = SealPurpose(pick(given["weights"], rng))
        draft = seal(world, yard, purpose, title=given["titles"][purpose], used_on=used_on, rng=rng)
        if used_on == lacking:
            draft = draft.model_copy(update={"second_approver_id": None})
        void = {"void_on": used_on, "void_why": given["void_why"]} if used_on == voided else {}
        thread = next((one.thread_id for one in world.resolved if one.id == draft.resolution_id), None)
        yield draft, {"thread_id": thread, "void_on": None, "void_why": None, **void}


def seal(
    world: World,
    yard: Yard,
    purpose: SealPurpose,
    *,
    title: str,
    used_on: date,
    rng: Generator,
    resolution_id: int | None = None,
) -> SealDraft:
    """A use of a courtyard's seal with its application and two approvals, on the latest resolution there."""
    before = [one.id for one in world.resolved if one.yard is yard and one.draft.decided_on <= used_on]
    people = list(
        dict.fromkeys([*world.serving(group_key(yard), used_on), *world.serving("self_governance", used_on)])
    )
    applicant, first, second = (people[index % len(people)] for index in (2, 0, 1))
    return world.check(
        SealDraft,
        organisation_id=world.bodies[group_key(yard)],
        courtyard_id=yard.id,
        resolution_id=resolution_id or (before[-1] if before else None),
        purpose=purpose,
        title=title,
        document_hash=sha256(f"{world.seed}:{yard.no}:{title}:{used_on}".encode()).hexdigest(),
        copies=int(rng.integers(1, 6)),
        applicant_id=applicant,
        applied_on=used_on - timedelta(days=int(rng.integers(0, 4))),
        first_approver_id=first,
        second_approver_id=second,
        keeper_id=first,
        used_on=used_on,
    )
