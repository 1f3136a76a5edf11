"""The agenda of a meeting: matters taken on, put in order, dropped; what was said and what became of each.

Each verb is a unit of work in the caller's transaction. A matter keeps where it came from and carries its
thread.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions import sittings, threads
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, OutOfTurn, Problem
from dashboard.schema.meetings import AgendaDraft, AgendaItem, Meeting, Outcome, Resolution, Stage
from dashboard.schema.requests import Request
from dashboard.schema.votes import Vote

NOUN = "agenda_item"
MOST = 40
SAID = 1000
FAR = 1000
"""Positions for a moment while the order is changed: no two matters may share one."""


def add(
    *,
    session: Session,
    draft: AgendaDraft,
    by: Principal,
    now: datetime,
    key: str,
    origin: str | None = None,
) -> AgendaItem:
    """Put a matter at the end of the agenda, with the thread of what proposed it, begun where it had none.

    Raises NotAllowed, AlreadyDone, OutOfTurn once the meeting is closed, InvalidDraft.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        meeting = sittings.standing(work, draft.meeting_id)
        mine = col(AgendaItem.meeting_id) == meeting.id
        count, last = session.execute(
            select(func.count(), func.coalesce(func.max(col(AgendaItem.position)), 0)).where(mine)
        ).one()
        if count >= MOST:
            raise InvalidDraft((Problem("title", "agenda_full", {"most": MOST}),))
        there = select(col(AgendaItem.id)).where(mine, col(AgendaItem.origin) == origin)
        if origin and session.execute(there).first():
            raise InvalidDraft((Problem("title", "on_the_agenda_already"),))
        thread_id = _thread(session, meeting, draft, origin)
        placed = draft.model_copy(update={"position": last + 1})
        item = AgendaItem(**placed.model_dump(), origin=origin, thread_id=thread_id)
        if threads.origin(session, origin) is not None:
            threads.of_item(session, item, day=work.today, courtyard_id=meeting.courtyard_id)
        return _told(work, meeting, work.add(item), "add", {"origin": origin})


def change(
    *,
    session: Session,
    item_id: int,
    values: Mapping[str, Any],
    by: Principal,
    now: datetime,
    key: str,
    version: int,
) -> AgendaItem:
    """Change a matter's title, minutes or presenter before the meeting is closed."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        item, meeting = _opened(work, item_id, version, values)
        if not set(values) <= {"title", "minutes", "presenter"}:
            raise InvalidDraft((Problem("title", "another_verb"),))
        about = {
            name: getattr(item, name) for name in ("meeting_id", "position", "title", "minutes", "presenter")
        }
        draft = AgendaDraft.check(**about | dict(values))
        became = {name: getattr(draft, name) for name in values}
        return _changed(work, meeting, item, became, "change")


def order(
    *, session: Session, meeting_id: int, ids: Sequence[int], by: Principal, now: datetime, key: str
) -> Meeting:
    """Put the matters of a meeting in this order; all of them must be named."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        meeting = sittings.standing(work, meeting_id)
        if sorted(ids) != sorted(_ids(session, meeting_id)):
            raise InvalidDraft((Problem("position", "agenda_changed"),))
        _place(work, ids)
        where: dict[str, Any] = {"ref": meeting_id, "courtyard_id": meeting.courtyard_id}
        work.event("order_agenda", noun=sittings.NOUN, details={"ids": list(ids)}, **where)
        return meeting


def drop(*, session: Session, item_id: int, by: Principal, now: datetime, key: str, version: int) -> int:
    """Take a matter off the agenda; raises OutOfTurn where a vote or a resolution rests on it already."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        item, meeting = _opened(work, item_id, version, {})
        for table in (Vote, Resolution):
            if session.execute(select(col(table.id)).where(col(table.agenda_item_id) == item_id)).first():
                raise OutOfTurn("drop")
        session.delete(item)
        session.flush()
        _place(work, _ids(session, item.meeting_id))
        _told(work, meeting, item, "drop", {}, values={"title": [item.title, None]})
        # The second of two clicks leads to the meeting: the matter is gone.
        work.made = (sittings.NOUN, item.meeting_id)
        return item_id


def note(
    *,
    session: Session,
    item_id: int,
    outcome: Outcome | None,
    said: str | None,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
) -> AgendaItem:
    """Note what became of a matter and what the minutes tell of the talk, once the meeting is open."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        values = {"outcome": outcome, "said": (said or "").strip() or None}
        item = work.row(AgendaItem, item_id)
        meeting = work.row(Meeting, item.meeting_id)
        work.require(Action.RECORD_MEETING, courtyard_id=meeting.courtyard_id)
        if meeting.stage is Stage.CALLED:
            raise OutOfTurn("note")
        if len(values["said"] or "") > SAID:
            raise InvalidDraft((Problem("said", "string_too_long", {"max_length": SAID}),))
        work.unchanged(item, version, values)
        return _changed(work, meeting, item, values, "note")


def _opened(work: Work, item_id: int, version: int, mine: Mapping[str, Any]) -> tuple[AgendaItem, Meeting]:
    """A matter of a meeting that is not closed, at the version that the form was opened with."""
    item = work.row(AgendaItem, item_id)
    meeting = sittings.standing(work, item.meeting_id)
    work.unchanged(item, version, mine)
    return item, meeting


def _changed(
    work: Work, meeting: Meeting, item: AgendaItem, values: Mapping[str, Any], verb: str
) -> AgendaItem:
    changes = {name: [getattr(item, name), new] for name, new in values.items() if getattr(item, name) != new}
    for name, value in values.items():
        setattr(item, name, value)
    if not changes:
        return _told(work, meeting, item, verb, {"origin": None})
    return _told(work, meeting, item, verb, {"fields": sorted(changes)}, values=changes)


def _told(
    work: Work,
    meeting: Meeting,
    item: AgendaItem,
    verb: str,
    details: Mapping[str, Any],
    *,
    values: Mapping[str, Any] | None = None,
) -> AgendaItem:
    """Tell the trail; what was typed stands beside it, where it can be erased."""
    # No matter counts anywhere, nor does the thread that one gives to what proposed it.
    work.counts(since=work.today, courtyard_id=meeting.courtyard_id)
    where: dict[str, Any] = {"ref": item.id, "courtyard_id": meeting.courtyard_id}
    work.event(verb, noun=NOUN, details=details, values=values, **where)
    return item


def _ids(session: Session, meeting_id: int) -> Sequence[int]:
    mine = select(col(AgendaItem.id)).where(col(AgendaItem.meeting_id) == meeting_id)
    return session.execute(mine.order_by(col(AgendaItem.position))).scalars().all()


def _place(work: Work, ids: Sequence[int]) -> None:
    """Number them from 1, by way of positions that nobody has.

    Where a matter stands is no version of it: whoever writes its minutes meanwhile is not disturbed.
    """
    for start in (FAR, 1):
        for place, id_ in enumerate(ids, start=start):
            work.session.execute(update(AgendaItem).where(col(AgendaItem.id) == id_).values(position=place))


def _thread(session: Session, meeting: Meeting, draft: AgendaDraft, origin: str | None) -> int | None:
    """The thread of what proposed the matter; raises InvalidDraft for another courtyard's."""
    kind, _colon, ref = (origin or "").partition(":")
    came_from = threads.ORIGINS.get(kind)
    sources = [(Request, draft.request_id), (came_from, int(ref) if ref.isdecimal() else None)]
    found = None
    for table, id_ in sources:
        if table is None or id_ is None:
            continue
        row = session.get(table, id_)
        if row is None or meeting.courtyard_id not in (None, row.courtyard_id):
            raise InvalidDraft((Problem("request_id", "another_matter"),))
        found = found or row.thread_id
    return found
