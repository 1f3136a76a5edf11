"""Reads of monthly reports: what is due from whom, with what is entered so far and what is usual."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, func, literal, or_, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, limited_to_courtyard
from dashboard.indicators.cells import since
from dashboard.indicators.duties import KEPT, Kept
from dashboard.indicators.evidence import month_of
from dashboard.indicators.periods import months_between, shift
from dashboard.queries.hazards import counted as hazards_counted
from dashboard.queries.requests import due_by
from dashboard.rules import duties as rules
from dashboard.rules.duties import Standing
from dashboard.rules.usual import Range, usual
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.requests import OPEN, Request, RequestStatus

MONTHS = 12
"""How far back a report that never came is still asked for, and how many months tell what is usual."""
DONE_FOR = 2
"""How many of the latest months are listed although nothing is left to do."""
ORDER = list(Standing)
Counts = dict[tuple[DutyKind, int | None, str], int]
"""Records by kind of report, courtyard (None: the whole site) and month."""


@dataclass(frozen=True)
class Due:
    """A month's report as of `today`; `count` records so far, `usual` those of the twelve months before."""

    id: int
    version: int
    kind: DutyKind
    courtyard_id: int | None
    month: str
    due_on: date
    entered_on: date | None
    nothing_happened: bool
    completed_on: date | None
    approved_on: date | None
    returned_why: str | None
    today: date
    count: int = 0
    usual: Range | None = None

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return rules.standing(self, self.today)

    @property
    def is_open(self) -> bool:
        """Whether its reporter still has to say something."""
        return self.standing in (Standing.RETURNED, Standing.OVERDUE, Standing.DUE)

    @property
    def days(self) -> int:
        """Days left until it is due, negative when they are over."""
        return (self.due_on - self.today).days

    @property
    def is_answerable(self) -> bool:
        """Whether it can be said by now that this is all."""
        return rules.answerable_from(self.month) <= self.today

    @property
    def is_unusual(self) -> bool:
        """Whether the records of a month that is nearly over are unusually many or few."""
        return self.is_answerable and self.usual is not None and self.usual.is_unusual(self.count)


def listed(
    session: Session, *, by: Principal, today: date, month: str = "", courtyard_id: int | None = None
) -> list[Due]:
    """Reports in the reader's scope: sent back first, then overdue, due, waiting for the office, approved.

    Of one month all; without one those of the last twelve months with something to do, and of the latest two
    also what is done. Raises NotAllowed for who may not look at all.
    """
    statement = _scoped(by, courtyard_id)
    if month:
        statement = statement.where(col(ReportingDuty.month) == month)
    else:
        oldest, lately = (shift(today, 1 - back).isoformat()[:7] for back in (MONTHS, DONE_FOR))
        fresh = or_(col(ReportingDuty.approved_on).is_(None), col(ReportingDuty.month) >= lately)
        statement = statement.where(col(ReportingDuty.month) >= oldest, fresh)
    found = [Due(**row._mapping, today=today) for row in session.execute(statement)]
    counts = _counts(session, found, by)
    begun = since(session) if found else today
    return sorted((_told(one, counts, begun) for one in found), key=_place)


def months(session: Session, *, by: Principal) -> list[str]:
    """The months of which there are reports in the reader's scope, newest first."""
    own = limited_to_courtyard(by, Action.SEE_DUTIES)
    statement = select(col(ReportingDuty.month)).distinct().order_by(col(ReportingDuty.month).desc())
    if own is not None:
        statement = statement.where(col(ReportingDuty.courtyard_id) == own)
    return list(session.execute(statement).scalars())


def matters(
    session: Session, *, by: Principal, today: date, courtyard_id: int | None = None
) -> dict[str, int]:
    """How many overdue `requests`, overdue `hazards` and `call_backs` to make are the reader's to see to."""
    own = limited_to_courtyard(by, Action.SEE_DUTIES)
    late = (col(Request.status).in_(OPEN), due_by(today) < today)
    to_call = (col(Request.status) == RequestStatus.CLOSED,)
    where = courtyard_id if own is None else own
    mine = () if where is None else (col(Request.courtyard_id) == where,)
    counted = {
        name: session.execute(select(func.count()).select_from(Request).where(*those, *mine)).scalar_one()
        for name, those in {"requests": late, "call_backs": to_call}.items()
    }
    hazards = hazards_counted(session, by=by, today=today, courtyard_id=where)
    return {
        "requests": counted["requests"],
        "hazards": hazards["overdue"],
        "call_backs": counted["call_backs"],
    }


def _scoped(by: Principal, courtyard_id: int | None) -> Select[tuple[object, ...]]:
    names = [name for name in Due.__dataclass_fields__ if name in ReportingDuty.model_fields]
    statement: Select[tuple[object, ...]] = select(*(col(getattr(ReportingDuty, name)) for name in names))
    own = limited_to_courtyard(by, Action.SEE_DUTIES)
    for only in {own, courtyard_id} - {None}:
        statement = statement.where(col(ReportingDuty.courtyard_id) == only)
    return statement


def _counts(session: Session, found: Iterable[Due], by: Principal) -> Counts:
    """Records of every kind asked for, from a year before the earliest month of its reports on."""
    earliest: dict[DutyKind, str] = {}
    for one in found:
        earliest[one.kind] = min(one.month, earliest.get(one.kind, one.month))
    counts: Counts = defaultdict(int)
    for kind, month in earliest.items():
        first = shift(rules.first_day(month), -MONTHS)
        for kept in KEPT[kind]:
            for where, when, n in session.execute(
                _monthly(kept, first, limited_to_courtyard(by, Action.SEE_DUTIES))
            ):
                counts[kind, where, when] += n
                if where is not None:
                    counts[kind, None, when] += n
    return counts


def _monthly(kept: Kept, first: date, own: int | None) -> Select[tuple[int | None, str, int]]:
    """Records of one source by courtyard and month."""
    day, where = col(getattr(kept.table, kept.day)), getattr(kept.table, "courtyard_id", literal(None))
    dated = select(where.label("courtyard"), month_of(day).label("month")).where(day >= first, *kept.only)
    if own is not None:
        dated = dated.where(where == own)
    one = dated.subquery().c
    return select(one.courtyard, one.month, func.count()).group_by(one.courtyard, one.month)


def _told(one: Due, counts: Counts, begun: date) -> Due:
    """The report with its records so far and the range that the twelve months before make usual."""
    first = rules.first_day(one.month)
    before = months_between(max(shift(first, -MONTHS), begun), shift(first, -1))
    past = [counts[one.kind, one.courtyard_id, month] for month in before]
    here = counts[one.kind, one.courtyard_id, one.month]
    return replace(one, count=here, usual=usual(past))


def _place(one: Due) -> tuple[int, date, bool, int, int]:
    """First by standing, then the oldest, the site's own before the courtyards'."""
    at = one.courtyard_id or 0
    return ORDER.index(one.standing), one.due_on, at > 0, at, list(DutyKind).index(one.kind)
