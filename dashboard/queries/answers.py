"""Reads of call-backs: which closings wait for one, and what a household's link is about."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, limited_to_courtyard
from dashboard.errors import NotFound
from dashboard.rules.answers import WAITS
from dashboard.rules.requests import FOLLOWS
from dashboard.schema.accounts import AnswerToken
from dashboard.schema.places import Courtyard, Household, Site
from dashboard.schema.requests import CallBack, Closing, Outcome, Request

SHOWN_AT_MOST = 120
ASKED_FOR = timedelta(days=92)
"""Whoever asked longer ago is asked only where somebody asks for that very request."""


def waiting(
    session: Session, *, by: Principal, today: date, request_id: int | None = None
) -> list[dict[str, Any]]:
    """Closings whose resident was not heard yet, in the scope of who calls back, the longest waiting first.

    Each with request and closing, number, type, place, flat (P1, for its keepers alone), `days` since the
    closing, `tried` (called, not reached); no name and no telephone number.
    """
    own = limited_to_courtyard(by, Action.CALL_BACK)
    heard = select(col(CallBack.id)).where(
        col(CallBack.closing_id) == col(Closing.id), col(CallBack.outcome) != Outcome.UNREACHED
    )
    tried = select(col(CallBack.id)).where(col(CallBack.closing_id) == col(Closing.id))
    columns: list[Any] = [
        *(col(Request.id), col(Request.number), col(Request.type), col(Request.place)),
        *(col(Request.accepted_on), col(Request.household_id), col(Request.courtyard_id)),
        *(col(Closing.id).label("closing_id"), col(Closing.closed_on), col(Closing.done)),
        *(col(Household.stairwell), col(Household.room), col(Household.code)),
        *(col(Courtyard.no).label("courtyard_no"), col(Courtyard.name_zh), col(Courtyard.name_en)),
        tried.correlate(Closing).exists().label("tried"),
    ]
    holds = and_(col(Closing.request_id) == col(Request.id), col(Closing.no) == col(Request.closings))
    statement = (
        select(*columns)
        .select_from(Request)
        .join(Closing, holds)
        .join(Courtyard, col(Courtyard.id) == col(Request.courtyard_id))
        .outerjoin(Household, col(Household.id) == col(Request.household_id))
        .where(col(Request.status).in_(WAITS), ~heard.correlate(Closing).exists())
    )
    if own is not None:
        statement = statement.where(col(Request.courtyard_id) == own)
    if request_id is not None:
        statement = statement.where(col(Request.id) == request_id)
    else:
        statement = statement.where(col(Closing.closed_on) > today - ASKED_FOR)
    found = session.execute(statement.order_by(col(Closing.closed_on), col(Request.id)).limit(SHOWN_AT_MOST))
    return [dict(row._mapping) | {"days": (today - row.closed_on).days} for row in found]


def asked(session: Session, *, token_hash: str) -> dict[str, Any]:
    """What a link is about: type, days, whether it is `used` or `open`; NotFound where it opens nothing.

    Whoever found a slip reads neither the flat nor what was written.
    """
    columns: list[Any] = [
        *(col(AnswerToken.used), col(Request.number), col(Request.type), col(Request.accepted_on)),
        *(col(Request.status), col(Request.closings), col(Closing.no), col(Closing.closed_on)),
        *(col(Closing.reopened_on), col(Site.name_zh), col(Site.name_en)),
    ]
    statement = (
        select(*columns)
        .select_from(AnswerToken)
        .join(Closing, col(Closing.id) == col(AnswerToken.ref))
        .join(Request, col(Request.id) == col(Closing.request_id))
        .join(Courtyard, col(Courtyard.id) == col(Request.courtyard_id))
        .join(Site, col(Site.id) == col(Courtyard.site_id))
        .where(col(AnswerToken.noun) == "closing", col(AnswerToken.token_hash) == token_hash)
    )
    row = session.execute(statement).first()
    if row is None:
        raise NotFound("link")
    told = dict(row._mapping)
    told["open"] = row.reopened_on is None and row.no == row.closings and row.status in FOLLOWS["call_back"]
    return told
