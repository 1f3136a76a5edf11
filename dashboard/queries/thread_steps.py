"""The steps that a meeting, a vote or a resolution leads to, as far as a reader may see them; all tellers.

A step tells kind, day, who, on what it rests, where it can be opened and what is due next.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from dashboard.access import Action, Scope, allows, may_name, scope
from dashboard.clock import civil
from dashboard.privacy import masking
from dashboard.queries.thread_reports import asked, found, happened, mediated
from dashboard.queries.thread_types import ARTICLE_278, NOBODY, Basis, Reader, Step, Who, role_of
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.history import RecordChange
from dashboard.schema.meetings import AgendaItem, Meeting, Resolution, SealUse, Stage, Task
from dashboard.schema.organisations import Person
from dashboard.schema.places import Courtyard
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.votes import Electorate, Matter, Vote


def put_on_the_agenda(reader: Reader) -> Iterator[Step]:
    """An agenda item with its meeting."""
    for row in reader.rows(AgendaItem):
        meeting = reader.session.get_one(Meeting, row.meeting_id)
        if not _listens(reader, meeting):
            continue
        told = {"title": row.title, "became": row.outcome.value if row.outcome else None}
        coming = meeting.stage is not Stage.HELD
        due = reader.due("meet", meeting.held_on) if coming else None
        basis = (_met(meeting),)
        yield Step("agenda", meeting.held_on, "meeting", meeting.id or 0, None, NOBODY, basis, told, due)


def _listens(reader: Reader, row: Any) -> bool:
    """Whether meetings and votes of a place are part of the story for the reader."""
    return reader.sees(Action.SEE_TASKS, row) and scope(reader.by, Action.SEE_MEETINGS) is not None


def _met(meeting: Meeting) -> Basis:
    return Basis("meeting", meeting.id, meeting.held_on, meeting.title)


def voted(reader: Reader) -> Iterator[Step]:
    """A vote opened and closed; its result once it is closed."""
    for row in reader.rows(Vote):
        if not _listens(reader, row):
            continue
        basis = _vote_basis(reader, row)
        told = {"question": row.question, "matter": row.matter.value, "electorate": row.electorate.value}
        ended = row.closed_on is not None and row.closed_on <= reader.today
        due = None if ended else reader.due("vote", row.closed_on)
        yield Step("vote", row.opened_on, "vote", row.id, None, NOBODY, basis, told, due, opens=False)
        if ended:
            told = told | {"passed": row.passed, "by_the_rules": _by_the_rules(row)}
            yield Step("declared", row.closed_on, "vote", row.id, None, NOBODY, basis, told, opens=False)


def _vote_basis(reader: Reader, row: Vote) -> tuple[Basis, ...]:
    item = reader.session.get(AgendaItem, row.agenda_item_id) if row.agenda_item_id else None
    meeting = (_met(reader.session.get_one(Meeting, item.meeting_id)),) if item else ()
    owners = row.electorate is Electorate.OWNERS and row.matter is not Matter.CONSULTATIVE
    return (*meeting, Basis(ARTICLE_278 if owners else "consultative"))


def _by_the_rules(row: Vote) -> bool | None:
    marks = (row.notice_ok, row.electorate_ok, row.result_ok)
    return None if None in marks else all(marks)


def resolved(reader: Reader) -> Iterator[Step]:
    """A resolution and its delivery."""
    for row in reader.rows(Resolution):
        assigned = reader.sees(Action.SEE_TASKS, row, handler_id=row.organisation_id)
        if not (assigned or _works_on(reader, row)):
            continue
        who = reader.body(row.organisation_id)
        has_tasks = reader.session.execute(
            select(col(Task.id)).where(col(Task.resolution_id) == row.id, col(Task.dropped_on).is_(None))
        ).first()
        due = None if row.done_on or has_tasks else reader.due("deliver", row.due_on, who)
        told = {"text": row.text, "due_on": row.due_on}
        basis = _resolution_basis(reader, row)
        yield Step("resolution", row.decided_on, "resolution", row.id, None, who, basis, told, due)
        if row.done_on:
            late = {"late": row.done_on > row.due_on, "text": row.text}
            yield Step("delivered", row.done_on, "resolution", row.id, None, who, told=late)


def _works_on(reader: Reader, row: Resolution) -> bool:
    """Whether one of the reader's own tasks rests on the resolution."""
    return any(
        one.resolution_id == row.id
        and scope(reader.by, Action.SEE_TASKS) is Scope.ASSIGNED
        and one.organisation_id == reader.by.organisation_id
        for one in reader.rows(Task)
    )


def _resolution_basis(reader: Reader, row: Resolution) -> tuple[Basis, ...]:
    vote = reader.session.get(Vote, row.vote_id) if row.vote_id else None
    meeting = reader.session.get(Meeting, row.meeting_id) if row.meeting_id else None
    told = (_met(meeting),) if meeting else ()
    return (*told, Basis("vote", vote.id, vote.closed_on, vote.question)) if vote else told


def sealed(reader: Reader) -> Iterator[Step]:
    """A use of the courtyard seal."""
    for row in reader.rows(SealUse):
        if not allows(reader.by, Action.SEE_SEAL, courtyard_id=row.courtyard_id):
            continue
        yard = reader.session.get_one(Courtyard, row.courtyard_id).no
        told = {"purpose": row.purpose.value, "title": row.title, "number": f"S{yard}-{row.no:03}"}
        told |= {"copies": row.copies, "void_on": row.void_on}
        basis = _rests(reader, row.resolution_id)
        who = reader.body(row.organisation_id)
        yield Step("seal", row.used_on, "seal_use", row.id, None, who, basis, told)


def _rests(reader: Reader, resolution_id: int | None) -> tuple[Basis, ...]:
    row = reader.session.get(Resolution, resolution_id) if resolution_id else None
    return (Basis("resolution", row.id, row.decided_on, row.text),) if row else ()


def tasked(reader: Reader) -> Iterator[Step]:
    """A task with every day that it was put off to, until it ended."""
    for row in reader.rows(Task):
        if not reader.sees(Action.SEE_TASKS, row, handler_id=row.organisation_id):
            continue
        who = _owner(reader, row)
        ended = row.done_on or row.dropped_on
        due = None if ended else reader.due("task", row.due_on, who)
        told = {"title": row.title, "due_on": row.first_due_on or row.due_on}
        basis = _rests(reader, row.resolution_id)
        yield Step("task", row.set_on, "task", row.id, None, who, basis, told, due)
        yield from _put_off(reader, row)
        if row.done_on:
            late = row.done_on > (row.first_due_on or row.due_on)
            told = {"title": row.title, "late": late}
            told["note"] = row.done_note if reader.reads_words() else None
            yield Step("done", row.done_on, "task", row.id, None, who, told=told)
        if row.dropped_on:
            told = {"title": row.title, "note": row.dropped_why}
            yield Step("dropped", row.dropped_on, "task", row.id, None, who, told=told)


def _owner(reader: Reader, row: Task) -> Who:
    who = reader.body(row.organisation_id)
    if row.person_id is None or not may_name(reader.by, row.courtyard_id):
        return who
    person = reader.session.get_one(Person, row.person_id)
    return Who(who.name_zh, who.name_en, masking.name(person.name) or "")


def _put_off(reader: Reader, row: Task) -> Iterator[Step]:
    changes = (
        select(RecordChange, col(AuditEvent.at), col(AuditEvent.actor))
        .join(AuditEvent, col(AuditEvent.seq) == col(RecordChange.seq))
        .where(col(RecordChange.noun) == "task", col(RecordChange.ref) == row.id)
        .where(col(RecordChange.verb) == "postpone")
        .order_by(col(RecordChange.id))
    )
    for change, at, actor in reader.session.execute(changes):
        told = {"title": row.title, "to": date.fromisoformat(change.values["due_on"][1])}
        told["note"] = change.reason if reader.reads_words() else None
        who = Who(role=role_of(actor))
        yield Step("put_off", civil(at), "task", row.id or 0, at, who, told=told)


def rebuilt(reader: Reader) -> Iterator[Step]:
    """Renovation work: agreed, started, done, accepted."""
    for row in reader.rows(RenovationItem):
        if not allows(reader.by, Action.SEE_RENOVATION, courtyard_id=row.courtyard_id):
            continue
        due = None if row.done_on else reader.due("build", row.planned_until)
        told = {"name_zh": row.title_zh, "name_en": row.title_en, "class": row.renovation_class.value}
        yield Step("work", row.agreed_on, "renovation_item", row.id, told=told, next=due)
        for what, on in (("begun", row.started_on), ("built", row.done_on), ("accepted", row.accepted_on)):
            if on:
                yield Step(what, on, "renovation_item", row.id, told=told)


TELLERS: tuple[Callable[[Reader], Iterator[Step]], ...] = (
    *(asked, found, happened, mediated, put_on_the_agenda, voted, resolved, sealed, tasked, rebuilt),
)
"""One for each table that can be part of a matter, in the order of steps on the same day."""
HANDED_TELLERS = (asked, resolved, tasked)
"""Those that can tell a company of what it was handed."""
