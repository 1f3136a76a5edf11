"""The request loop: register, step, close, call back, reopen, turn away, strike off.

Each verb runs in the caller's transaction: it authorises against the stored row, checks the version and
the drawn form's key, writes, refreshes the cells it touches and appends its audit event.
"""

from datetime import date, datetime

from sqlalchemy import Select, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit, duties, threads
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.indicators import cells
from dashboard.rules import requests as rules
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.base import Base
from dashboard.schema.places import Household
from dashboard.schema.requests import (
    CallBack,
    CallBackDraft,
    Closing,
    ClosingDraft,
    LimitRule,
    Outcome,
    Request,
    RequestDraft,
    RequestStatus,
    RequestStep,
    StepDraft,
    StepKind,
)

NOUN = "request"
HOUSEHOLD = Principal(PrincipalKind.HOUSEHOLD, Role.PUBLIC)
"""Whoever holds a household's link: the trail says no more of them."""
DECIDED = {
    StepKind.REJECT: RequestStatus.REJECTED,
    StepKind.TRANSFER: RequestStatus.TRANSFERRED,
    StepKind.STRIKE_OFF: RequestStatus.STRUCK_OFF,
}


def register(*, session: Session, draft: RequestDraft, by: Principal, now: datetime, key: str) -> Request:
    """Accept a request; raises NotAllowed, AlreadyDone, InvalidDraft."""
    require(by, Action.REGISTER_REQUEST, courtyard_id=draft.courtyard_id)
    audit.claim_key(session, key=key)
    _belongs(session, draft)
    _not_later(draft.accepted_at, now, "accepted_at")
    if draft.limit_class is None:
        rule = select(col(LimitRule.limit_class)).where(col(LimitRule.type) == draft.type)
        draft = draft.model_copy(update={"limit_class": session.execute(rule).scalar_one_or_none()})
    values = draft.model_dump() | rules.derived(draft)
    thread = threads.begin(session, day=values["accepted_on"], courtyard_id=draft.courtyard_id)
    request = Request(**values, number="R" + thread.number[1:], thread_id=thread.id)
    session.add(request)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=request.id or 0, now=now)
    duties.noted(session, Request, request.courtyard_id, request.accepted_on, now)
    return _done(session, request, by, "register", now, Request, first=request.accepted_on)


def step(
    *, session: Session, draft: StepDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Note a contact, visit, dispatch, extension or remark; the first contact answers the resident."""
    request = _found(session, draft.request_id, by, Action.ANSWER_REQUEST)
    return _stepped(session, request, draft, by=by, now=now, key=key, version=version, verb="step")


def turn_away(
    *, session: Session, draft: StepDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Reject or transfer a request, with the reason."""
    request = _found(session, draft.request_id, by, Action.TURN_AWAY_REQUEST)
    return _stepped(session, request, draft, by=by, now=now, key=key, version=version, verb="turn_away")


def close(
    *, session: Session, draft: ClosingDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Claim that it is done (办结); whether it is solved the resident says."""
    request = _found(session, draft.request_id, by, Action.CLOSE_REQUEST)
    _in_turn(session, request, verb="close", key=key, version=version, mine={"done": draft.done})
    _not_later(draft.closed_at, now, "closed_at")
    _not_earlier(draft.closed_at, request.accepted_at, "closed_at")
    before = session.execute(_last_closing(request)).scalar_one_or_none()
    # Two closings that hold on the same day would count the request twice.
    if before is not None and before.reopened_on and civil(draft.closed_at) < before.reopened_on:
        raise InvalidDraft((Problem("closed_at", "before_reopening"),))
    request.closings += 1
    request.status = RequestStatus.CLOSED
    request.first_contact_at = request.first_contact_at or draft.closed_at
    closing = Closing(
        **draft.model_dump(),
        no=request.closings,
        courtyard_id=request.courtyard_id,
        closed_on=civil(draft.closed_at),
    )
    session.add(closing)
    audit.remember_key(session, key=key, noun=NOUN, ref=request.id or 0, now=now)
    return _done(session, request, by, "close", now, Request, Closing, first=request.accepted_on)


def call_back(
    *, session: Session, draft: CallBackDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Record what the resident said about a closing (回访); solved confirms the request."""
    closing = session.get(Closing, draft.closing_id)
    if closing is None:
        raise NotFound("closing")
    request = _found(session, closing.request_id, by, Action.CALL_BACK)
    return _called_back(session, request, closing, draft, by=by, now=now, key=key, version=version)


def hear(*, session: Session, draft: CallBackDraft, now: datetime, key: str) -> Request:
    """Record the resident's own word about a closing; whoever calls has made sure that it is theirs."""
    closing = session.get_one(Closing, draft.closing_id)
    request = session.get_one(Request, closing.request_id)
    session.refresh(request)
    version = request.version
    return _called_back(session, request, closing, draft, by=HOUSEHOLD, now=now, key=key, version=version)


def _called_back(
    session: Session,
    request: Request,
    closing: Closing,
    draft: CallBackDraft,
    *,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
) -> Request:
    _in_turn(session, request, verb="call_back", key=key, version=version, mine={"outcome": draft.outcome})
    if closing.no != request.closings or closing.reopened_on is not None:
        raise OutOfTurn("call_back")
    if not closing.closed_on <= draft.called_on <= civil(now):
        raise InvalidDraft((Problem("called_on", "between_closing_and_today"),))
    earlier = session.execute(select(CallBack).where(col(CallBack.closing_id) == closing.id)).scalars().all()
    # A call that reached nobody takes no verdict back.
    counts = draft.outcome is not Outcome.UNREACHED or not any(one.last for one in earlier)
    for one in earlier:
        one.last = one.last and not counts
    number, courtyard_id = len(earlier) + 1, request.courtyard_id
    session.add(CallBack(**draft.model_dump(), no=number, last=counts, courtyard_id=courtyard_id))
    if draft.outcome is Outcome.SOLVED:
        request.status = RequestStatus.CONFIRMED
    elif draft.outcome is Outcome.UNSOLVED:
        request.status = RequestStatus.CLOSED
    audit.remember_key(session, key=key, noun=NOUN, ref=request.id or 0, now=now)
    duties.noted(session, CallBack, courtyard_id, draft.called_on, now)
    first = min([draft.called_on, *(one.called_on for one in earlier)])
    return _done(session, request, by, "call_back", now, CallBack, first=first)


def reopen(
    *, session: Session, draft: StepDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Take a closed request up again, with the reason; its closing no longer holds."""
    request = _found(session, draft.request_id, by, Action.REOPEN_REQUEST)
    _in_turn(session, request, verb="reopen", key=key, version=version, mine={"note": draft.note})
    _fits(draft.kind, "reopen")
    _not_later(draft.at, now, "at")
    closing = session.execute(_last_closing(request)).scalar_one()
    closing.reopened_on = civil(now)
    request.status = RequestStatus.IN_HAND
    session.add(RequestStep(**draft.model_dump()))
    audit.remember_key(session, key=key, noun=NOUN, ref=request.id or 0, now=now)
    return _done(session, request, by, "reopen", now, Request, Closing, first=request.accepted_on)


def strike_off(
    *, session: Session, draft: StepDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Take a confirmed request off the list (销号)."""
    request = _found(session, draft.request_id, by, Action.REOPEN_REQUEST)
    return _stepped(session, request, draft, by=by, now=now, key=key, version=version, verb="strike_off")


def _stepped(
    session: Session,
    request: Request,
    draft: StepDraft,
    *,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
    verb: str,
) -> Request:
    _in_turn(
        session, request, verb=verb, key=key, version=version, mine={"kind": draft.kind, "note": draft.note}
    )
    _fits(draft.kind, verb)
    _not_later(draft.at, now, "at")
    _not_earlier(draft.at, request.accepted_at, "at")
    request.first_contact_at = rules.first_answer(draft.kind, draft.at, request.first_contact_at)
    request.promised_on = draft.promised_on or request.promised_on
    if draft.kind is StepKind.DISPATCH:
        request.handler_id = draft.organisation_id
    if draft.kind in DECIDED:
        request.status = DECIDED[draft.kind]
    elif request.status is RequestStatus.ACCEPTED:
        request.status = RequestStatus.IN_HAND
    session.add(RequestStep(**draft.model_dump()))
    audit.remember_key(session, key=key, noun=NOUN, ref=request.id or 0, now=now)
    return _done(session, request, by, draft.kind.value, now, Request, first=request.accepted_on)


def _found(session: Session, request_id: int, by: Principal, action: Action) -> Request:
    request = session.get(Request, request_id)
    if request is None:
        raise NotFound(NOUN)
    require(by, action, courtyard_id=request.courtyard_id, handler_id=request.handler_id)
    return request


def _in_turn(
    session: Session, request: Request, *, verb: str, key: str, version: int, mine: dict[str, object]
) -> None:
    audit.claim_key(session, key=key)
    # The row was read before the head was locked: another writer may have been faster.
    session.refresh(request)
    audit.check_version(request, version=version, mine={"status": request.status, **mine})
    if request.status not in rules.FOLLOWS[verb]:
        raise OutOfTurn(verb)


def _done(
    session: Session,
    request: Request,
    by: Principal,
    verb: str,
    now: datetime,
    *tables: type[Base],
    first: date,
) -> Request:
    if verb != "register":
        audit.bump_version(request)
    session.flush()
    cells.touch(session, *tables, first=first, now=now, courtyard_id=request.courtyard_id)
    audit.record(
        session,
        by=by,
        verb=verb,
        noun=NOUN,
        now=now,
        ref=request.id,
        courtyard_id=request.courtyard_id,
        details={"number": request.number, "status": request.status.value},
    )
    return request


def _belongs(session: Session, draft: RequestDraft) -> None:
    if draft.household_id is None:
        return
    household = session.get(Household, draft.household_id)
    if household is None or household.courtyard_id != draft.courtyard_id:
        raise InvalidDraft((Problem("household_id", "not_in_courtyard"),))


def _fits(kind: StepKind, verb: str) -> None:
    if kind not in rules.KINDS[verb]:
        raise InvalidDraft((Problem("kind", "another_verb"),))


def _last_closing(request: Request) -> Select[Closing]:
    return select(Closing).where(col(Closing.request_id) == request.id, col(Closing.no) == request.closings)


def _not_later(at: datetime, now: datetime, name: str) -> None:
    if at > now:
        raise InvalidDraft((Problem(name, "in_the_future"),))


def _not_earlier(at: datetime, accepted_at: datetime, name: str) -> None:
    if at < accepted_at:
        raise InvalidDraft((Problem(name, "before_acceptance"),))
