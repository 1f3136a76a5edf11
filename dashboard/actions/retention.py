"""What has been kept long enough goes, on a schedule; the settings say how many months each kind stays.

Counted records stay: what goes is who they were about. The trail never held a value, so it still verifies.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    String,
    Update,
    and_,
    case,
    cast,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions.erasures import GONE, LONG_AGO, NEVER
from dashboard.actions.unit_of_work import unit_of_work
from dashboard.clock import at, civil
from dashboard.indicators.periods import shift
from dashboard.rules.surveys import ADULT
from dashboard.schema.accounts import AnswerToken, AuditEvent, OneTimeCode, SavedForm, SignIn, Throttle
from dashboard.schema.history import RecordChange, Reveal, UnsentForm
from dashboard.schema.mediation import Mediation
from dashboard.schema.people import Resident
from dashboard.schema.requests import OPEN, Closing, Request, RequestStep
from dashboard.schema.surveys import Survey, SurveyToken
from dashboard.settings import Settings

NOUN = "site"


@dataclass(frozen=True)
class Rule:
    """One kind of data: which rows are past their time, and what becomes of them.

    `values` replaces columns; without it the rows are deleted. `months` names the setting. With `noun` the
    former values of these records go with theirs.
    """

    kind: str
    months: str
    table: type[Any]
    past: Callable[[datetime, date], ColumnElement[bool]]
    values: dict[str, Any] = field(default_factory=dict)
    noun: str | None = None


def _before(column: Any) -> Callable[[datetime, date], ColumnElement[bool]]:
    return lambda moment, _day: col(column) < moment


def _closed_request(moment: datetime, day: date) -> ColumnElement[bool]:
    """A request that ended, nothing of which happened since; and that still holds somebody."""
    closings = select(col(Closing.id)).where(
        col(Closing.request_id) == col(Request.id), col(Closing.closed_on) >= day
    )
    steps = select(col(RequestStep.id)).where(
        col(RequestStep.request_id) == col(Request.id), col(RequestStep.at) >= moment
    )
    return and_(
        col(Request.status).not_in(OPEN),
        col(Request.accepted_on) < day,
        or_(col(Request.said_by).is_not(None), col(Request.phone).is_not(None)),
        ~closings.exists(),
        ~steps.exists(),
    )


def _moved_away(_moment: datetime, day: date) -> ColumnElement[bool]:
    marks = (Resident.hardship, Resident.disability, Resident.lives_alone_elderly)
    holds = [col(Resident.name).is_not(None), col(Resident.phone).is_not(None), *(col(one) for one in marks)]
    return and_(col(Resident.until) < day, or_(*holds))


def _ended_survey(_moment: datetime, day: date) -> ColumnElement[bool]:
    return col(SurveyToken.survey_id).in_(select(col(Survey.id)).where(col(Survey.closed_on) < day))


def _former(moment: datetime, _day: date) -> ColumnElement[bool]:
    old = select(col(AuditEvent.seq)).where(col(AuditEvent.at) < moment)
    holds = or_(col(RecordChange.said_by).is_not(None), cast(RecordChange.values, String) != "{}")
    return and_(col(RecordChange.seq).in_(old), holds)


def _looked(moment: datetime, _day: date) -> ColumnElement[bool]:
    old = select(col(AuditEvent.seq)).where(col(AuditEvent.at) < moment)
    return and_(col(Reveal.seq).in_(old), col(Reveal.reason).contains(": "))


def _settled(_moment: datetime, day: date) -> ColumnElement[bool]:
    return and_(col(Mediation.concluded_on) < day, col(Mediation.parties) != GONE)


BLANK: dict[str, Any] = {"values": {}, "said_by": None}
NOBODY = {"name": None, "phone": None, "hardship": False, "disability": False, "lives_alone_elderly": False}
RULES = (
    Rule("unsent forms", "keep_drafts", UnsentForm, _before(UnsentForm.saved_at)),
    Rule("sessions that ended", "keep_sessions", SignIn, _before(SignIn.ends_at)),
    Rule("failed sign-ins", "keep_attempts", Throttle, _before(Throttle.since)),
    Rule("one-time codes", "keep_attempts", OneTimeCode, _before(OneTimeCode.expires_at)),
    Rule("keys of saved forms", "keep_forms", SavedForm, _before(SavedForm.at)),
    Rule("slips of surveys that ended", "keep_tokens", SurveyToken, _ended_survey),
    Rule("links to answer by", "keep_tokens", AnswerToken, lambda _at, day: col(AnswerToken.made_on) < day),
    Rule("residents who moved away", "keep_residents", Resident, _moved_away, NOBODY, "resident"),
    Rule(
        "people behind ended requests",
        *("keep_requests", Request, _closed_request, {"said_by": None, "phone": None}, "request"),
    ),
    Rule(
        "parties of settled disputes",
        *("keep_mediation", Mediation, _settled, {"parties": GONE}, "mediation"),
    ),
    Rule("former values of records", "keep_changes", RecordChange, _former, BLANK),
    Rule("words about looks behind masks", "keep_reveals", Reveal, _looked),
)
"""In the order in which they are printed and done: former values of a record go before it forgets whose."""


def due(session: Session, *, keep: Settings, by: Principal, now: datetime) -> dict[str, int]:
    """How many rows of each kind are past their time; nothing is changed. Raises NotAllowed."""
    require(by, Action.MANAGE_PEOPLE)
    return {rule.kind: _count(session, rule, where) for rule, where in _past(keep, now)}


def purge(*, session: Session, keep: Settings, by: Principal, now: datetime) -> dict[str, int]:
    """Delete or empty what is past its time, and note how many rows of each kind. Raises NotAllowed."""
    with unit_of_work(session, by=by, now=now) as work:
        work.require(Action.MANAGE_PEOPLE)
        counts = {rule.kind: _apply(session, rule, where, now) for rule, where in _past(keep, now)}
        session.expire_all()
        work.counts(since=NEVER)
        work.event("purge", noun=NOUN, details=counts)
        return counts


def _past(keep: Settings, now: datetime) -> Iterator[tuple[Rule, ColumnElement[bool]]]:
    """Each rule whose kind is not kept for good, with the condition of its rows."""
    for rule in RULES:
        months = getattr(keep, rule.months)
        if months:
            # Whole months: what is kept for two in November was made before September.
            day = shift(civil(now), -months)
            yield rule, rule.past(at(day, hour=0), day)


def _count(session: Session, rule: Rule, where: ColumnElement[bool]) -> int:
    return int(session.execute(select(func.count()).select_from(rule.table).where(where)).scalar_one())


def _apply(session: Session, rule: Rule, where: ColumnElement[bool], now: datetime) -> int:
    table = rule.table
    # A statement that finds no row counts as a write, and cells would be computed anew for nothing.
    if not _count(session, rule, where):
        return 0
    if rule.noun is not None:
        gone = select(table.id).where(where)
        former = and_(col(RecordChange.noun) == rule.noun, col(RecordChange.ref).in_(gone))
        _write(session, update(RecordChange).where(former).values(BLANK))
    if table is Reveal:
        return _shorten(session, where)
    if not rule.values:
        return _write(session, delete(table).where(where))
    values: dict[str, Any] = {**rule.values, "version": table.version + 1}
    if table is Resident:
        grown = now.year - col(Resident.born_year) > ADULT
        values["born_year"] = case((grown, LONG_AGO), else_=col(Resident.born_year))
    return _write(session, update(table).where(where).values(values))


def _write(session: Session, statement: Update | Delete) -> int:
    how = {"synchronize_session": False}
    return int(session.connection().execute(statement, execution_options=how).rowcount)


def _shorten(session: Session, where: ColumnElement[bool]) -> int:
    """Of a reason in words only its kind stays (`other: ...` becomes `other`)."""
    rows = list(session.execute(select(Reveal).where(where)).scalars())
    for row in rows:
        row.reason = row.reason.partition(": ")[0]
    session.flush()
    return len(rows)
