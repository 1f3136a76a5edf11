"""Property fees: the changed rows of a courtyard's month, all or nothing, and a month like the last one.

Each verb is a unit of work in the caller's transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from dashboard.access import Action, Principal
from dashboard.actions import duties
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, NotFound, OutOfTurn, Problem, StaleVersion
from dashboard.indicators import cells
from dashboard.indicators.periods import shift
from dashboard.lookups import fees as lookups
from dashboard.rules import fees as rules
from dashboard.schema.money import BillDraft, Fee, MonthDraft

NOUN = "fee"
NAMES = ("due", "paid", "paid_on")
Values = Mapping[str, Any]


def enter(*, session: Session, draft: MonthDraft, by: Principal, now: datetime, key: str) -> list[Fee]:
    """Write the changed rows of a month's grid; gives the fees that changed.

    Raises NotAllowed, AlreadyDone, InvalidDraft (`row.field` by household), NotFound, and StaleVersion with
    both versions of every row that somebody else changed, by household.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        home = draft.courtyard_id
        work.require(Action.RECORD_FEES, courtyard_id=home)
        _in_time(work, draft.month)
        stored = _stored(session, home, draft.month)
        _belong(session, draft, stored)
        _none_stale(draft, stored)
        before = _stored(session, home, shift(draft.month, -1))
        _check(draft, stored, before, work.today)
        day = _due_day(draft.month, stored or before)
        mine = {fee.id: fee for fee in stored}
        written = [_written(session, row, mine.get(row.fee_id), home, day) for row in draft.rows]
        return _kept(work, written, home, verb="enter")


def repeat(
    *, session: Session, courtyard_id: int, month: date, by: Principal, now: datetime, key: str
) -> list[Fee]:
    """Make the bills of a month as they were in the last one, for households that have none yet.

    Raises NotAllowed, AlreadyDone, InvalidDraft, OutOfTurn when there is nothing to repeat.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.RECORD_FEES, courtyard_id=courtyard_id)
        _in_time(work, month)
        stored = _stored(session, courtyard_id, month)
        before = _stored(session, courtyard_id, shift(month, -1))
        there = {home.id for home in session.execute(lookups.homes(courtyard_id, month)).scalars()}
        dues = _dues(before)
        wanted = [id_ for id_ in dues if id_ in there - {fee.household_id for fee in stored}]
        if not wanted:
            raise OutOfTurn("repeat")
        day = _due_day(month, stored or before)
        rows = [BillDraft(household_id=id_, due=dues[id_]) for id_ in wanted]
        written = [_written(session, row, None, courtyard_id, day) for row in rows]
        return _kept(work, written, courtyard_id, verb="bill")


def _in_time(work: Work, month: date) -> None:
    """The month is given by its first day and lies within the site's records."""
    if month.day != 1 or month > work.today:
        raise InvalidDraft((Problem("month", "in_the_future" if month.day == 1 else "no_month"),))
    if month < cells.since(work.session).replace(day=1):
        raise InvalidDraft((Problem("month", "before_the_records"),))


def _stored(session: Session, courtyard_id: int, month: date) -> list[Fee]:
    # The head is locked by now: nobody is faster any more.
    found = session.execute(lookups.bills(courtyard_id, month).execution_options(populate_existing=True))
    return list(found.scalars())


def _belong(session: Session, draft: MonthDraft, stored: Iterable[Fee]) -> None:
    """Every row is a household of this courtyard, every fee that household's of this month, none twice."""
    owners = {fee.id: fee.household_id for fee in stored}
    known = list(set(owners.values()))
    there = {
        one.id
        for one in session.execute(lookups.homes(draft.courtyard_id, draft.month, also=known)).scalars()
    }
    seen = set()
    for row in draft.rows:
        if row.household_id not in there:
            raise InvalidDraft((Problem(f"{row.household_id}.household_id", "not_in_courtyard"),))
        if row.fee_id is not None and owners.get(row.fee_id) != row.household_id:
            raise NotFound(NOUN)
        if (row.household_id, row.fee_id) in seen:
            raise InvalidDraft((Problem(f"{row.household_id}.household_id", "flat_twice"),))
        seen.add((row.household_id, row.fee_id))


def _none_stale(draft: MonthDraft, stored: Iterable[Fee]) -> None:
    fees = {fee.id: fee for fee in stored}
    theirs: dict[str, Values] = {}
    mine: dict[str, Values] = {}
    for row in draft.rows:
        # A bill that somebody made meanwhile is as new to the writer as one that changed.
        made = next((fee for fee in stored if fee.household_id == row.household_id), None)
        there = made if row.fee_id is None else fees[row.fee_id]
        if there is not None and (row.fee_id is None or there.version != row.version):
            theirs[str(row.household_id)], mine[str(row.household_id)] = _values(there), _values(row)
    if mine:
        ref = next(fee.id for fee in stored if str(fee.household_id) in mine)
        raise StaleVersion(noun=NOUN, ref=ref or 0, theirs=theirs, mine=mine)


def _check(draft: MonthDraft, stored: Iterable[Fee], before: Iterable[Fee], today: date) -> None:
    dues, problems, stands = _dues(before), [], {fee.id: fee.due for fee in stored}
    for row in draft.rows:
        said = rules.wrong(due=row.due, paid=row.paid, paid_on=row.paid_on, month=draft.month, today=today)
        if not draft.sure:
            # A bill that stands was asked about when it was made.
            compared = None if stands.get(row.fee_id) == row.due else dues.get(row.household_id)
            said += rules.odd(due=row.due, paid=row.paid, before=compared)
        problems += [Problem(f"{row.household_id}.{name}", code) for name, code in said]
    if problems:
        raise InvalidDraft(tuple(problems))


def _dues(fees: Iterable[Fee]) -> dict[int, int]:
    """What was due by household."""
    found: dict[int, int] = {}
    for fee in fees:
        found[fee.household_id] = found.get(fee.household_id, 0) + fee.due
    return found


def _due_day(month: date, others: Sequence[Fee]) -> date:
    return rules.due_on(month, others[0].due_on if others else None)


def _written(
    session: Session, row: BillDraft, fee: Fee | None, courtyard_id: int, day: date
) -> tuple[Fee, dict[str, list[Any]]]:
    """The fee with the row's values, and what changed: field → before and after."""
    if fee is None:
        fee = Fee(courtyard_id=courtyard_id, household_id=row.household_id, due_on=day, **_values(row))
        session.add(fee)
        told = {"household_id": fee.household_id, "due_on": day, **_values(row)}
        return fee, {name: [None, _plain(value)] for name, value in told.items() if value is not None}
    was, becomes = _values(fee), _values(row)
    changed = {
        name: [_plain(was[name]), _plain(becomes[name])] for name in NAMES if was[name] != becomes[name]
    }
    for name in changed:
        setattr(fee, name, becomes[name])
    return fee, changed


def _kept(
    work: Work, written: Iterable[tuple[Fee, dict[str, list[Any]]]], courtyard_id: int, *, verb: str
) -> list[Fee]:
    """For every fee that changed an audit event with the names of its fields, the values beside it."""
    changed = [(fee, values) for fee, values in written if values]
    if not changed:
        raise InvalidDraft((Problem("rows", "nothing_changed"),))
    work.session.flush()
    for fee, values in changed:
        details = {"fields": sorted(values)}
        work.event(verb, noun=NOUN, ref=fee.id, courtyard_id=courtyard_id, details=details, values=values)
    fees = [fee for fee, _values in changed]
    first = min(fee.due_on for fee in fees)
    work.counts(since=first, courtyard_id=courtyard_id)
    duties.noted(work, Fee, courtyard_id, first)
    return fees


def _values(row: Fee | BillDraft) -> dict[str, Any]:
    return {name: getattr(row, name) for name in NAMES}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
