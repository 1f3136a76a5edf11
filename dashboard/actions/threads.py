"""A matter's number, the same for a request, a hazard or whatever else begins one."""

from datetime import date
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from dashboard.errors import InvalidDraft, NotFound, Problem
from dashboard.rules.requests import numbered
from dashboard.schema.meetings import AgendaItem, Resolution, Task
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import Request
from dashboard.schema.safety import Hazard
from dashboard.schema.threads import Thread

ORIGINS: dict[str, Any] = {
    "task": Task,
    "hazard": Hazard,
    "resolution": Resolution,
    "request": Request,
    "renovation_item": RenovationItem,
}
"""What proposes a matter for an agenda and carries a thread."""


def begin(session: Session, *, day: date, courtyard_id: int | None) -> Thread:
    """A new matter with the year's next number; the locked head keeps two writers from taking the same."""
    started = f"T{day.year}-"
    found = select(func.max(col(Thread.number))).where(col(Thread.number).startswith(started))
    highest = session.execute(found).scalar_one()
    count = int(highest.removeprefix(started)) if highest else 0
    thread = Thread(number=numbered("T", day.year, count + 1), opened_on=day, courtyard_id=courtyard_id)
    session.add(thread)
    session.flush()
    return thread


def carried(session: Session, thread_id: int, *, courtyard_id: int | None) -> int:
    """The thread that a new step of a courtyard (None: the whole site) may carry on; raises NotFound,
    InvalidDraft for a matter of another courtyard."""
    thread = session.get(Thread, thread_id)
    if thread is None:
        raise NotFound("thread")
    if thread.courtyard_id not in (None, courtyard_id):
        raise InvalidDraft((Problem("thread_id", "another_matter"),))
    return thread_id


def origin(session: Session, named: str | None) -> Any:
    """The record that proposed a matter (`hazard:3`), None for an indicator, nothing, or one that is gone."""
    noun, _colon, ref = (named or "").partition(":")
    table = ORIGINS.get(noun)
    return session.get(table, int(ref)) if table is not None and ref.isdecimal() else None


def of_item(
    session: Session, item: AgendaItem, *, day: date, courtyard_id: int | None, carried_on: int | None = None
) -> int:
    """The one thread of a matter on an agenda: its own, or that of what it came from, or the one that is
    carried on, or a new one.

    The matter and what it came from carry it from now on. `courtyard_id` (None: the whole site) is where a
    matter belongs that came from nowhere.
    """
    request = session.get(Request, item.request_id) if item.request_id else None
    sources = [one for one in (request, origin(session, item.origin)) if one is not None]
    steps = [item, *sources]
    found = next((one.thread_id for one in steps if one.thread_id), carried_on)
    if found is None:
        places = [one.courtyard_id for one in sources]
        found = begin(session, day=day, courtyard_id=next(iter(places), courtyard_id)).id
    for one in steps:
        carry(session, one, int(found or 0))
    return int(found or 0)


def carry(session: Session, step: Any, thread_id: int) -> None:
    """Let a record that has no thread yet carry one: no version of it, for nobody's form shows it."""
    if step.thread_id is not None:
        return
    if step.id is None:
        step.thread_id = thread_id
        return
    table = type(step)
    session.execute(update(table).where(col(table.id) == step.id).values(thread_id=thread_id))
