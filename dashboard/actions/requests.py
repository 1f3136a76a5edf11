"""The request loop: register, step, close, call back, reopen, turn away, strike off.

Each verb is a unit of work in the caller's transaction: it asks for its right on the stored row, checks the
version, writes and says what happened.
"""

from datetime import datetime

from sqlalchemy import Select, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions import duties, threads
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, OutOfTurn, Problem
from dashboard.rules import requests as rules
from dashboard.schema.accounts import PrincipalKind, Role
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
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.REGISTER_REQUEST, courtyard_id=draft.courtyard_id)
        _belongs(session, draft)
        _not_later(work, draft.accepted_at, "accepted_at")
        if draft.limit_class is None:
            rule = select(col(LimitRule.limit_class)).where(col(LimitRule.type) == draft.type)
            draft = draft.model_copy(update={"limit_class": session.execute(rule).scalar_one_or_none()})
        values = draft.model_dump() | rules.derived(draft)
        thread = threads.begin(session, day=values["accepted_on"], courtyard_id=draft.courtyard_id)
        request = work.add(Request(**values, number="R" + thread.number[1:], thread_id=thread.id))
        duties.noted(work, Request, request.courtyard_id, request.accepted_on)
        return _done(work, request, "register")


def step(
    *, session: Session, draft: StepDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Note a contact, visit, dispatch, extension or remark; the first contact answers the resident."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        request = _opened(work, draft.request_id, Action.ANSWER_REQUEST)
        return _stepped(work, request, draft, version=version, verb="step")


def turn_away(
    *, session: Session, draft: StepDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Reject or transfer a request, with the reason."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        request = _opened(work, draft.request_id, Action.TURN_AWAY_REQUEST)
        return _stepped(work, request, draft, version=version, verb="turn_away")


def close(
    *, session: Session, draft: ClosingDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Claim that it is done (办结); whether it is solved the resident says."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        request = _opened(work, draft.request_id, Action.CLOSE_REQUEST)
        _in_turn(work, request, "close", version, {"done": draft.done})
        _not_later(work, draft.closed_at, "closed_at")
        _not_earlier(draft.closed_at, request.accepted_at, "closed_at")
        before = session.execute(_last_closing(request)).scalar_one_or_none()
        # Two closings that hold on the same day would count the request twice.
        if before is not None and before.reopened_on and civil(draft.closed_at) < before.reopened_on:
            raise InvalidDraft((Problem("closed_at", "before_reopening"),))
        request.closings += 1
        request.status = RequestStatus.CLOSED
        request.first_contact_at = request.first_contact_at or draft.closed_at
        values = draft.model_dump() | {"courtyard_id": request.courtyard_id}
        work.add(Closing(**values, no=request.closings, closed_on=civil(draft.closed_at)))
        return _done(work, request, "close")


def call_back(
    *, session: Session, draft: CallBackDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Record what the resident said about a closing (回访); solved confirms the request."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        closing = work.row(Closing, draft.closing_id)
        request = _opened(work, closing.request_id, Action.CALL_BACK)
        return _called_back(work, request, closing, draft, version)


def hear(*, session: Session, draft: CallBackDraft, now: datetime, key: str) -> Request:
    """Record the resident's own word about a closing; whoever calls has made sure that it is theirs."""
    with unit_of_work(session, by=HOUSEHOLD, now=now, key=key) as work:
        closing = work.row(Closing, draft.closing_id)
        request = work.row(Request, closing.request_id)
        return _called_back(work, request, closing, draft, request.version)


def _called_back(
    work: Work, request: Request, closing: Closing, draft: CallBackDraft, version: int
) -> Request:
    _in_turn(work, request, "call_back", version, {"outcome": draft.outcome})
    if closing.no != request.closings or closing.reopened_on is not None:
        raise OutOfTurn("call_back")
    if not closing.closed_on <= draft.called_on <= work.today:
        raise InvalidDraft((Problem("called_on", "between_closing_and_today"),))
    calls = select(CallBack).where(col(CallBack.closing_id) == closing.id)
    earlier = work.session.execute(calls).scalars().all()
    # A call that reached nobody takes no verdict back.
    counts = draft.outcome is not Outcome.UNREACHED or not any(call.last for call in earlier)
    for call in earlier:
        call.last = call.last and not counts
    number, courtyard_id = len(earlier) + 1, request.courtyard_id
    work.add(CallBack(**draft.model_dump(), no=number, last=counts, courtyard_id=courtyard_id))
    if draft.outcome is Outcome.SOLVED:
        request.status = RequestStatus.CONFIRMED
    elif draft.outcome is Outcome.UNSOLVED:
        request.status = RequestStatus.CLOSED
    duties.noted(work, CallBack, courtyard_id, draft.called_on)
    return _done(work, request, "call_back")


def reopen(
    *, session: Session, draft: StepDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Take a closed request up again, with the reason; its closing no longer holds."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        request = _opened(work, draft.request_id, Action.REOPEN_REQUEST)
        _in_turn(work, request, "reopen", version, {"note": draft.note})
        _fits(draft.kind, "reopen")
        _not_later(work, draft.at, "at")
        closing = session.execute(_last_closing(request)).scalar_one()
        closing.reopened_on = work.today
        request.status = RequestStatus.IN_HAND
        work.add(RequestStep(**draft.model_dump()))
        return _done(work, request, "reopen")


def strike_off(
    *, session: Session, draft: StepDraft, by: Principal, now: datetime, key: str, version: int
) -> Request:
    """Take a confirmed request off the list (销号)."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        request = _opened(work, draft.request_id, Action.REOPEN_REQUEST)
        return _stepped(work, request, draft, version=version, verb="strike_off")


def _stepped(work: Work, request: Request, draft: StepDraft, *, version: int, verb: str) -> Request:
    _in_turn(work, request, verb, version, {"kind": draft.kind, "note": draft.note})
    _fits(draft.kind, verb)
    _not_later(work, draft.at, "at")
    _not_earlier(draft.at, request.accepted_at, "at")
    request.first_contact_at = rules.first_answer(draft.kind, draft.at, request.first_contact_at)
    request.promised_on = draft.promised_on or request.promised_on
    if draft.kind is StepKind.DISPATCH:
        request.handler_id = draft.organisation_id
    if draft.kind in DECIDED:
        request.status = DECIDED[draft.kind]
    elif request.status is RequestStatus.ACCEPTED:
        request.status = RequestStatus.IN_HAND
    work.add(RequestStep(**draft.model_dump()))
    return _done(work, request, draft.kind.value)


def _opened(work: Work, request_id: int, action: Action) -> Request:
    request = work.row(Request, request_id)
    work.require(action, courtyard_id=request.courtyard_id, handler_id=request.handler_id)
    return request


def _in_turn(work: Work, request: Request, verb: str, version: int, mine: dict[str, object]) -> None:
    work.unchanged(request, version, {"status": request.status, **mine})
    if request.status not in rules.FOLLOWS[verb]:
        raise OutOfTurn(verb)


def _done(work: Work, request: Request, verb: str) -> Request:
    if verb != "register":
        work.advance(request)
    work.counts(since=request.accepted_on, courtyard_id=request.courtyard_id)
    details = {"number": request.number, "status": request.status.value}
    work.event(verb, noun=NOUN, ref=request.id, courtyard_id=request.courtyard_id, details=details)
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


def _not_later(work: Work, at: datetime, name: str) -> None:
    if at > work.now:
        raise InvalidDraft((Problem(name, "in_the_future"),))


def _not_earlier(at: datetime, accepted_at: datetime, name: str) -> None:
    if at < accepted_at:
        raise InvalidDraft((Problem(name, "before_acceptance"),))
