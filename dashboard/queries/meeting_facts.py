"""What a meeting is shown, as it stood at the end of a day: its promises, matters, works, and what changed.

Nothing of it is personal: requests are told by number, kind and courtyard, never by what somebody said.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, null, or_, select
from sqlmodel import Session, col

from dashboard.errors import NotFound
from dashboard.queries import requests, undone
from dashboard.rules.promises import State, state
from dashboard.schema.accounts import Attachment
from dashboard.schema.meetings import AgendaItem, Meeting, MeetingKind, Resolution, Stage, Task
from dashboard.schema.money import Disclosure
from dashboard.schema.organisations import Organisation
from dashboard.schema.places import Courtyard, Site
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import CallBack, Closing, Outcome, Request, Support
from dashboard.schema.safety import Hazard
from dashboard.schema.threads import Thread

Row = dict[str, Any]


def called(session: Session, *, meeting_id: int) -> Row:
    """The meeting with its site's names; raises NotFound."""
    columns: list[Any] = [
        *(col(Meeting.id), col(Meeting.kind), col(Meeting.title), col(Meeting.place)),
        *(col(Meeting.held_on), col(Meeting.begins_at), col(Meeting.courtyard_id)),
        *(col(Site.name_zh), col(Site.name_en), col(Site.is_demo)),
    ]
    row = session.execute(
        select(*columns).join(Site, col(Site.id) == col(Meeting.site_id)).where(col(Meeting.id) == meeting_id)
    ).first()
    if row is None:
        raise NotFound("meeting")
    return dict(row._mapping)


def before(session: Session, *, kind: str, courtyard_id: int | None, day: date) -> Row | None:
    """The last meeting of that kind and place held before a day: id, held_on; None for the first."""
    where = col(Meeting.courtyard_id)
    here = where.is_(None) if courtyard_id is None else where == courtyard_id
    row = session.execute(
        select(col(Meeting.id), col(Meeting.held_on), col(Meeting.title))
        .where(col(Meeting.kind) == MeetingKind(kind), col(Meeting.stage) == Stage.HELD, here)
        .where(col(Meeting.held_on) < day)
        .order_by(col(Meeting.held_on).desc(), col(Meeting.id).desc())
        .limit(1)
    ).first()
    return dict(row._mapping) if row else None


def promised(session: Session, *, meeting_id: int, day: date) -> list[Row]:
    """What a meeting promised and what had become of it by a day: title, owner, due_on, done_on, state."""
    columns: list[Any] = [*_owned(Task), col(Task.title), col(Task.first_due_on), col(Task.dropped_on)]
    tasks = _with_owner(select(*columns), Task).join(
        Resolution, col(Resolution.id) == col(Task.resolution_id)
    )
    alone = _with_owner(select(*_owned(Resolution), col(Resolution.text).label("title")), Resolution)
    alone = alone.where(undone.alone(day))
    found = [
        dict(row._mapping) | {"kind": kind}
        for kind, statement in (("task", tasks), ("resolution", alone))
        for row in session.execute(statement.where(col(Resolution.meeting_id) == meeting_id))
    ]
    order = (State.OVERDUE, State.OPEN, State.DROPPED, State.LATE, State.KEPT)
    rows = [_stood(row, day) for row in found]
    return sorted(rows, key=lambda row: (order.index(row["state"]), row["due_on"], row["id"]))


def _stood(row: Row, day: date) -> Row:
    """As it was at the end of the day: what came later had not been."""
    for name in ("done_on", "dropped_on"):
        row[name] = row[name] if row.get(name) is not None and row[name] <= day else None
    days = {name: row.get(name) for name in ("done_on", "dropped_on", "first_due_on")}
    return row | {"state": state(today=day, due_on=row["due_on"], **days)}


def _owned(table: Any) -> list[Any]:
    return [
        *(col(table.id), col(table.due_on), col(table.done_on), col(table.courtyard_id)),
        *_names_of_owner(),
    ]


def _names_of_owner() -> list[Any]:
    return [col(Organisation.name_zh).label("owner_zh"), col(Organisation.name_en).label("owner_en")]


def _with_owner(statement: Select[Any], table: Any) -> Select[Any]:
    return statement.select_from(table).outerjoin(
        Organisation, col(Organisation.id) == col(table.organisation_id)
    )


def agenda(session: Session, *, meeting_id: int) -> list[Row]:
    """The matters in their order, with what became of them: `outcome` and `said`, None while they wait.

    `thread` is the number of the matter, None where it has none yet.
    """
    columns: list[Any] = [
        *(col(AgendaItem.id), col(AgendaItem.version), col(AgendaItem.position), col(AgendaItem.title)),
        *(col(AgendaItem.minutes), col(AgendaItem.presenter), col(AgendaItem.request_id)),
        *(col(AgendaItem.origin), col(AgendaItem.outcome), col(AgendaItem.said), col(AgendaItem.thread_id)),
        col(Thread.number).label("thread"),
    ]
    found = session.execute(
        select(*columns)
        .outerjoin(Thread, col(Thread.id) == col(AgendaItem.thread_id))
        .where(col(AgendaItem.meeting_id) == meeting_id)
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
    )
    return [dict(row._mapping) for row in found]


def came_from(session: Session, item: Row) -> Row | None:
    """What proposed a matter: `noun`, the day `on` which it came up, `due_on`; whose it is, or how many
    `households` stand behind a request. None for what came from an indicator or nowhere."""
    noun, _colon, ref = (item["origin"] or "").partition(":")
    if item["request_id"] is not None:
        noun, ref = "request", str(item["request_id"])
    if noun not in BEGAN or not ref.isdecimal():
        return None
    on = BEGAN[noun]
    table = on.class_
    columns: list[Any] = [on.label("on"), *DUE[noun]]
    asked = select(*columns)
    if noun in ("task", "resolution"):
        asked = _with_owner(select(*columns, *_names_of_owner()), table)
    row = session.execute(asked.where(table.id == int(ref))).first()
    return None if row is None else dict(row._mapping) | {"noun": noun}


BEGAN: dict[str, Any] = {
    "request": Request.accepted_on,
    "hazard": Hazard.found_on,
    "task": Task.set_on,
    "resolution": Resolution.decided_on,
    "renovation_item": RenovationItem.done_on,
}
"""On which day a matter of an agenda came up, by what it came from; renovation to accept when it was done."""
SUPPORTS = select(func.count()).where(col(Support.request_id) == col(Request.id)).scalar_subquery()
DUE: dict[str, tuple[Any, ...]] = {
    "request": (col(Request.promised_on).label("due_on"), SUPPORTS.label("households")),
    "hazard": (col(Hazard.due_on),),
    "task": (col(Task.due_on),),
    "resolution": (col(Resolution.due_on),),
    "renovation_item": (null().label("due_on"), col(RenovationItem.accepted_on)),
}
"""By when it is due, and who stands behind a request."""


def plan(session: Session, *, day: date) -> list[Row]:
    """The courtyards in their order: no, names, outline (None where not drawn), open requests on a day.

    `overdue`, `undated` and `dated` (a day is promised and to come) add up to those open.
    """
    columns: list[Any] = [
        *(col(Courtyard.id), col(Courtyard.no), col(Courtyard.name_zh), col(Courtyard.name_en)),
        col(Courtyard.outline),
    ]
    found = session.execute(select(*columns).order_by(col(Courtyard.no)))
    counts = requests.open_on(session, day=day)
    none = {"open": 0, "overdue": 0, "undated": 0}
    told = [dict(row._mapping) | counts.get(row.id, none) for row in found]
    return [one | {"dated": one["open"] - one["overdue"] - one["undated"]} for one in told]


def changed(session: Session, *, since: date, day: date, courtyard_id: int | None = None) -> list[Row]:
    """Requests closed between two days that the resident then called solved: what changed since you asked.

    Each with id, number, type, courtyard names, accepted_on, closed_on; those with photos first.
    """
    photos = (
        select(func.count())
        .where(col(Attachment.noun) == "request", col(Attachment.ref) == col(Request.id))
        .where(col(Attachment.voided_at).is_(None))
        .correlate(Request)
        .scalar_subquery()
    )
    columns: list[Any] = [
        *(col(Request.id), col(Request.number), col(Request.type), col(Request.accepted_on)),
        *(col(Courtyard.name_zh), col(Courtyard.name_en), col(Closing.closed_on), photos.label("photos")),
    ]
    solved = and_(
        col(CallBack.closing_id) == col(Closing.id),
        col(CallBack.outcome) == Outcome.SOLVED,
        col(CallBack.last),
        col(CallBack.called_on) <= day,
    )
    statement = (
        select(*columns)
        .join(Closing, col(Closing.request_id) == col(Request.id))
        .join(CallBack, solved)
        .join(Courtyard, col(Courtyard.id) == col(Request.courtyard_id))
        .where(col(Request.accepted_on) <= since, col(Closing.closed_on) > since)
        .where(col(Closing.closed_on) <= day)
        .where(or_(col(Closing.reopened_on).is_(None), col(Closing.reopened_on) > day))
        .order_by(photos.desc(), col(Request.accepted_on), col(Request.id))
    )
    if courtyard_id is not None:
        statement = statement.where(col(Request.courtyard_id) == courtyard_id)
    return [dict(row._mapping) for row in session.execute(statement)]


def photos(session: Session, *, noun: str, refs: list[int], day: date) -> list[Row]:
    """Ids and stages of photos taken by a day; who may see them is asked when they are shown."""
    found = session.execute(
        select(col(Attachment.id), col(Attachment.ref), col(Attachment.stage), col(Attachment.taken_on))
        .where(col(Attachment.noun) == noun, col(Attachment.ref).in_(refs))
        .where(col(Attachment.voided_at).is_(None))
        .where(or_(col(Attachment.taken_on).is_(None), col(Attachment.taken_on) <= day))
        .order_by(col(Attachment.ref), col(Attachment.id))
    )
    return [dict(row._mapping) for row in found]


def disclosed(session: Session, *, since: date | None, day: date) -> Row:
    """Financial and other disclosures that fell due since a day: due, on time, still missing."""
    due = and_(col(Disclosure.due_on) > (since or day - timedelta(days=92)), col(Disclosure.due_on) <= day)
    on_time = col(Disclosure.published_on) <= col(Disclosure.due_on)
    out = and_(col(Disclosure.published_on).is_not(None), col(Disclosure.published_on) <= day)
    row = session.execute(
        select(
            func.count().label("due"),
            func.count().filter(on_time).label("on_time"),
            func.count().filter(~out).label("missing"),
        ).where(due)
    ).one()
    return dict(row._mapping)
