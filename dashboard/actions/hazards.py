"""The hazard loop: a round with what it found, a hazard alone, fixed, and taken up again.

Each verb runs in the caller's transaction, as those of the request loop do.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit, duties, record_store, threads
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.indicators import cells
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
    require(by, Action.RECORD_INSPECTION, courtyard_id=draft.courtyard_id)
    audit.claim_key(session, key=key)
    _empty(draft, "batch_id", "organisation_id")
    _lately(draft.inspected_on, now, "inspected_on")
    _looked(draft)
    if not matches(draft.kind, draft.checklist, [one.kind for one in found]):
        raise InvalidDraft((Problem("found", "not_as_looked"),))
    inspection = Inspection(**draft.model_dump(), id=record_store.fresh_id(session, INSPECTION))
    session.add(inspection)
    session.flush()
    for one in found:
        if one.courtyard_id != draft.courtyard_id or one.found_on != draft.inspected_on:
            raise InvalidDraft((Problem("found", "another_round"),))
        _added(session, one, now, inspection_id=inspection.id)
    audit.remember_key(session, key=key, noun=ROUND, ref=inspection.id or 0, now=now)
    session.flush()
    first = min([one.due_on for one in found], default=civil(now))
    cells.touch(session, Inspection, Hazard, first=first, now=now, courtyard_id=draft.courtyard_id)
    duties.noted(session, Inspection, draft.courtyard_id, draft.inspected_on, now)
    audit.record(
        session,
        by=by,
        verb="inspect",
        noun=ROUND,
        now=now,
        ref=inspection.id,
        courtyard_id=inspection.courtyard_id,
        details={"kind": inspection.kind.value, "found": len(found)},
    )
    return inspection


def report(*, session: Session, draft: HazardDraft, by: Principal, now: datetime, key: str) -> Hazard:
    """Record a hazard that somebody noticed; raises NotAllowed, AlreadyDone, InvalidDraft."""
    require(by, Action.RECORD_INSPECTION, courtyard_id=draft.courtyard_id)
    audit.claim_key(session, key=key)
    _lately(draft.found_on, now, "found_on")
    hazard = _added(session, draft, now)
    duties.noted(session, Hazard, draft.courtyard_id, draft.found_on, now)
    audit.remember_key(session, key=key, noun=NOUN, ref=hazard.id or 0, now=now)
    return _done(session, hazard, by, "report", now)


def fix(*, session: Session, draft: FixDraft, by: Principal, now: datetime, key: str, version: int) -> Hazard:
    """Say that a hazard is fixed, on which day and in a word."""
    mine = {"fixed_on": draft.fixed_on, "note": draft.note}
    hazard = _found(session, draft.hazard_id, by, key=key, version=version, mine=mine)
    if hazard.fixed_on is not None:
        raise OutOfTurn("fix")
    _not_later(draft.fixed_on, now, "fixed_on")
    if draft.fixed_on < hazard.found_on:
        raise InvalidDraft((Problem("fixed_on", "ends_before_it_begins", {"since": hazard.found_on}),))
    hazard.fixed_on = draft.fixed_on
    _note(hazard, draft.note, draft.fixed_on)
    return _changed(session, hazard, by, "fix", now, key=key)


def reopen(
    *, session: Session, draft: ReopenDraft, by: Principal, now: datetime, key: str, version: int
) -> Hazard:
    """Take up again a hazard that was said to be fixed, with the reason."""
    mine = {"fixed_on": None, "note": draft.note}
    hazard = _found(session, draft.hazard_id, by, key=key, version=version, mine=mine)
    if hazard.fixed_on is None:
        raise OutOfTurn("reopen")
    hazard.fixed_on = None
    _note(hazard, draft.note, civil(now))
    return _changed(session, hazard, by, "reopen", now, key=key)


def _added(
    session: Session, draft: HazardDraft, now: datetime, *, inspection_id: int | None = None
) -> Hazard:
    _empty(draft, "batch_id", "inspection_id", "fixed_on")
    if draft.due_on > civil(now) + YEAR:
        raise InvalidDraft((Problem("due_on", "too_far_ahead"),))
    if draft.stairwell is not None and not _has(session, draft.courtyard_id, draft.stairwell):
        raise InvalidDraft((Problem("stairwell", "no_such_stairwell"),))
    if draft.household_id is not None:
        household = session.get(Household, draft.household_id)
        if household is None or household.courtyard_id != draft.courtyard_id:
            raise InvalidDraft((Problem("household_id", "not_in_courtyard"),))
    thread = threads.begin(session, day=draft.found_on, courtyard_id=draft.courtyard_id)
    told = draft.model_dump() | {"inspection_id": inspection_id}
    hazard = Hazard(**told, thread_id=thread.id, id=record_store.fresh_id(session, HAZARD))
    session.add(hazard)
    session.flush()
    return hazard


def _found(
    session: Session, hazard_id: int, by: Principal, *, key: str, version: int, mine: dict[str, Any]
) -> Hazard:
    hazard = session.get(Hazard, hazard_id)
    if hazard is None:
        raise NotFound(NOUN)
    require(by, Action.FIX_HAZARD, courtyard_id=hazard.courtyard_id)
    audit.claim_key(session, key=key)
    # The row was read before the head was locked: another writer may have been faster.
    session.refresh(hazard)
    audit.check_version(hazard, version=version, mine=mine)
    return hazard


def _changed(
    session: Session, hazard: Hazard, by: Principal, verb: str, now: datetime, *, key: str
) -> Hazard:
    audit.bump_version(hazard)
    audit.remember_key(session, key=key, noun=NOUN, ref=hazard.id or 0, now=now)
    return _done(session, hazard, by, verb, now)


def _done(session: Session, hazard: Hazard, by: Principal, verb: str, now: datetime) -> Hazard:
    session.flush()
    cells.touch(session, Hazard, first=hazard.due_on, now=now, courtyard_id=hazard.courtyard_id)
    fixed_on = hazard.fixed_on.isoformat() if hazard.fixed_on else None
    audit.record(
        session,
        by=by,
        verb=verb,
        noun=NOUN,
        now=now,
        ref=hazard.id,
        courtyard_id=hazard.courtyard_id,
        details={"kind": hazard.kind.value, "fixed_on": fixed_on},
    )
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


def _lately(day: date, now: datetime, name: str) -> None:
    _not_later(day, now, name)
    if day < civil(now) - YEAR:
        raise InvalidDraft((Problem(name, "too_long_ago"),))


def _not_later(day: date, now: datetime, name: str) -> None:
    if day > civil(now):
        raise InvalidDraft((Problem(name, "in_the_future"),))
