"""Standing behind a request: another household that has the same trouble.

Each verb is a unit of work in the caller's transaction.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions.unit_of_work import unit_of_work
from dashboard.errors import InvalidDraft, OutOfTurn, Problem
from dashboard.schema.places import Household
from dashboard.schema.requests import OPEN, Request, Support

NOUN = "request"


def add(
    *, session: Session, request_id: int, household_id: int, by: Principal, now: datetime, key: str
) -> Request:
    """Note that a household stands behind an open request; raises NotAllowed, AlreadyDone, InvalidDraft."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        request = work.row(Request, request_id)
        work.require(Action.REGISTER_REQUEST, courtyard_id=request.courtyard_id)
        if request.status not in OPEN:
            raise OutOfTurn("support")
        _fits(session, request, household_id)
        work.add(Support(request_id=request_id, household_id=household_id, supported_on=work.today))
        work.counts(since=work.today, courtyard_id=request.courtyard_id)
        where: dict[str, Any] = {"ref": request_id, "courtyard_id": request.courtyard_id}
        work.event("support", noun=NOUN, details={"number": request.number}, **where)
        return request


def _fits(session: Session, request: Request, household_id: int) -> None:
    """A household of the courtyard, once, and not the one whose request it is."""
    household = session.get(Household, household_id)
    if household is None or household.courtyard_id != request.courtyard_id:
        raise InvalidDraft((Problem("household_id", "not_in_courtyard"),))
    there = select(col(Support.id)).where(
        col(Support.request_id) == request.id, col(Support.household_id) == household_id
    )
    if household_id == request.household_id or session.execute(there).first():
        raise InvalidDraft((Problem("household_id", "supports_already"),))
