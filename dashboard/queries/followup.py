"""Reads of what was promised: tasks and resolutions by owner and day, what a meeting's promises came to."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session, col

from dashboard import clock
from dashboard.access import (
    Action,
    FieldAccess,
    Principal,
    Scope,
    allows,
    field_access,
    limited_to_courtyard,
    may_name,
    scope,
)
from dashboard.privacy import masking
from dashboard.queries import undone
from dashboard.rules.promises import OPEN_STATES, State, state
from dashboard.schema.base import Privacy
from dashboard.schema.meetings import AgendaItem, Resolution, Task
from dashboard.schema.organisations import Organisation, Person
from dashboard.schema.places import Courtyard
from dashboard.schema.threads import Thread

TASK, RESOLUTION = "task", "resolution"
SHOWN_AT_MOST = 300
Row = dict[str, Any]


def listed(
    session: Session,
    *,
    by: Principal,
    today: date,
    owner_id: int | None = None,
    courtyard_id: int | None = None,
    only: str = "open",
) -> list[Row]:
    """Tasks, and resolutions that no task delivers, in the reader's scope: overdue first, then by day.

    `only`: open, overdue, ended or all. Each row has kind, id, version, title, owner, days, `state`,
    `thread`, and what the reader may do: `may_finish`, `may_change`.
    """
    rows = [*_tasks(session, by, today), *_resolutions(session, by, today, alone=True)]
    wanted = {"open": OPEN_STATES, "overdue": (State.OVERDUE,)}.get(only, tuple(State))
    if only == "ended":
        wanted = tuple(one for one in State if one not in OPEN_STATES)
    rows = [row for row in rows if row["state"] in wanted]
    if owner_id is not None:
        rows = [row for row in rows if row["organisation_id"] == owner_id]
    if courtyard_id is not None:
        rows = [row for row in rows if row["courtyard_id"] == courtyard_id]
    newest = only in ("ended", "all")
    rows.sort(key=lambda row: (row["due_on"], row["kind"], row["id"]), reverse=newest)
    return rows[:SHOWN_AT_MOST]


def owners(session: Session, *, by: Principal, today: date) -> list[Row]:
    """Who has something open: id, name_zh, name_en, how many `open` and `overdue`, most overdue first."""
    counts: dict[int, Row] = {}
    for row in listed(session, by=by, today=today):
        if row["organisation_id"] is None:
            continue
        blank = {"id": row["organisation_id"], "name_zh": row["owner_zh"], "name_en": row["owner_en"]}
        one = counts.setdefault(row["organisation_id"], blank | {"open": 0, "overdue": 0})
        one["open"] += 1
        one["overdue"] += row["state"] is State.OVERDUE
    return sorted(counts.values(), key=lambda one: (-one["overdue"], -one["open"], one["id"]))


def promises(
    session: Session, *, by: Principal, meeting_id: int | None = None, since: date | None = None
) -> list[Row]:
    """What was promised, the latest first: of a meeting's resolutions, and of all set since a day.

    A resolution with tasks is told by them. Rows hold title, owner_zh, owner_en, due_on, first_due_on,
    done_on, dropped_on, state (kept, late, open, overdue, dropped) and the thread's number.
    """
    today = clock.today()
    rows = [*_tasks(session, by, today), *_resolutions(session, by, today, alone=True)]
    if meeting_id is not None:
        rows = [row for row in rows if row["meeting_id"] == meeting_id]
    if since is not None:
        rows = [row for row in rows if row["set_on"] >= since]
    return sorted(rows, key=lambda row: (row["set_on"], row["due_on"], row["id"]), reverse=True)


def delivered(session: Session, *, by: Principal, today: date) -> list[Row]:
    """Resolutions still open though all of their tasks have ended and one is done: to be called delivered."""
    ended: dict[int, list[bool]] = defaultdict(list)
    tasks = select(col(Task.resolution_id), col(Task.done_on), col(Task.dropped_on)).where(
        col(Task.resolution_id).is_not(None)
    )
    done: dict[int, date] = {}
    for resolution_id, done_on, dropped_on in session.execute(tasks):
        ended[resolution_id].append(done_on is not None or dropped_on is not None)
        if done_on is not None:
            done[resolution_id] = max(done_on, done.get(resolution_id, done_on))
    rows = [row for row in _resolutions(session, by, today) if row["state"] in OPEN_STATES]
    ready = [row for row in rows if row["id"] in done and all(ended[row["id"]])]
    return [row | {"last_done": done[row["id"]]} for row in ready if row["may_change"]]


def _tasks(session: Session, by: Principal, today: date) -> list[Row]:
    columns: list[Any] = [
        *(col(Task.id), col(Task.version), col(Task.title), col(Task.resolution_id), col(Task.set_on)),
        *(col(Task.due_on), col(Task.first_due_on), col(Task.done_on), col(Task.dropped_on)),
        *(col(Task.dropped_why), col(Task.done_note), col(Task.person_id), col(Person.name).label("person")),
        func.coalesce(col(Resolution.meeting_id), col(AgendaItem.meeting_id)).label("meeting_id"),
    ]
    statement = (
        _named(Task, columns)
        .outerjoin(Person, col(Person.id) == col(Task.person_id))
        .outerjoin(Resolution, col(Resolution.id) == col(Task.resolution_id))
        .outerjoin(AgendaItem, col(AgendaItem.id) == col(Resolution.agenda_item_id))
    )
    found = session.execute(_scoped(statement, Task, by))
    return [_task(dict(row._mapping), by, today) for row in found]


def _task(row: Row, by: Principal, today: date) -> Row:
    name = row.pop("person")
    row["person"] = masking.name(name) if may_name(by, row["courtyard_id"]) else None
    if field_access(by, Privacy.P1) is not FieldAccess.YES:
        row["done_note"] = None
    return _stands(row | {"kind": TASK}, by, today, Action.FINISH_TASK, Action.SET_TASK)


def _resolutions(session: Session, by: Principal, today: date, *, alone: bool = False) -> list[Row]:
    """Resolutions; `alone`: those without tasks, which nothing else would remind of."""
    columns: list[Any] = [
        *(col(Resolution.id), col(Resolution.version), col(Resolution.text).label("title")),
        *(col(Resolution.decided_on).label("set_on"), col(Resolution.due_on), col(Resolution.done_on)),
        func.coalesce(col(Resolution.meeting_id), col(AgendaItem.meeting_id)).label("meeting_id"),
    ]
    statement = _named(Resolution, columns).outerjoin(
        AgendaItem, col(AgendaItem.id) == col(Resolution.agenda_item_id)
    )
    if alone:
        statement = statement.where(undone.alone(today))
    absent = dict.fromkeys(("first_due_on", "dropped_on", "dropped_why", "done_note", "person"))
    rows = [
        absent | dict(row._mapping) | {"kind": RESOLUTION, "resolution_id": row.id}
        for row in session.execute(_scoped(statement, Resolution, by))
    ]
    right = Action.RECORD_RESOLUTION
    return [_stands(row, by, today, right, right) for row in rows]


def _stands(row: Row, by: Principal, today: date, finish: Action, change: Action) -> Row:
    days = ("due_on", "done_on", "dropped_on", "first_due_on")
    row["state"] = state(today=today, **{name: row[name] for name in days})
    where = {"courtyard_id": row["courtyard_id"]}
    is_open = row["state"] in OPEN_STATES
    row["may_finish"] = is_open and allows(by, finish, handler_id=row["organisation_id"], **where)
    row["may_change"] = is_open and allows(by, change, **where)
    return row


def _named(table: Any, columns: Iterable[Any]) -> Select[Any]:
    about: list[Any] = [
        *(col(table.courtyard_id), col(table.organisation_id), col(table.thread_id)),
        *(col(Thread.number).label("thread"), col(Courtyard.no).label("courtyard_no")),
        *(col(Organisation.name_zh).label("owner_zh"), col(Organisation.name_en).label("owner_en")),
    ]
    return (
        select(*columns, *about)
        .select_from(table)
        .outerjoin(Thread, col(Thread.id) == col(table.thread_id))
        .outerjoin(Courtyard, col(Courtyard.id) == col(table.courtyard_id))
        .outerjoin(Organisation, col(Organisation.id) == col(table.organisation_id))
    )


def _scoped(statement: Select[Any], table: Any, by: Principal) -> Select[Any]:
    """What the reader may see: a committee its own courtyard's and the whole site's, a company its own."""
    if scope(by, Action.SEE_TASKS) is Scope.ASSIGNED:
        return statement.where(col(table.organisation_id) == by.organisation_id)
    own, where = limited_to_courtyard(by, Action.SEE_TASKS), col(table.courtyard_id)
    return statement if own is None else statement.where(or_(where == own, where.is_(None)))
