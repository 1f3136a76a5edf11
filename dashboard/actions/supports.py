"""Standing behind a request: another household that has the same trouble."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.indicators import cells
from dashboard.schema.places import Household
from dashboard.schema.requests import OPEN, Request, Support

NOUN = "request"


def add(
    *, session: Session, request_id: int, household_id: int, by: Principal, now: datetime, key: str
) -> Request:
    """Note that a household stands behind an open request; raises NotAllowed, AlreadyDone, InvalidDraft."""
    request = session.get(Request, request_id)
    if request is None:
        raise NotFound(NOUN)
    require(by, Action.REGISTER_REQUEST, courtyard_id=request.courtyard_id)
    audit.claim_key(session, key=key)
    # The row was read before the head was locked: another writer may have been faster.
    session.refresh(request)
    if request.status not in OPEN:
        raise OutOfTurn("support")
    _fits(session, request, household_id)
    day = civil(now)
    session.add(Support(request_id=request_id, household_id=household_id, supported_on=day))
    audit.remember_key(session, key=key, noun=NOUN, ref=request_id, now=now)
    session.flush()
    cells.touch(session, Support, first=day, now=now, courtyard_id=request.courtyard_id)
    audit.record(
        session,
        by=by,
        verb="support",
        noun=NOUN,
        now=now,
        ref=request_id,
        courtyard_id=request.courtyard_id,
        details={"number": request.number},
    )
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
