"""Requests from a ledger: accepted, perhaps closed, perhaps asked back about."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dashboard.clock import civil
from dashboard.intake.workbooks.desk import Desk
from dashboard.intake.workbooks.lines import Line
from dashboard.rules import requests as rules
from dashboard.schema.requests import (
    CallBack,
    CallBackDraft,
    Closing,
    ClosingDraft,
    Outcome,
    Place,
    Request,
    RequestDraft,
    RequestStatus,
)


def settle(desk: Desk, lines: Iterable[Line]) -> None:
    """Plan every request with its closing and the resident's word."""
    for line in lines:
        yard, home = _where(desk, line)
        if yard is None or home is None:
            continue
        draft = _draft(desk, line, yard, home or None)
        if draft is None or not _in_time(desk, line, draft.accepted_at):
            continue
        handler = desk.body(line, name="handler") if "handler" in line.values else None
        if "handler" in line.values and handler is None:
            continue
        same = ("request", yard, civil(draft.accepted_at), draft.summary)
        if desk.once(line, "summary", *same):
            _planned(desk, line, draft, handler and handler.id)


def _where(desk: Desk, line: Line) -> tuple[int | None, int | None]:
    """The courtyard and the household, 0 where the line names no flat."""
    yard = desk.yard(line)
    if not {"household_no", "address"} & line.values.keys():
        return yard, 0
    home = desk.home(line) if yard is not None else None
    if home is not None and desk.known.yard_of[home] != yard:
        desk.wrong(line, "courtyard", "not_in_courtyard")
        return None, None
    return yard, home


def _draft(desk: Desk, line: Line, yard: int, home: int | None) -> Any:
    told = line.values
    place = told.get("place") or (Place.FLAT if home else Place.YARD)
    draft = desk.draft(
        line,
        RequestDraft,
        {"household_id": "address"},
        courtyard_id=yard,
        household_id=home,
        place=place,
        type=told["type"],
        summary=told["summary"],
        accepted_at=told["accepted_at"],
        stairwell=told.get("stairwell"),
        **{name: told[name] for name in ("channel", "said_by", "phone") if name in told},
    )
    if draft is not None:
        draft.limit_class = desk.known.limits.get(draft.type)
    return draft


def _in_time(desk: Desk, line: Line, accepted_at: datetime) -> bool:
    """Whether acceptance, closing and call-back follow each other and lie behind us."""
    told, before = line.values, len(desk.troubles)
    closed_at, called_on = told.get("closed_at"), told.get("called_on")
    if civil(accepted_at) > desk.today:
        desk.wrong(line, "accepted_at", "in_the_future")
    if closed_at is not None and civil(closed_at) > desk.today:
        desk.wrong(line, "closed_at", "in_the_future")
    if closed_at is not None and closed_at < accepted_at:
        desk.wrong(line, "closed_at", "before_acceptance")
    if "outcome" in told and closed_at is None:
        desk.wrong(line, "closed_at", "verdict_needs_closing")
    if closed_at is not None and called_on and not civil(closed_at) <= called_on <= desk.today:
        desk.wrong(line, "called_on", "between_closing_and_today")
    if closed_at is not None and "done" not in told:
        desk.wrong(line, "done", "missing")
    return len(desk.troubles) == before


def _planned(desk: Desk, line: Line, draft: RequestDraft, handler: int | None) -> None:
    told = line.values
    closed_at, outcome = told.get("closed_at"), told.get("outcome")
    status = RequestStatus.ACCEPTED
    if closed_at is not None:
        closed_at = min(closed_at, desk.now)
        status = RequestStatus.CONFIRMED if outcome == Outcome.SOLVED else RequestStatus.CLOSED
    more = rules.derived(draft) | {"status": status, "first_contact_at": closed_at, "handler_id": handler}
    draft.accepted_at = min(draft.accepted_at, desk.now)
    request = desk.add(Request, draft, **more, closings=int(closed_at is not None), promised_on=None)
    if closed_at is None:
        return
    said = {"request_id": request, "closed_at": closed_at, "organisation_id": handler, "done": told["done"]}
    closing_draft = desk.draft(line, ClosingDraft, **said, cost=told.get("cost"))
    if closing_draft is None:
        return
    yard, day = draft.courtyard_id, civil(closed_at)
    closing = desk.add(Closing, closing_draft, no=1, courtyard_id=yard, closed_on=day, reopened_on=None)
    if outcome is not None:
        called = {"closing_id": closing, "called_on": told.get("called_on", day), "outcome": outcome}
        call = desk.draft(line, CallBackDraft, **called, satisfaction=told.get("satisfaction"))
        if call is not None:
            desk.add(CallBack, call, no=1, last=True, courtyard_id=yard)
