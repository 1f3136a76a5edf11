"""The verbs of the request loop, short enough to read as a story."""

from datetime import date, datetime
from itertools import count

from sqlmodel import Session, select

from dashboard.access import Principal
from dashboard.actions import requests
from dashboard.clock import civil
from dashboard.schema.requests import (
    CallBack,
    CallBackDraft,
    Closing,
    ClosingDraft,
    Outcome,
    Request,
    StepDraft,
    StepKind,
)
from tests.sites import OFFICE, Hamlet

_keys = count()


def key() -> str:
    """The key of a form that was never drawn before."""
    return f"form-{next(_keys)}"


def register(session, hamlet: Hamlet, now: datetime, *, by: Principal = OFFICE, **given) -> Request:
    draft = hamlet.draft(**{"accepted_at": now} | given)
    return requests.register(session=session, draft=draft, by=by, now=now, key=key())


def said(kind: StepKind, request: Request, now: datetime, **given: object) -> StepDraft:
    note = "查看过了" if kind in (StepKind.REOPEN, StepKind.REJECT, StepKind.TRANSFER) else None
    return StepDraft.check(**{"request_id": request.id, "kind": kind, "at": now, "note": note} | given)


def step(session, request, now, *, kind=StepKind.CONTACT, by: Principal = OFFICE, **given) -> Request:
    return requests.step(session=session, draft=said(kind, request, now, **given), **_form(request, by, now))


def hand_over(session, request, now, company: int, *, by: Principal = OFFICE) -> Request:
    return step(session, request, now, kind=StepKind.DISPATCH, by=by, organisation_id=company)


def close(session, request, now, *, by: Principal = OFFICE, closed_at: datetime | None = None) -> Request:
    draft = ClosingDraft.check(request_id=request.id, closed_at=closed_at or now, done="换了瓦")
    return requests.close(session=session, draft=draft, **_form(request, by, now))


def call_back(
    session, request, now, outcome=Outcome.SOLVED, *, by: Principal = OFFICE, called_on: date | None = None
) -> Request:
    closing = closings(session, request)[-1]
    draft = CallBackDraft.check(closing_id=closing.id, called_on=called_on or civil(now), outcome=outcome)
    return requests.call_back(session=session, draft=draft, **_form(request, by, now))


def reopen(session, request, now, *, by: Principal = OFFICE) -> Request:
    draft = said(StepKind.REOPEN, request, now)
    return requests.reopen(session=session, draft=draft, **_form(request, by, now))


def turn_away(session, request, now, *, kind=StepKind.REJECT, by: Principal = OFFICE) -> Request:
    draft = said(kind, request, now)
    return requests.turn_away(session=session, draft=draft, **_form(request, by, now))


def strike_off(session, request, now, *, by: Principal = OFFICE) -> Request:
    draft = said(StepKind.STRIKE_OFF, request, now)
    return requests.strike_off(session=session, draft=draft, **_form(request, by, now))


def closings(session: Session, request: Request) -> list[Closing]:
    found = select(Closing).where(Closing.request_id == request.id).order_by(Closing.no)
    return list(session.exec(found))


def call_backs(session: Session, request: Request) -> list[CallBack]:
    ids = [closing.id for closing in closings(session, request)]
    return list(session.exec(select(CallBack).where(CallBack.closing_id.in_(ids)).order_by(CallBack.id)))


def _form(request: Request, by: Principal, now: datetime) -> dict[str, object]:
    return {"by": by, "now": now, "key": key(), "version": request.version}
