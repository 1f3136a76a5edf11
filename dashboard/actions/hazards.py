"""The hazard loop: a round with what it found, a hazard alone, fixed, and taken up again.

Each verb is a unit of work in the caller's transaction.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions import duties, record_store, threads
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, OutOfTurn, Problem
from dashboard.records.loop import HAZARD, INSPECTION
from dashboard.rules.hazards import POINTS, YEAR, matches
from dashboard.schema.base import Draft
from dashboard.schema.places import Building, Household
from dashboard.schema.safety import FixDraft, Hazard, HazardDraft, Inspection, InspectionDraft, ReopenDraft

NOUN, ROUND = "hazard", "inspection"
LONGEST_NOTE = 500


def inspect(
    *,
    session: Session,
    draft: InspectionDraft,
    found: Sequence[HazardDraft],
    by: Principal,
    now: datetime,
    key: str,
) -> Inspection:
    """Record a round and every hazard that it found; each hazard becomes a matter of its own."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.RECORD_INSPECTION, courtyard_id=draft.courtyard_id)
        _empty(draft, "batch_id", "organisation_id")
        _lately(work, draft.inspected_on, "inspected_on")
        _looked(draft)
        if not matches(draft.kind, draft.checklist, [hazard.kind for hazard in found]):
            raise InvalidDraft((Problem("found", "not_as_looked"),))
        inspection = work.add(Inspection(**draft.model_dump(), id=record_store.fresh_id(session, INSPECTION)))
        for hazard in found:
            if hazard.courtyard_id != draft.courtyard_id or hazard.found_on != draft.inspected_on:
                raise InvalidDraft((Problem("found", "another_round"),))
            _added(work, hazard, inspection_id=inspection.id)
        first = min([draft.inspected_on, *(hazard.due_on for hazard in found)])
        work.counts(since=first, courtyard_id=draft.courtyard_id)
        duties.noted(work, Inspection, draft.courtyard_id, draft.inspected_on)
        details = {"kind": inspection.kind.value, "found": len(found)}
        at = inspection.courtyard_id
        work.event("inspect", noun=ROUND, ref=inspection.id, courtyard_id=at, details=details)
        return inspection


def report(*, session: Session, draft: HazardDraft, by: Principal, now: datetime, key: str) -> Hazard:
    """Record a hazard that somebody noticed; raises NotAllowed, AlreadyDone, InvalidDraft."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.RECORD_INSPECTION, courtyard_id=draft.courtyard_id)
        _lately(work, draft.found_on, "found_on")
        hazard = _added(work, draft)
        duties.noted(work, Hazard, draft.courtyard_id, draft.found_on)
        return _done(work, hazard, "report")


def fix(*, session: Session, draft: FixDraft, by: Principal, now: datetime, key: str, version: int) -> Hazard:
    """Say that a hazard is fixed, on which day and in a word."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        mine = {"fixed_on": draft.fixed_on, "note": draft.note}
        hazard = _opened(work, draft.hazard_id, version, mine)
        if hazard.fixed_on is not None:
            raise OutOfTurn("fix")
        _not_later(work, draft.fixed_on, "fixed_on")
        if draft.fixed_on < hazard.found_on:
            raise InvalidDraft((Problem("fixed_on", "ends_before_it_begins", {"since": hazard.found_on}),))
        hazard.fixed_on = draft.fixed_on
        _note(hazard, draft.note, draft.fixed_on)
        return _done(work, hazard, "fix")


def reopen(
    *, session: Session, draft: ReopenDraft, by: Principal, now: datetime, key: str, version: int
) -> Hazard:
    """Take up again a hazard that was said to be fixed, with the reason."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        hazard = _opened(work, draft.hazard_id, version, {"fixed_on": None, "note": draft.note})
        if hazard.fixed_on is None:
            raise OutOfTurn("reopen")
        hazard.fixed_on = None
        _note(hazard, draft.note, work.today)
        return _done(work, hazard, "reopen")


def _added(work: Work, draft: HazardDraft, *, inspection_id: int | None = None) -> Hazard:
    session = work.session
    _empty(draft, "batch_id", "inspection_id", "fixed_on")
    if draft.due_on > work.today + YEAR:
        raise InvalidDraft((Problem("due_on", "too_far_ahead"),))
    if draft.stairwell is not None and not _has(session, draft.courtyard_id, draft.stairwell):
        raise InvalidDraft((Problem("stairwell", "no_such_stairwell"),))
    if draft.household_id is not None:
        household = session.get(Household, draft.household_id)
        if household is None or household.courtyard_id != draft.courtyard_id:
            raise InvalidDraft((Problem("household_id", "not_in_courtyard"),))
    thread = threads.begin(session, day=draft.found_on, courtyard_id=draft.courtyard_id)
    values = draft.model_dump() | {"inspection_id": inspection_id}
    return work.add(Hazard(**values, thread_id=thread.id, id=record_store.fresh_id(session, HAZARD)))


def _opened(work: Work, hazard_id: int, version: int, mine: dict[str, Any]) -> Hazard:
    hazard = work.row(Hazard, hazard_id)
    work.require(Action.FIX_HAZARD, courtyard_id=hazard.courtyard_id)
    work.unchanged(hazard, version, mine)
    return hazard


def _done(work: Work, hazard: Hazard, verb: str) -> Hazard:
    work.counts(since=hazard.due_on, courtyard_id=hazard.courtyard_id)
    fixed_on = hazard.fixed_on.isoformat() if hazard.fixed_on else None
    details = {"kind": hazard.kind.value, "fixed_on": fixed_on}
    work.event(verb, noun=NOUN, ref=hazard.id, courtyard_id=hazard.courtyard_id, details=details)
    return hazard


def _note(hazard: Hazard, words: str | None, day: date) -> None:
    """Add a dated line to the hazard's note, which is its diary."""
    if not words:
        return
    told = f"{hazard.note}\n" if hazard.note else ""
    told += f"{day.isoformat()} {words}"
    if len(told) > LONGEST_NOTE:
        left = max(len(words) - (len(told) - LONGEST_NOTE), 0)
        raise InvalidDraft((Problem("note", "string_too_long", {"max_length": left}),))
    hazard.note = told


def _has(session: Session, courtyard_id: int, stairwell: int) -> bool:
    """Whether one of the courtyard's buildings has this stairwell."""
    first, count = col(Building.first_stairwell), col(Building.stairwells)
    there = select(col(Building.id)).where(
        col(Building.courtyard_id) == courtyard_id, first <= stairwell, first + count > stairwell
    )
    return session.execute(there).first() is not None


def _empty(draft: Draft, *names: str) -> None:
    """What only another verb may say is left out of the draft."""
    given = [name for name in names if getattr(draft, name) is not None]
    if given:
        raise InvalidDraft(tuple(Problem(name, "another_verb") for name in given))


def _looked(draft: InspectionDraft) -> None:
    """A round says of known points whether each is in order."""
    points = draft.checklist
    known = isinstance(points, dict) and points.keys() <= POINTS[draft.kind].keys()
    if not known or not all(isinstance(value, bool) for value in points.values()):
        raise InvalidDraft((Problem("checklist", "unknown_points"),))
    if not points:
        raise InvalidDraft((Problem("checklist", "nothing_looked_at"),))


def _lately(work: Work, day: date, name: str) -> None:
    _not_later(work, day, name)
    if day < work.today - YEAR:
        raise InvalidDraft((Problem(name, "too_long_ago"),))


def _not_later(work: Work, day: date, name: str) -> None:
    if day > work.today:
        raise InvalidDraft((Problem(name, "in_the_future"),))
