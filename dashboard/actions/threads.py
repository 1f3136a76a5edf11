"""A matter's number, the same for a request, a hazard or whatever else begins one."""

from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.errors import InvalidDraft, NotFound, Problem
from dashboard.rules.requests import numbered
from dashboard.schema.threads import Thread


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
