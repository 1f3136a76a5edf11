"""A matter's number, the same for a request, a hazard or whatever else begins one."""

from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

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
