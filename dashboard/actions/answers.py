"""The resident's own answer about a closed request, by a link that opens it once.

A link is the right of one household to answer about one closing. Its token is 256 random bits, of which
only the hash is kept: it can be shown when it is made and never again. A new one ends the one before.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit, requests
from dashboard.actions.sessions import digest
from dashboard.clock import civil
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
    request = session.get(Request, request_id)
    if request is None:
        raise NotFound(requests.NOUN)
    require(by, Action.CALL_BACK, courtyard_id=request.courtyard_id)
    audit.claim_key(session, key=key)
    session.refresh(request)
    if request.status not in WAITS:
        raise OutOfTurn("issue")
    if request.household_id is None:
        raise InvalidDraft((Problem("household_id", "nobody_to_answer"),))
    closing = _standing(session, request)
    token = secrets.token_urlsafe(32)
    _kept(session, closing, request.household_id, token, now)
    audit.remember_key(session, key=key, noun=requests.NOUN, ref=request_id, now=now)
    audit.record(
        session,
        by=by,
        verb="issue_link",
        noun=requests.NOUN,
        now=now,
        ref=request_id,
        courtyard_id=request.courtyard_id,
        changes_facts=False,
    )
    return Link(request_id, closing.id or 0, token)


def answer(
    *, session: Session, token: str, said: str | None, satisfaction: str | None, now: datetime
) -> Request:
    """Keep the one answer of a link as the closing's call-back. The link is the right to: no role is asked.

    Raises NotFound for a token that opens nothing, AlreadyDone, OutOfTurn where the request was taken up
    again, InvalidDraft for a sheet that says nothing.
    """
    audit.locked_head(session)
    link = session.execute(_of(token)).scalar_one_or_none()
    if link is None:
        raise NotFound("link")
    if link.used:
        raise AlreadyDone(noun=requests.NOUN, ref=link.ref)
    draft = _draft(link.ref, said, satisfaction, now)
    request = requests.hear(session=session, draft=draft, now=now, key=f"answer:{link.token_hash[:48]}")
    link.used = True
    audit.bump_version(link)
    session.flush()
    return request


def _draft(closing_id: int, said: str | None, satisfaction: str | None, now: datetime) -> CallBackDraft:
    if said not in set(Said):
        raise InvalidDraft((Problem("said", "nothing_answered"),))
    verdict = Said(str(said))
    happy = Satisfaction(satisfaction) if satisfaction in set(Satisfaction) else None
    # As a code, for readers of either language.
    note = verdict.value if verdict is Said.PARTLY else None
    told: dict[str, Any] = {"outcome": OUTCOMES[verdict], "satisfaction": happy, "note": note}
    return CallBackDraft.check(closing_id=closing_id, called_on=civil(now), **told)


def _of(token: str) -> Any:
    return select(AnswerToken).where(
        col(AnswerToken.noun) == NOUN, col(AnswerToken.token_hash) == digest(token)
    )


def _standing(session: Session, request: Request) -> Closing:
    """The closing that holds."""
    found = select(Closing).where(col(Closing.request_id) == request.id, col(Closing.no) == request.closings)
    closing: Closing = session.execute(found).scalar_one()
    return closing


def _kept(session: Session, closing: Closing, household_id: int, token: str, now: datetime) -> None:
    same = select(AnswerToken).where(col(AnswerToken.noun) == NOUN, col(AnswerToken.ref) == closing.id)
    row = session.execute(same).scalar_one_or_none()
    if row is None:
        row = AnswerToken(
            noun=NOUN,
            ref=closing.id or 0,
            household_id=household_id,
            token_hash=digest(token),
            made_on=civil(now),
        )
        session.add(row)
    elif row.used:
        raise OutOfTurn("issue")
    else:
        row.token_hash, row.made_on = digest(token), civil(now)
        audit.bump_version(row)
    session.flush()
