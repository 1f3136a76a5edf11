"""Monthly reports: owed when a month begins, noted as entered, completed, approved or sent back.

Each verb is a unit of work in the caller's transaction. Entered, complete and approved
are three facts: the first follows from the records, the second its reporter says, the third the office.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions.unit_of_work import Work, nobodys_deed, unit_of_work
from dashboard.errors import InvalidDraft, OutOfTurn, Problem
from dashboard.indicators.duties import KEPT
from dashboard.indicators.periods import months_between, shift
from dashboard.rules import duties as rules
from dashboard.schema.base import Base
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.places import Courtyard, Site

NOUN = "duty"
LONGEST_WORD = 300


def owe(session: Session, *, now: datetime) -> int:
    """Make the reports that are owed for every month begun since the last were made; gives how many.

    Made again it makes none: only what is missing is added. Nobody's deed, so no event of the trail.
    """
    if session.execute(select(col(Site.id)).limit(1)).first() is None:
        return 0
    with nobodys_deed(session, now=now) as work:
        latest = session.execute(select(func.max(col(ReportingDuty.month)))).scalar_one()
        first = rules.first_day(latest) if latest else work.today
        yards = list(session.execute(select(col(Courtyard.id)).order_by(col(Courtyard.no))).scalars())
        months = months_between(first, work.today)
        owed = [duty for month in months for duty in _missing(session, month, yards)]
        session.add_all(owed)
        work.counts(since=first)
        return len(owed)


def noted(
    work: Work, table: type[Base], courtyard_id: int | None, day: date, *, name: str | None = None
) -> None:
    """A record of that table and day was just saved: the reports that cover it count as entered.

    It takes back the word that nothing happened there in that month. `name` is the field that the day stands
    in, where a record has other days too: a report covers those of its own.
    """
    kinds = [
        kind
        for kind, sources in KEPT.items()
        if any(one.table is table and name in (None, one.day) for one in sources)
    ]
    mine = col(ReportingDuty.courtyard_id).is_(None) | (col(ReportingDuty.courtyard_id) == courtyard_id)
    found = select(ReportingDuty).where(
        col(ReportingDuty.kind).in_(kinds), col(ReportingDuty.month) == day.isoformat()[:7], mine
    )
    for duty in work.session.execute(found).scalars() if kinds else ():
        if duty.entered_on is None or duty.nothing_happened:
            if duty.nothing_happened:
                duty.nothing_happened, duty.completed_on, duty.approved_on = False, None, None
            duty.entered_on = duty.entered_on or work.today
            work.counts(since=rules.first_day(duty.month), courtyard_id=duty.courtyard_id)


def nothing(
    *, session: Session, duty_id: int, by: Principal, now: datetime, key: str, version: int
) -> ReportingDuty:
    """Say that nothing of the kind happened in the month, which completes the report.

    Raises NotAllowed, AlreadyDone, StaleVersion, OutOfTurn, and InvalidDraft where there are records.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        changes = {"nothing_happened": True, "completed_on": work.today}
        duty = _opened(work, duty_id, Action.REPORT_DUTY, version, changes)
        _still_open(work, duty)
        if counted(session, duty):
            raise InvalidDraft((Problem("nothing_happened", "records_exist"),))
        return _changed(work, duty, changes, "nothing")


def complete(
    *, session: Session, duty_id: int, by: Principal, now: datetime, key: str, version: int
) -> ReportingDuty:
    """Say that all of the month is entered; raises as `nothing` does, InvalidDraft where nothing is."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        changes = {"completed_on": work.today}
        duty = _opened(work, duty_id, Action.REPORT_DUTY, version, changes)
        _still_open(work, duty)
        if not duty.nothing_happened and not counted(session, duty):
            raise InvalidDraft((Problem("completed_on", "nothing_entered"),))
        return _changed(work, duty, changes, "complete")


def approve(
    *, session: Session, duty_id: int, by: Principal, now: datetime, key: str, version: int
) -> ReportingDuty:
    """Accept a report that was called complete."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        return _approved(work, duty_id, version)


def approve_all(
    *, session: Session, versions: Mapping[int, int], by: Principal, now: datetime, key: str
) -> list[ReportingDuty]:
    """Accept several complete reports, all of them or none: id → version that was looked at."""
    if not versions:
        raise InvalidDraft((Problem("completed_on", "missing"),))
    with unit_of_work(session, by=by, now=now, key=key) as work:
        return [_approved(work, duty_id, version) for duty_id, version in versions.items()]


def send_back(
    *, session: Session, duty_id: int, why: str, by: Principal, now: datetime, key: str, version: int
) -> ReportingDuty:
    """Return a complete (or approved) report with a word: it is due again, and its answer open."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        changes = {
            "returned_why": why.strip(),
            "nothing_happened": False,
            "completed_on": None,
            "approved_on": None,
        }
        duty = _opened(work, duty_id, Action.APPROVE_DUTY, version, changes)
        if duty.completed_on is None:
            raise OutOfTurn("send_back")
        if len(why.strip()) < 2:
            raise InvalidDraft((Problem("returned_why", "reason_needed"),))
        if len(why.strip()) > LONGEST_WORD:
            raise InvalidDraft((Problem("returned_why", "string_too_long", {"max_length": LONGEST_WORD}),))
        return _changed(work, duty, changes, "send_back")


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


def _opened(work: Work, duty_id: int, action: Action, version: int, mine: Mapping[str, Any]) -> ReportingDuty:
    duty = work.row(ReportingDuty, duty_id, noun=NOUN)
    work.require(action, courtyard_id=duty.courtyard_id)
    work.unchanged(duty, version, mine)
    return duty


def _still_open(work: Work, duty: ReportingDuty) -> None:
    if duty.completed_on is not None:
        raise OutOfTurn("complete")
    if work.today < rules.answerable_from(duty.month):
        raise InvalidDraft((Problem("month", "month_runs"),))


def _approved(work: Work, duty_id: int, version: int) -> ReportingDuty:
    changes = {"approved_on": work.today}
    duty = _opened(work, duty_id, Action.APPROVE_DUTY, version, changes)
    if duty.completed_on is None or duty.approved_on is not None:
        raise OutOfTurn("approve")
    return _changed(work, duty, changes, "approve")


def _changed(work: Work, duty: ReportingDuty, changes: Mapping[str, Any], verb: str) -> ReportingDuty:
    before = duty.model_dump(mode="json")
    for name, value in changes.items():
        setattr(duty, name, value)
    if duty.completed_on is not None and duty.entered_on is None:
        duty.entered_on = work.today
    work.session.flush()
    after = duty.model_dump(mode="json")
    values = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
    work.counts(since=rules.first_day(duty.month), courtyard_id=duty.courtyard_id)
    at, details = duty.courtyard_id, {"kind": duty.kind.value, "month": duty.month}
    work.event(verb, noun=NOUN, ref=duty.id, courtyard_id=at, details=details, values=values)
    return duty
