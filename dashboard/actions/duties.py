"""Monthly reports: owed when a month begins, noted as entered, completed, approved or sent back.

Each verb runs in the caller's transaction, as those of the request loop do. Entered, complete and approved
are three facts: the first follows from the records, the second its reporter says, the third the office.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.indicators import cells
from dashboard.indicators.duties import KEPT
from dashboard.indicators.periods import months_between, shift
from dashboard.rules import duties as rules
from dashboard.schema.base import Base
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.history import RecordChange
from dashboard.schema.places import Courtyard, Site

NOUN = "duty"
LONGEST_WORD = 300


def owe(session: Session, *, now: datetime) -> int:
    """Make the reports that are owed for every month begun since the last were made; gives how many.

    Made again it makes none: only what is missing is added. Nobody's deed, so no event of the trail.
    """
    if session.execute(select(col(Site.id)).limit(1)).first() is None:
        return 0
    audit.locked_head(session)
    latest = session.execute(select(func.max(col(ReportingDuty.month)))).scalar_one()
    first = rules.first_day(latest) if latest else civil(now)
    yards = list(session.execute(select(col(Courtyard.id)).order_by(col(Courtyard.no))).scalars())
    made = [one for month in months_between(first, civil(now)) for one in _missing(session, month, yards)]
    session.add_all(made)
    session.flush()
    return len(made)


def noted(session: Session, table: type[Base], courtyard_id: int | None, day: date, now: datetime) -> None:
    """A record of that table and day was just saved: the reports that cover it count as entered.

    It takes back the word that nothing happened there in that month.
    """
    kinds = [kind for kind, sources in KEPT.items() if any(one.table is table for one in sources)]
    mine = col(ReportingDuty.courtyard_id).is_(None) | (col(ReportingDuty.courtyard_id) == courtyard_id)
    found = select(ReportingDuty).where(
        col(ReportingDuty.kind).in_(kinds), col(ReportingDuty.month) == day.isoformat()[:7], mine
    )
    for duty in session.execute(found).scalars() if kinds else ():
        if duty.entered_on is None or duty.nothing_happened:
            if duty.nothing_happened:
                duty.nothing_happened, duty.completed_on, duty.approved_on = False, None, None
            duty.entered_on = duty.entered_on or civil(now)
            audit.bump_version(duty)
            session.flush()
            _refresh(session, duty, now)


def nothing(
    *, session: Session, duty_id: int, by: Principal, now: datetime, key: str, version: int
) -> ReportingDuty:
    """Say that nothing of the kind happened in the month, which completes the report.

    Raises NotAllowed, AlreadyDone, StaleVersion, OutOfTurn, and InvalidDraft where there are records.
    """
    changes = {"nothing_happened": True, "completed_on": civil(now)}
    duty = _found(session, duty_id, by, Action.REPORT_DUTY, key=key, version=version, mine=changes)
    _still_open(duty, now)
    if counted(session, duty):
        raise InvalidDraft((Problem("nothing_happened", "records_exist"),))
    return _changed(session, duty, changes, by=by, verb="nothing", now=now, key=key)


def complete(
    *, session: Session, duty_id: int, by: Principal, now: datetime, key: str, version: int
) -> ReportingDuty:
    """Say that all of the month is entered; raises as `nothing` does, InvalidDraft where nothing is."""
    changes = {"completed_on": civil(now)}
    duty = _found(session, duty_id, by, Action.REPORT_DUTY, key=key, version=version, mine=changes)
    _still_open(duty, now)
    if not duty.nothing_happened and not counted(session, duty):
        raise InvalidDraft((Problem("completed_on", "nothing_entered"),))
    return _changed(session, duty, changes, by=by, verb="complete", now=now, key=key)


def approve(
    *, session: Session, duty_id: int, by: Principal, now: datetime, key: str, version: int
) -> ReportingDuty:
    """Accept a report that was called complete."""
    changes = {"approved_on": civil(now)}
    duty = _found(session, duty_id, by, Action.APPROVE_DUTY, key=key, version=version, mine=changes)
    _waits(duty)
    return _changed(session, duty, changes, by=by, verb="approve", now=now, key=key)


def approve_all(
    *, session: Session, versions: Mapping[int, int], by: Principal, now: datetime, key: str
) -> list[ReportingDuty]:
    """Accept several complete reports, all of them or none: id → version that was looked at."""
    if not versions:
        raise InvalidDraft((Problem("completed_on", "missing"),))
    changes, approved = {"approved_on": civil(now)}, []
    for duty_id, version in versions.items():
        duty = _found(session, duty_id, by, Action.APPROVE_DUTY, key=key, version=version, mine=changes)
        _waits(duty)
        approved.append(_written(session, duty, changes, by=by, verb="approve", now=now))
    audit.remember_key(session, key=key, noun=NOUN, ref=approved[0].id or 0, now=now)
    session.flush()
    return approved


def send_back(
    *, session: Session, duty_id: int, why: str, by: Principal, now: datetime, key: str, version: int
) -> ReportingDuty:
    """Return a complete (or approved) report with a word: it is due again, and its answer open."""
    changes = {
        "returned_why": why.strip(),
        "nothing_happened": False,
        "completed_on": None,
        "approved_on": None,
    }
    duty = _found(session, duty_id, by, Action.APPROVE_DUTY, key=key, version=version, mine=changes)
    if duty.completed_on is None:
        raise OutOfTurn("send_back")
    if len(why.strip()) < 2:
        raise InvalidDraft((Problem("returned_why", "reason_needed"),))
    if len(why.strip()) > LONGEST_WORD:
        raise InvalidDraft((Problem("returned_why", "string_too_long", {"max_length": LONGEST_WORD}),))
    return _changed(session, duty, changes, by=by, verb="send_back", now=now, key=key)


def counted(session: Session, duty: ReportingDuty) -> int:
    """How many records there are of what a report covers."""
    first = rules.first_day(duty.month)
    total = 0
    for kept in KEPT[duty.kind]:
        day, where = col(getattr(kept.table, kept.day)), getattr(kept.table, "courtyard_id", None)
        found = (
            select(func.count())
            .select_from(kept.table)
            .where(day >= first, day < shift(first, 1), *kept.only)
        )
        if duty.courtyard_id is not None and where is not None:
            found = found.where(where == duty.courtyard_id)
        total += session.execute(found).scalar_one()
    return total


def _missing(session: Session, month: str, yards: list[int]) -> list[ReportingDuty]:
    kind, where = col(ReportingDuty.kind), col(ReportingDuty.courtyard_id)
    made = session.execute(select(kind, where).where(col(ReportingDuty.month) == month)).all()
    there: set[tuple[DutyKind, int | None]] = {(one, courtyard_id) for one, courtyard_id in made}
    return [
        ReportingDuty(kind=one, courtyard_id=courtyard_id, month=month, due_on=rules.due_on(month))
        for one, courtyard_id in rules.owed(month, yards)
        if (one, courtyard_id) not in there
    ]


def _found(
    session: Session,
    duty_id: int,
    by: Principal,
    action: Action,
    *,
    key: str,
    version: int,
    mine: Mapping[str, Any],
) -> ReportingDuty:
    duty = session.get(ReportingDuty, duty_id)
    if duty is None:
        raise NotFound(NOUN)
    require(by, action, courtyard_id=duty.courtyard_id)
    audit.claim_key(session, key=key)
    # The row was read before the head was locked: another writer may have been faster.
    session.refresh(duty)
    audit.check_version(duty, version=version, mine=mine)
    return duty


def _still_open(duty: ReportingDuty, now: datetime) -> None:
    if duty.completed_on is not None:
        raise OutOfTurn("complete")
    if civil(now) < rules.answerable_from(duty.month):
        raise InvalidDraft((Problem("month", "month_runs"),))


def _waits(duty: ReportingDuty) -> None:
    if duty.completed_on is None or duty.approved_on is not None:
        raise OutOfTurn("approve")


def _changed(
    session: Session, duty: ReportingDuty, changes: Mapping[str, Any], *, key: str, now: datetime, **how: Any
) -> ReportingDuty:
    audit.remember_key(session, key=key, noun=NOUN, ref=duty.id or 0, now=now)
    return _written(session, duty, changes, now=now, **how)


def _written(
    session: Session,
    duty: ReportingDuty,
    changes: Mapping[str, Any],
    *,
    by: Principal,
    verb: str,
    now: datetime,
) -> ReportingDuty:
    before = duty.model_dump(mode="json")
    for name, value in changes.items():
        setattr(duty, name, value)
    if duty.completed_on is not None and duty.entered_on is None:
        duty.entered_on = civil(now)
    audit.bump_version(duty)
    session.flush()
    after = duty.model_dump(mode="json")
    values = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
    _refresh(session, duty, now)
    event = audit.record(
        session,
        by=by,
        verb=verb,
        noun=NOUN,
        now=now,
        ref=duty.id,
        courtyard_id=duty.courtyard_id,
        details={"kind": duty.kind.value, "month": duty.month},
    )
    session.add(RecordChange(seq=event.seq, noun=NOUN, ref=duty.id or 0, verb=verb, values=values))
    session.flush()
    return duty


def _refresh(session: Session, duty: ReportingDuty, now: datetime) -> None:
    first = rules.first_day(duty.month)
    cells.touch(session, ReportingDuty, first=first, now=now, courtyard_id=duty.courtyard_id)
