"""What only the minutes ask for: seals used on a meeting's resolutions, and the meeting that follows."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, limited_to_courtyard, scope
from dashboard.errors import NotAllowed
from dashboard.schema.meetings import AgendaItem, Meeting, MeetingKind, Resolution, SealUse
from dashboard.schema.organisations import Organisation
from dashboard.schema.places import Courtyard
from dashboard.schema.threads import Thread

Row = dict[str, Any]


def seals(session: Session, *, by: Principal, meeting_id: int) -> list[Row] | None:
    """Lines of the seal ledger that rest on a meeting's resolutions: number, purpose, title, copies, used_on,
    void_on, the body's names, thread. None for those who may not see the ledger; keepers read their own."""
    if scope(by, Action.SEE_SEAL) is None:
        return None
    columns: list[Any] = [
        *(col(SealUse.no), col(Courtyard.no).label("courtyard_no"), col(SealUse.purpose), col(SealUse.title)),
        *(col(SealUse.copies), col(SealUse.used_on), col(SealUse.void_on), col(SealUse.resolution_id)),
        *(col(Organisation.name_zh), col(Organisation.name_en), col(Thread.number).label("thread")),
    ]
    statement = (
        select(*columns)
        .join(Resolution, col(Resolution.id) == col(SealUse.resolution_id))
        .join(Courtyard, col(Courtyard.id) == col(SealUse.courtyard_id))
        .join(Organisation, col(Organisation.id) == col(SealUse.organisation_id))
        .outerjoin(AgendaItem, col(AgendaItem.id) == col(Resolution.agenda_item_id))
        .outerjoin(Thread, col(Thread.id) == col(SealUse.thread_id))
        .where(func.coalesce(col(Resolution.meeting_id), col(AgendaItem.meeting_id)) == meeting_id)
        .order_by(col(SealUse.used_on), col(Courtyard.no), col(SealUse.no))
    )
    own = limited_to_courtyard(by, Action.SEE_SEAL)
    if own is not None:
        statement = statement.where(col(SealUse.courtyard_id) == own)
    return [dict(row._mapping) for row in session.execute(statement)]


def following(
    session: Session, *, by: Principal, kind: str, courtyard_id: int | None, day: date
) -> Row | None:
    """The next meeting of that kind and place after a day (title, place, held_on, begins_at), or None."""
    if scope(by, Action.SEE_MEETINGS) is None:
        raise NotAllowed(Action.SEE_MEETINGS.value)
    where = col(Meeting.courtyard_id)
    row = session.execute(
        select(col(Meeting.title), col(Meeting.place), col(Meeting.held_on), col(Meeting.begins_at))
        .where(col(Meeting.kind) == MeetingKind(kind), col(Meeting.held_on) > day)
        .where(where.is_(None) if courtyard_id is None else where == courtyard_id)
        .order_by(col(Meeting.held_on), col(Meeting.id))
        .limit(1)
    ).first()
    return dict(row._mapping) if row else None
