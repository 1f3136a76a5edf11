"""Values that are unusual and may be right: a question each, no reproach."""

from datetime import date, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from dashboard.indicators import statistics as stats
from dashboard.indicators.periods import months_between, shift
from dashboard.queries.checks.check_types import Check, Found, Group, Kind
from dashboard.queries.checks.contradictions import DONE, fees
from dashboard.schema.money import Fee
from dashboard.schema.places import Site
from dashboard.schema.requests import OPEN, CallBack, Closing, Outcome, Request

LONG = 180
"""Days from acceptance after which one asks."""
HISTORY = 12
"""Months before a month that it is held against."""


def unusual_months(session: Session, today: date) -> list[Found]:
    """Courtyard-months of the last year with far more or fewer requests than the twelve months before.

    Two Poisson counts of one rate, given their sum: the month has a binomial share of 1/13. Outside the exact
    99.8% limits of that share is unusual; only where all twelve months lie within the records.
    Source: Przyborowski and Wilenski 1940, Biometrika 31:313.
    """
    counts: dict[int, dict[str, int]] = {}
    for yard, day, count in session.execute(
        select(col(Request.courtyard_id), col(Request.accepted_on), func.count()).group_by(
            col(Request.courtyard_id), col(Request.accepted_on)
        )
    ):
        months = counts.setdefault(yard, {})
        months[day.isoformat()[:7]] = months.get(day.isoformat()[:7], 0) + count
    since = session.execute(select(func.min(col(Site.since)))).scalar_one()
    if since is None:
        return []
    last = shift(today + timedelta(days=1), -1)
    known = months_between(shift(since - timedelta(days=1), 1), last) if last >= since else []
    return [
        found
        for yard in sorted(counts)
        for at in range(max(HISTORY, len(known) - HISTORY), len(known))
        for found in _unusual(yard, counts[yard], known[at - HISTORY : at + 1])
    ]


def _unusual(yard: int, counts: dict[str, int], months: list[str]) -> list[Found]:
    """The last of `months`, where it lies outside the limits given the others."""
    *before, month = months
    usual, count = sum(counts.get(one, 0) for one in before), counts.get(month, 0)
    if not usual + count:
        return []
    place = stats.place(count, usual + count, 1 / len(months), "proportion")
    if place not in (stats.Place.CLEARLY_HIGH, stats.Place.CLEARLY_LOW):
        return []
    first = date.fromisoformat(f"{month}-01")
    return [Found(yard, Kind.MONTH, on=first, count=count, usual=usual / len(before))]


def long_to_close(session: Session, _today: date) -> list[Found]:
    """Requests closed more than 180 days after they were accepted."""
    found = session.execute(
        select(
            col(Request.courtyard_id),
            col(Request.number),
            col(Request.accepted_on),
            func.max(Closing.closed_on),
        )
        .join(Closing, col(Closing.request_id) == col(Request.id))
        .where(col(Request.status).in_(DONE))
        .group_by(col(Request.courtyard_id), col(Request.number), col(Request.accepted_on))
        .order_by(col(Request.number))
    )
    waited = [_waited(yard, number, begun, ended) for yard, number, begun, ended in found]
    return [one for one in waited if (one.count or 0) > LONG]


def long_open(session: Session, today: date) -> list[Found]:
    """Requests open for more than 180 days."""
    found = session.execute(
        select(col(Request.courtyard_id), col(Request.number), col(Request.accepted_on))
        .where(col(Request.status).in_(OPEN), col(Request.accepted_on) < today - timedelta(days=LONG))
        .order_by(col(Request.number))
    )
    return [_waited(yard, number, day, today) for yard, number, day in found]


def entered_twice(session: Session, _today: date) -> list[Found]:
    """Requests that tell the same of the same place on the same day as an earlier one."""
    one, other = aliased(Request), aliased(Request)
    same = and_(
        col(one.place_key) == col(other.place_key),
        col(one.type) == col(other.type),
        col(one.accepted_on) == col(other.accepted_on),
        col(one.summary) == col(other.summary),
        col(one.id) < col(other.id),
    )
    found = session.execute(
        select(col(other.courtyard_id), col(other.number), col(other.accepted_on))
        .join(one, same)
        .distinct()
        .order_by(col(other.number))
    )
    return [Found(yard, Kind.REQUEST, number, number, on=day) for yard, number, day in found]


def solved_then_reopened(session: Session, _today: date) -> list[Found]:
    """Closings that the resident called solved and that were reopened all the same."""
    found = session.execute(
        select(col(Closing.courtyard_id), col(Request.number), col(Closing.reopened_on))
        .join(CallBack, col(CallBack.closing_id) == col(Closing.id))
        .join(Request, col(Request.id) == col(Closing.request_id))
        .where(
            col(CallBack.last), col(CallBack.outcome) == Outcome.SOLVED, col(Closing.reopened_on).is_not(None)
        )
        .order_by(col(Request.number))
    )
    return [Found(yard, Kind.REQUEST, number, number, on=day) for yard, number, day in found]


def paid_more_than_due(session: Session, _today: date) -> list[Found]:
    """Fees paid beyond what was due: how many by courtyard and month."""
    return fees(session, col(Fee.paid) > col(Fee.due))


def _waited(yard: int, number: str, accepted_on: date, until: date) -> Found:
    days = (until - accepted_on).days
    return Found(yard, Kind.REQUEST, number, number, on=accepted_on, count=days)


QUESTIONS = (
    Check("unusual_month", Group.QUESTION, unusual_months),
    Check("long_open", Group.QUESTION, long_open),
    Check("long_to_close", Group.QUESTION, long_to_close),
    Check("entered_twice", Group.QUESTION, entered_twice),
    Check("solved_then_reopened", Group.QUESTION, solved_then_reopened),
    Check("paid_more_than_due", Group.QUESTION, paid_more_than_due, personal=True),
)
