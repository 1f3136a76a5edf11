"""A meeting that was called and not yet opened: moved to another day or place, or called off.

Each verb is a unit of work in the caller's transaction, or made of such.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Principal
from dashboard.actions import agenda, record_store, records, sittings
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, OutOfTurn, Problem
from dashboard.records.loop import MEETING
from dashboard.schema.meetings import AgendaItem, Meeting, MeetingDraft, Stage


def move(
    *,
    session: Session,
    meeting_id: int,
    held_on: date,
    begins_at: str | None,
    place: str | None,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
) -> Meeting:
    """Hold a called meeting at another time or elsewhere; the notice goes out anew today.

    Raises NotAllowed, AlreadyDone, OutOfTurn once it is open, StaleVersion, InvalidDraft.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        meeting = _called(work, meeting_id, version)
        given = meeting.model_dump(include=set(MeetingDraft.model_fields))
        to = {"held_on": held_on, "begins_at": begins_at, "place": place}
        draft = MeetingDraft.check(**given | to | {"notice_on": work.today})
        if all(getattr(draft, name) == getattr(meeting, name) for name in to):
            raise InvalidDraft((Problem("held_on", "nothing_changed"),))
        sittings.possible(work, draft, besides=meeting_id)
        became = {name: getattr(draft, name) for name in (*to, "notice_on")}
        became = {name: value for name, value in became.items() if value != getattr(meeting, name)}
        record_store.written(work, MEETING, meeting, became, verb="move")
        return meeting


def call_off(
    *,
    session: Session,
    meeting_id: int,
    reason: str,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
) -> int:
    """Take a called meeting back with the reason; its matters leave the agenda and keep their threads.

    Raises what `move` raises, and OutOfTurn where a vote or a resolution rests on a matter already.
    """
    # Asked first, in a unit that writes nothing: the first of two clicks has taken away what is looked for.
    with unit_of_work(session, by=by, now=now, key=key) as work:
        _called(work, meeting_id, version)
    items = select(AgendaItem).where(col(AgendaItem.meeting_id) == meeting_id)
    how: dict[str, Any] = {"session": session, "by": by, "now": now}
    for item in list(session.execute(items).scalars()):
        agenda.drop(item_id=item.id or 0, key=f"{key}-{item.id}", version=item.version, **how)
    return records.withdraw(kind=MEETING, ref=meeting_id, key=key, version=version, reason=reason, **how)


def _called(work: Work, meeting_id: int, version: int) -> Meeting:
    meeting = sittings.standing(work, meeting_id)
    if meeting.stage is not Stage.CALLED:
        raise OutOfTurn("meeting_is_open")
    work.unchanged(meeting, version)
    return meeting
