"""Records that cannot both be right, as far as the tables cannot forbid it."""

from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from dashboard.queries.checks.check_types import Check, Found, Group, Kind
from dashboard.rules import votes as rules
from dashboard.schema.activities import Activity
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.meetings import HouseholdAttendance, Meeting, Stage
from dashboard.schema.money import Fee
from dashboard.schema.organisations import Organisation, PostKind, Term
from dashboard.schema.places import Household
from dashboard.schema.requests import OPEN, CallBack, Closing, Request, RequestStatus
from dashboard.schema.safety import Hazard
from dashboard.schema.votes import Ballot, Elector, Matter, Vote

DONE = (RequestStatus.CLOSED, RequestStatus.CONFIRMED, RequestStatus.STRUCK_OFF)
SINGLE = (
    PostKind.FIRST_SECRETARY,
    PostKind.SECRETARY,
    PostKind.DIRECTOR,
    PostKind.HEAD,
    PostKind.QUALITY_DIRECTOR,
)
"""Posts that one person holds at a time."""
RECORDS: dict[DutyKind, tuple[Any, Any]] = {
    DutyKind.REQUESTS: (col(Request.courtyard_id), col(Request.accepted_on)),
    DutyKind.CALL_BACKS: (col(CallBack.courtyard_id), col(CallBack.called_on)),
    DutyKind.HAZARDS: (col(Hazard.courtyard_id), col(Hazard.found_on)),
    DutyKind.ACTIVITIES: (col(Activity.courtyard_id), col(Activity.held_on)),
    DutyKind.MEETINGS: (col(Meeting.courtyard_id), col(Meeting.held_on)),
}
"""The records of a report that may say "nothing happened": courtyard and day."""
ONLY = {DutyKind.MEETINGS: (col(Meeting.stage) == Stage.HELD,)}
"""Which of them count."""


def closed_without_closing(session: Session, _today: date) -> list[Found]:
    """Requests that pass for closed while no closing stands."""
    return _requests(session, col(Request.status).in_(DONE), ~_stands())


def open_though_closed(session: Session, _today: date) -> list[Found]:
    """Requests that pass for open while a closing stands."""
    return _requests(session, col(Request.status).in_(OPEN), _stands())


def called_before_closing(session: Session, _today: date) -> list[Found]:
    """Call-backs made before the closing that they ask about."""
    found = session.execute(
        select(col(Closing.courtyard_id), col(Request.number), col(CallBack.called_on))
        .join(Closing, col(Closing.id) == col(CallBack.closing_id))
        .join(Request, col(Request.id) == col(Closing.request_id))
        .where(col(CallBack.called_on) < col(Closing.closed_on))
        .order_by(col(Request.number))
    )
    return [Found(yard, Kind.REQUEST, number, number, on=day) for yard, number, day in found]


def dated_ahead(session: Session, today: date) -> list[Found]:
    """Requests, closings and call-backs that lie in the future."""
    days: list[tuple[Any, Any]] = [
        (
            select(col(Request.courtyard_id), col(Request.number), col(Request.accepted_on)),
            Request.accepted_on,
        ),
        (
            select(col(Request.courtyard_id), col(Request.number), col(Closing.closed_on)).join(
                Closing, col(Closing.request_id) == col(Request.id)
            ),
            Closing.closed_on,
        ),
        (
            select(col(Request.courtyard_id), col(Request.number), col(CallBack.called_on))
            .join(Closing, col(Closing.request_id) == col(Request.id))
            .join(CallBack, col(CallBack.closing_id) == col(Closing.id)),
            CallBack.called_on,
        ),
    ]
    rows = [row for statement, day in days for row in session.execute(statement.where(col(day) > today))]
    return [Found(yard, Kind.REQUEST, number, number, on=day) for yard, number, day in sorted(rows)]


def nothing_though_something(session: Session, _today: date) -> list[Found]:
    """Reports that say "nothing happened" for a month with records."""
    found = []
    for kind, (yard, day) in RECORDS.items():
        seen: dict[tuple[int | None, str], int] = {}
        counted = select(yard, day, func.count()).where(*ONLY.get(kind, ())).group_by(yard, day)
        for where, when, count in session.execute(counted):
            place = where, when.isoformat()[:7]
            seen[place] = seen.get(place, 0) + count
        said = session.execute(
            select(col(ReportingDuty.courtyard_id), col(ReportingDuty.month))
            .where(col(ReportingDuty.kind) == kind, col(ReportingDuty.nothing_happened))
            .order_by(col(ReportingDuty.courtyard_id), col(ReportingDuty.month))
        )
        found += [
            Found(
                where, Kind.MONTH, kind.value, on=date.fromisoformat(f"{month}-01"), count=seen[where, month]
            )
            for where, month in said
            if (where, month) in seen
        ]
    return found


def present_though_away(session: Session, _today: date) -> list[Found]:
    """Meetings with households on the list that kept no house here that day: how many of each courtyard."""
    held, home = col(Meeting.held_on), Household
    found = session.execute(
        select(col(home.courtyard_id), col(Meeting.id), col(Meeting.title), held, func.count())
        .join(HouseholdAttendance, col(HouseholdAttendance.meeting_id) == col(Meeting.id))
        .join(home, col(home.id) == col(HouseholdAttendance.household_id))
        .where(or_(col(home.until) < held, col(home.since) > held))
        .group_by(col(home.courtyard_id), col(Meeting.id), col(Meeting.title), held)
        .order_by(held, col(home.courtyard_id))
    )
    return [Found(yard, Kind.MEETING, str(id_), title, on=day, count=n) for yard, id_, title, day, n in found]


def terms_overlap(session: Session, _today: date) -> list[Found]:
    """Two terms at once: of two people in a post for one, or of one person in the same post twice."""
    one, other = aliased(Term), aliased(Term)
    until = func.coalesce(one.ended_on, one.until)
    until_other = func.coalesce(other.ended_on, other.until)
    same = and_(col(one.organisation_id) == col(other.organisation_id), col(one.post) == col(other.post))
    found = session.execute(
        select(
            col(Organisation.courtyard_id),
            col(one.post),
            col(Organisation.name_zh),
            col(Organisation.name_en),
            col(other.since),
        )
        .select_from(one)
        .join(other, and_(same, col(one.id) < col(other.id)))
        .join(Organisation, col(Organisation.id) == col(one.organisation_id))
        .where(
            or_(col(one.post).in_(SINGLE), col(one.person_id) == col(other.person_id)),
            col(one.since) < until_other,
            col(other.since) < until,
        )
        .order_by(col(one.id), col(other.id))
    )
    return [Found(yard, ref=post.value, name=zh, name_en=en, on=since) for yard, post, zh, en, since in found]


def declared_otherwise(session: Session, _today: date) -> list[Found]:
    """Closed votes whose declared result is not what their ballots give."""
    units: dict[int, list[rules.Unit]] = {}
    for vote, head, area, said in session.execute(
        select(col(Elector.vote_id), col(Elector.head), col(Elector.area), col(Ballot.said)).outerjoin(
            Ballot, col(Ballot.elector_id) == col(Elector.id)
        )
    ):
        units.setdefault(vote, []).append(rules.Unit(head, area, said))
    closed = select(Vote).where(col(Vote.closed_on).is_not(None), col(Vote.passed).is_not(None))
    return [
        Found(one.courtyard_id, name=one.question, on=one.closed_on)
        for one in session.execute(closed.order_by(col(Vote.id))).scalars()
        if one.passed != _passes(one.matter, units.get(one.id or 0, []))
    ]


def ballots_out_of_time(session: Session, _today: date) -> list[Found]:
    """Votes with ballots cast before they opened or after they closed: how many."""
    outside = or_(col(Ballot.cast_on) < col(Vote.opened_on), col(Ballot.cast_on) > col(Vote.closed_on))
    found = session.execute(
        select(col(Vote.courtyard_id), col(Vote.question), col(Vote.opened_on), func.count())
        .join(Ballot, col(Ballot.vote_id) == col(Vote.id))
        .where(outside)
        .group_by(col(Vote.id), col(Vote.courtyard_id), col(Vote.question), col(Vote.opened_on))
        .order_by(col(Vote.id))
    )
    return [Found(yard, name=question, on=day, count=n) for yard, question, day, n in found]


def fees_undated(session: Session, _today: date) -> list[Found]:
    """Fees paid without a day of payment, or with a day but nothing paid: how many by courtyard and month."""
    paid, day = col(Fee.paid) > 0, col(Fee.paid_on)
    return fees(session, or_(and_(paid, day.is_(None)), and_(~paid, day.is_not(None))))


def fees(session: Session, *where: Any) -> list[Found]:
    """How many fees are so, by courtyard and month due."""
    found = session.execute(
        select(col(Fee.courtyard_id), col(Fee.due_on), func.count())
        .where(*where)
        .group_by(col(Fee.courtyard_id), col(Fee.due_on))
        .order_by(col(Fee.due_on), col(Fee.courtyard_id))
    )
    return [Found(yard, on=day, count=n) for yard, day, n in found]


def _requests(session: Session, *where: Any) -> list[Found]:
    found = session.execute(
        select(col(Request.courtyard_id), col(Request.number), col(Request.accepted_on))
        .where(*where)
        .order_by(col(Request.number))
    )
    return [Found(yard, Kind.REQUEST, number, number, on=day) for yard, number, day in found]


def _stands() -> Any:
    """Whether a closing of the request stands, not ended by a reopening."""
    of_it = col(Closing.request_id) == col(Request.id)
    return select(col(Closing.id)).where(of_it, col(Closing.reopened_on).is_(None)).exists()


def _passes(matter: Matter, units: list[rules.Unit]) -> bool:
    """By art. 278; a consultation binds nobody and goes by more than half of the heads that took part."""
    count = rules.count(units)
    return count.heads.agreed(matter) if matter is Matter.CONSULTATIVE else count.passed(matter)


CONTRADICTIONS = (
    Check("closed_without_closing", Group.CONTRADICTION, closed_without_closing),
    Check("open_though_closed", Group.CONTRADICTION, open_though_closed),
    Check("called_before_closing", Group.CONTRADICTION, called_before_closing),
    Check("dated_ahead", Group.CONTRADICTION, dated_ahead),
    Check("nothing_though_something", Group.CONTRADICTION, nothing_though_something),
    Check("present_though_away", Group.CONTRADICTION, present_though_away, personal=True),
    Check("terms_overlap", Group.CONTRADICTION, terms_overlap),
    Check("declared_otherwise", Group.CONTRADICTION, declared_otherwise),
    Check("ballots_out_of_time", Group.CONTRADICTION, ballots_out_of_time, personal=True),
    Check("fees_undated", Group.CONTRADICTION, fees_undated, personal=True),
)
