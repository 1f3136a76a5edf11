"""What happened on a whole site in some days: exact counts, of nobody in particular."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from dashboard.schema.activities import Activity
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.meetings import Meeting, Stage
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import Closing, Request
from dashboard.schema.safety import Hazard


@dataclass(frozen=True)
class Happened:
    """How many requests came and were closed, hazards found and put right, and what else was done.

    None where nothing is known: there is no record, and nobody has reported that there was none.
    """

    received: int | None
    closed: int | None
    found: int | None
    fixed: int | None
    meetings: int | None
    activities: int | None
    works: int | None


def happened(session: Session, *, first: date, last: date) -> Happened:
    """The counts of `first` to `last`, both included; a request that was reopened by then is not closed."""
    reports = select(col(ReportingDuty.kind)).where(
        col(ReportingDuty.month).between(first.isoformat()[:7], last.isoformat()[:7]),
        col(ReportingDuty.entered_on).is_not(None),
    )
    reported = set(session.execute(reports.distinct()).scalars())

    def count(duty: DutyKind, on: Any, *more: ColumnElement[bool]) -> int | None:
        asked = select(func.count()).select_from(on.class_).where(on.between(first, last), *more)
        number = int(session.execute(asked).scalar_one())
        return number if number or duty in reported else None

    holds = or_(col(Closing.reopened_on).is_(None), col(Closing.reopened_on) > last)
    return Happened(
        received=count(DutyKind.REQUESTS, col(Request.accepted_on)),
        closed=count(DutyKind.REQUESTS, col(Closing.closed_on), holds),
        found=count(DutyKind.HAZARDS, col(Hazard.found_on)),
        fixed=count(DutyKind.HAZARDS, col(Hazard.fixed_on)),
        meetings=count(DutyKind.MEETINGS, col(Meeting.held_on), col(Meeting.stage) == Stage.HELD),
        activities=count(DutyKind.ACTIVITIES, col(Activity.held_on)),
        works=count(DutyKind.RENOVATION, col(RenovationItem.done_on)),
    )
