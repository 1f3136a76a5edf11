"""The agenda of a meeting: matters taken on, put in order, dropped; what was said and what became of each.

Each verb runs in the caller's transaction. A matter keeps where it came from and carries its thread.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit, sittings, threads
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.schema.history import RecordChange
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
    meeting = sittings.standing(session, draft.meeting_id, by, key)
    mine = col(AgendaItem.meeting_id) == meeting.id
    count, last = session.execute(
        select(func.count(), func.coalesce(func.max(col(AgendaItem.position)), 0)).where(mine)
    ).one()
    if count >= MOST:
        raise InvalidDraft((Problem("title", "agenda_full", {"most": MOST}),))
    if (
        origin
        and session.execute(select(col(AgendaItem.id)).where(mine, col(AgendaItem.origin) == origin)).first()
    ):
        raise InvalidDraft((Problem("title", "on_the_agenda_already"),))
    thread_id = _thread(session, meeting, draft, origin)
    placed = draft.model_copy(update={"position": last + 1})
    item = AgendaItem(**placed.model_dump(), origin=origin, thread_id=thread_id)
    session.add(item)
    session.flush()
    if threads.origin(session, origin) is not None:
        threads.of_item(session, item, day=civil(now), courtyard_id=meeting.courtyard_id)
    audit.remember_key(session, key=key, noun=NOUN, ref=item.id or 0, now=now)
    return _told(session, meeting, item, by=by, verb="add", now=now, origin=origin)


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
    item, meeting = _opened(session, item_id, by=by, key=key, version=version, mine=values)
    if not set(values) <= {"title", "minutes", "presenter"}:
        raise InvalidDraft((Problem("title", "another_verb"),))
    about = {
        name: getattr(item, name) for name in ("meeting_id", "position", "title", "minutes", "presenter")
    }
    draft = AgendaDraft.check(**about | dict(values))
    became = {name: getattr(draft, name) for name in values}
    return _changed(session, meeting, item, became, by=by, verb="change", now=now, key=key)


def order(
    *, session: Session, meeting_id: int, ids: Sequence[int], by: Principal, now: datetime, key: str
) -> Meeting:
    """Put the matters of a meeting in this order; all of them must be named."""
    meeting = sittings.standing(session, meeting_id, by, key)
    items = {one.id: one for one in _of(session, meeting_id)}
    if sorted(ids) != sorted(id_ for id_ in items if id_ is not None):
        raise InvalidDraft((Problem("position", "agenda_changed"),))
    _place(session, [items[id_] for id_ in ids])
    audit.remember_key(session, key=key, noun=sittings.NOUN, ref=meeting_id, now=now)
    where: dict[str, Any] = {"ref": meeting_id, "courtyard_id": meeting.courtyard_id}
    audit.record(
        session, by=by, verb="order_agenda", noun=sittings.NOUN, now=now, details={"ids": list(ids)}, **where
    )
    return meeting


def drop(*, session: Session, item_id: int, by: Principal, now: datetime, key: str, version: int) -> int:
    """Take a matter off the agenda; raises OutOfTurn where a vote or a resolution rests on it already."""
    # Before the row is looked for: the first of two clicks has taken it away.
    audit.claim_key(session, key=key)
    item, meeting = _opened(session, item_id, by=by, key=key, version=version, mine={})
    for table in (Vote, Resolution):
        if session.execute(select(col(table.id)).where(col(table.agenda_item_id) == item_id)).first():
            raise OutOfTurn("drop")
    title = item.title
    session.delete(item)
    session.flush()
    _place(session, _of(session, meeting.id or 0))
    audit.remember_key(session, key=key, noun=sittings.NOUN, ref=meeting.id or 0, now=now)
    where: dict[str, Any] = {"ref": item_id, "courtyard_id": meeting.courtyard_id}
    event = audit.record(session, by=by, verb="drop", noun=NOUN, now=now, **where)
    values = {"title": [title, None]}
    session.add(RecordChange(seq=event.seq, noun=NOUN, ref=item_id, verb="drop", values=values))
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
    values = {"outcome": outcome, "said": (said or "").strip() or None}
    item = _item(session, item_id)
    meeting = session.get_one(Meeting, item.meeting_id)
    require(by, Action.RECORD_MEETING, courtyard_id=meeting.courtyard_id)
    audit.claim_key(session, key=key)
    if meeting.stage is Stage.CALLED:
        raise OutOfTurn("note")
    if len(values["said"] or "") > SAID:
        raise InvalidDraft((Problem("said", "string_too_long", {"max_length": SAID}),))
    audit.check_version(item, version=version, mine=values)
    return _changed(session, meeting, item, values, by=by, verb="note", now=now, key=key)


def _item(session: Session, item_id: int) -> AgendaItem:
    item = session.get(AgendaItem, item_id)
    if item is None:
        raise NotFound(NOUN)
    return item


def _opened(
    session: Session, item_id: int, *, by: Principal, key: str, version: int, mine: Mapping[str, Any]
) -> tuple[AgendaItem, Meeting]:
    """A matter of a meeting that is not closed, at the version that the form was opened with."""
    item = _item(session, item_id)
    meeting = sittings.standing(session, item.meeting_id, by, key)
    audit.check_version(item, version=version, mine=mine)
    return item, meeting


def _changed(
    session: Session,
    meeting: Meeting,
    item: AgendaItem,
    values: Mapping[str, Any],
    *,
    key: str,
    now: datetime,
    **how: Any,
) -> AgendaItem:
    told = {name: [getattr(item, name), new] for name, new in values.items() if getattr(item, name) != new}
    for name, value in values.items():
        setattr(item, name, value)
    audit.bump_version(item)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=item.id or 0, now=now)
    return _told(session, meeting, item, changes=told, now=now, **how)


def _told(
    session: Session,
    meeting: Meeting,
    item: AgendaItem,
    *,
    by: Principal,
    verb: str,
    now: datetime,
    origin: str | None = None,
    changes: Mapping[str, Any] | None = None,
) -> AgendaItem:
    """Tell the trail; what was typed stands beside it, where it can be erased."""
    details = {"fields": sorted(changes)} if changes else {"origin": origin}
    where: dict[str, Any] = {"ref": item.id, "courtyard_id": meeting.courtyard_id}
    event = audit.record(session, by=by, verb=verb, noun=NOUN, now=now, details=details, **where)
    if changes:
        session.add(RecordChange(seq=event.seq, noun=NOUN, ref=item.id or 0, verb=verb, values=dict(changes)))
        session.flush()
    return item


def _of(session: Session, meeting_id: int) -> list[AgendaItem]:
    mine = select(AgendaItem).where(col(AgendaItem.meeting_id) == meeting_id)
    return list(session.execute(mine.order_by(col(AgendaItem.position))).scalars())


def _place(session: Session, items: Sequence[AgendaItem]) -> None:
    """Number them from 1, by way of positions that nobody has."""
    for start in (FAR, 1):
        for place, item in enumerate(items, start=start):
            item.position = place
        session.flush()


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
