"""What happened on a whole site in some days: exact counts, of nobody in particular."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from dashboard.schema.activities import Activity
from dashboard.schema.meetings import Meeting, Stage
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import Closing, Request
from dashboard.schema.safety import Hazard


@dataclass(frozen=True)
class Happened:
    """How many requests came and were closed, hazards found and put right, and what else was done."""

    received: int
    closed: int
    found: int
    fixed: int
    meetings: int
    activities: int
    works: int


def happened(session: Session, *, first: date, last: date) -> Happened:
    """The counts of `first` to `last`, both included; a request that was reopened by then is not closed."""

    def count(model: type[Any], on: Any, *more: ColumnElement[bool]) -> int:
        asked = select(func.count()).select_from(model).where(on.between(first, last), *more)
        return int(session.execute(asked).scalar_one())

    holds = or_(col(Closing.reopened_on).is_(None), col(Closing.reopened_on) > last)
    return Happened(
        received=count(Request, col(Request.accepted_on)),
        closed=count(Closing, col(Closing.closed_on), holds),
        found=count(Hazard, col(Hazard.found_on)),
        fixed=count(Hazard, col(Hazard.fixed_on)),
        meetings=count(Meeting, col(Meeting.held_on), col(Meeting.stage) == Stage.HELD),
        activities=count(Activity, col(Activity.held_on)),
        works=count(RenovationItem, col(RenovationItem.done_on)),
    )
