"""The resident's own answer about a closed request, by a link that opens it once.

A link is the right of one household to answer about one closing. Its token is 256 random bits, of which
only the hash is kept: it can be shown when it is made and never again. A new one ends the one before.
Each verb is a unit of work in the caller's transaction.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions import requests
from dashboard.actions.sessions import digest
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import AlreadyDone, InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.rules.answers import OUTCOMES, WAITS, Said
from dashboard.schema.accounts import AnswerToken
from dashboard.schema.requests import CallBackDraft, Closing, Request, Satisfaction

NOUN = "closing"


@dataclass(frozen=True)
class Link:
    """A link just made: the request and closing that it is about, and its token in clear."""

    request_id: int
    closing_id: int
    token: str


def issue(*, session: Session, request_id: int, by: Principal, now: datetime, key: str) -> Link:
    """Make the link by which the household that asked answers; raises NotAllowed, NotFound, OutOfTurn,
    AlreadyDone, and InvalidDraft for a request that names no household."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        request = work.row(Request, request_id)
        work.require(Action.CALL_BACK, courtyard_id=request.courtyard_id)
        if request.status not in WAITS:
            raise OutOfTurn("issue")
        if request.household_id is None:
            raise InvalidDraft((Problem("household_id", "nobody_to_answer"),))
        closing = _standing(session, request)
        token = secrets.token_urlsafe(32)
        _kept(work, closing, request.household_id, token)
        where: dict[str, Any] = {"ref": request_id, "courtyard_id": request.courtyard_id}
        work.event("issue_link", noun=requests.NOUN, changes_facts=False, **where)
        return Link(request_id, closing.id or 0, token)


def answer(
    *, session: Session, token: str, said: str | None, satisfaction: str | None, now: datetime
) -> Request:
    """Keep the one answer of a link as the closing's call-back. The link is the right to: no role is asked.

    Raises NotFound for a token that opens nothing, AlreadyDone, OutOfTurn where the request was taken up
    again, InvalidDraft for a sheet that says nothing.
    """
    with unit_of_work(session, by=requests.HOUSEHOLD, now=now) as work:
        link = session.execute(_of(token)).scalar_one_or_none()
        if link is None:
            raise NotFound("link")
        if link.used:
            raise AlreadyDone(noun=requests.NOUN, ref=link.ref)
        draft = _draft(work, link.ref, said, satisfaction)
        request = requests.hear(session=session, draft=draft, now=now, key=f"answer:{link.token_hash[:48]}")
        link.used = True
        return request


def _draft(work: Work, closing_id: int, said: str | None, satisfaction: str | None) -> CallBackDraft:
    if said not in set(Said):
        raise InvalidDraft((Problem("said", "nothing_answered"),))
    verdict = Said(str(said))
    happy = Satisfaction(satisfaction) if satisfaction in set(Satisfaction) else None
    # As a code, for readers of either language.
    note = verdict.value if verdict is Said.PARTLY else None
    told: dict[str, Any] = {"outcome": OUTCOMES[verdict], "satisfaction": happy, "note": note}
    return CallBackDraft.check(closing_id=closing_id, called_on=work.today, **told)


def _of(token: str) -> Any:
    return select(AnswerToken).where(
        col(AnswerToken.noun) == NOUN, col(AnswerToken.token_hash) == digest(token)
    )


def _standing(session: Session, request: Request) -> Closing:
    """The closing that holds."""
    found = select(Closing).where(col(Closing.request_id) == request.id, col(Closing.no) == request.closings)
    closing: Closing = session.execute(found).scalar_one()
    return closing


def _kept(work: Work, closing: Closing, household_id: int, token: str) -> None:
    same = select(AnswerToken).where(col(AnswerToken.noun) == NOUN, col(AnswerToken.ref) == closing.id)
    link = work.session.execute(same).scalar_one_or_none()
    if link is None:
        about: dict[str, Any] = {"noun": NOUN, "ref": closing.id, "household_id": household_id}
        work.add(AnswerToken(**about, token_hash=digest(token), made_on=work.today))
    elif link.used:
        raise OutOfTurn("issue")
    else:
        link.token_hash, link.made_on = digest(token), work.today
