"""What happens in the room while a meeting runs: what was resolved, and how its votes stand."""

from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, scope
from dashboard.errors import NotAllowed
from dashboard.schema.meetings import AgendaItem, Resolution
from dashboard.schema.organisations import Organisation
from dashboard.schema.threads import Thread
from dashboard.schema.votes import Ballot, Elector, Vote

Row = dict[str, Any]


def resolved(session: Session, *, by: Principal, meeting_id: int) -> list[Row]:
    """What the meeting has resolved: item_id, text, due_on, owner_zh, owner_en, thread; in agenda order."""
    _may(by)
    found = session.execute(
        select(
            col(Resolution.id),
            col(Resolution.agenda_item_id).label("item_id"),
            col(Resolution.text),
            col(Resolution.due_on),
            col(Organisation.name_zh).label("owner_zh"),
            col(Organisation.name_en).label("owner_en"),
            col(Thread.number).label("thread"),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Resolution.organisation_id))
        .outerjoin(AgendaItem, col(AgendaItem.id) == col(Resolution.agenda_item_id))
        .outerjoin(Thread, col(Thread.id) == col(Resolution.thread_id))
        .where(col(Resolution.meeting_id) == meeting_id)
        .order_by(col(AgendaItem.position), col(Resolution.id))
    )
    return [dict(row._mapping) for row in found]


def votes(session: Session, *, by: Principal, meeting_id: int) -> list[Row]:
    """The votes on the meeting's matters, in agenda order.

    Each with id, item_id, courtyard_id, question, asked, returned, said, is_closed and passed.
    `said` counts the choices, None while they are withheld; nobody is told who said what.
    """
    _may(by)
    found = session.execute(
        select(Vote)
        .join(AgendaItem, col(AgendaItem.id) == col(Vote.agenda_item_id))
        .where(col(AgendaItem.meeting_id) == meeting_id)
        .order_by(col(AgendaItem.position), col(Vote.id))
    ).scalars()
    return [_stands(session, one) for one in found]


def _stands(session: Session, vote: Vote) -> Row:
    electors = select(func.count()).select_from(Elector).where(col(Elector.vote_id) == vote.id)
    # A ballot typed once counts when a second person has typed the same, or a scan is noted.
    counts = or_(
        col(Ballot.entered_by).is_(None),
        col(Ballot.checked_by).is_not(None),
        col(Ballot.scan_note).is_not(None),
    )
    cast = session.execute(
        select(col(Ballot.said), func.count())
        .where(col(Ballot.vote_id) == vote.id, counts)
        .group_by(col(Ballot.said))
    ).all()
    said = {choice.value: int(count) for choice, count in cast}
    is_closed = vote.closed_on is not None
    return {
        "id": vote.id,
        "item_id": vote.agenda_item_id,
        "courtyard_id": vote.courtyard_id,
        "question": vote.question,
        "asked": session.execute(electors).scalar_one(),
        "returned": sum(said.values()),
        "said": None if vote.withheld and not is_closed else said,
        "is_closed": is_closed,
        "passed": vote.passed,
    }


def _may(by: Principal) -> None:
    if scope(by, Action.SEE_MEETINGS) is None:
        raise NotAllowed(Action.SEE_MEETINGS.value)
