"""Reads that every kind of record shares: the list, one record, its history, earlier values.

Personal values are cleared or masked by class before anything leaves. A `Shown` value is what a cell holds
for its reader: a value, an `Option` for another record, or `HIDDEN` where something stands that is not for
them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from dashboard.access import (
    FieldAccess,
    Principal,
    Scope,
    allows,
    field_access,
    limited_to_courtyard,
    may_name,
    scope,
)
from dashboard.errors import NotAllowed, NotFound
from dashboard.lookups.options import called
from dashboard.privacy import masking
from dashboard.records.kinds import LISTED, Input, Kind, Where
from dashboard.rules.requests import numbered
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.base import Privacy
from dashboard.schema.history import RecordChange
from dashboard.schema.organisations import Organisation, Person
from dashboard.schema.places import Courtyard
from dashboard.schema.threads import Thread

SHOWN_AT_MOST = 60
HIDDEN = "hidden"
PLACED = (Where.COURTYARD, Where.EITHER, Where.BODY)
"""Of records of other kinds no courtyard is told."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One line of a record's history: who did what when, and each value before and after."""

    at: datetime
    actor: str
    verb: str
    seq: int
    reason: str | None = None
    said_by: str | None = None
    values: tuple[tuple[str, Any, Any], ...] = ()


def listed(
    session: Session, *, by: Principal, kind: Kind, courtyard_id: int | None = None, open_only: bool = False
) -> list[Row]:
    """Records of a kind in the reader's scope, the newest first.

    `open_only`: those of which something is still to be told (an end, a delivery), the longest due first.
    """
    statement = _scoped(kind, by)
    if courtyard_id is not None and kind.where in PLACED:
        statement = statement.where(_courtyard(kind) == courtyard_id)
    if open_only and kind.later:
        statement = statement.where(col(getattr(kind.table, kind.ends or kind.later[0].name)).is_(None))
    day, id_ = getattr(kind.table, kind.day), col(kind.table.id)
    order: list[Any] = [col(day).desc(), id_.desc()]
    if open_only and kind.due:
        order = [col(getattr(kind.table, kind.due)), id_]
    found = session.execute(statement.order_by(*order).limit(SHOWN_AT_MOST))
    return _shown(session, kind, by, [dict(row._mapping) for row in found])


def one(session: Session, *, by: Principal, kind: Kind, ref: int) -> Row:
    """A record as its reader may see it, `writable` or not; NotFound outside the scope."""
    row = session.execute(_scoped(kind, by).where(col(kind.table.id) == ref)).first()
    if row is None:
        raise NotFound(kind.noun)
    shown = _shown(session, kind, by, [dict(row._mapping)])[0]
    shown["writable"] = allows(by, kind.record, courtyard_id=shown["at"])
    return shown


def stored(session: Session, *, by: Principal, kind: Kind, ref: int) -> Row:
    """The values of a record for a form that corrects it; personal ones left out unless they may be read."""
    row = one(session, by=by, kind=kind, ref=ref)
    if not row["writable"]:
        raise NotAllowed(kind.record.value)
    raw = session.get_one(kind.table, ref).model_dump()
    return {name: raw[name] for name in kind.names if name in raw and _open(kind, name, by)}


def history(session: Session, *, by: Principal, kind: Kind, ref: int) -> list[Entry]:
    """What was done to a record, the oldest first; for those who may write it."""
    home = _home_of(session, kind, ref)
    if not allows(by, kind.record, courtyard_id=home):
        return []
    events = select(AuditEvent, RecordChange).outerjoin(
        RecordChange, col(RecordChange.seq) == col(AuditEvent.seq)
    )
    found = session.execute(
        events.where(col(AuditEvent.noun) == kind.noun, col(AuditEvent.ref) == ref).order_by(
            col(AuditEvent.seq)
        )
    )
    teller = _Teller(session, kind, by, home)
    return [teller.entry(event, change) for event, change in found]


def withdrawn(session: Session, *, by: Principal, kind: Kind) -> list[Row]:
    """Records of a kind that were taken out and not brought back, in the scope of who may bring them back."""
    newest = (
        select(RecordChange, AuditEvent)
        .join(AuditEvent, col(AuditEvent.seq) == col(RecordChange.seq))
        .where(col(RecordChange.noun) == kind.noun)
        .order_by(col(RecordChange.id).desc())
    )
    seen: dict[int, Row | None] = {}
    for change, event in session.execute(newest):
        if change.ref in seen:
            continue
        gone = change.verb == "withdraw" and allows(by, kind.record, courtyard_id=event.courtyard_id)
        about = {"id": change.ref, "at": event.at, "reason": change.reason, "day": _was(change, kind.day)}
        seen[change.ref] = about if gone else None
    return [row for row in seen.values() if row is not None][:SHOWN_AT_MOST]


def past(
    session: Session, *, by: Principal, kind: Kind, field: str, same: Mapping[str, Any], before: date
) -> list[float]:
    """Up to 24 earlier values of a number among like records of the writer's scope, the newest first."""
    own = limited_to_courtyard(by, kind.record)
    day, value = col(getattr(kind.table, kind.day)), col(getattr(kind.table, field))
    alike = [col(getattr(kind.table, name)) == other for name, other in same.items() if other is not None]
    if own is not None:
        alike.append(_courtyard(kind) == own)
    found = session.execute(select(value).where(day < before, *alike).order_by(day.desc()).limit(24))
    return [float(number) for number in found.scalars() if number is not None]


def latest(session: Session, *, by: Principal, kind: Kind, courtyard_id: int | None) -> Row | None:
    """The last record of a kind there, for a form that begins like it; no personal value."""
    rows = listed(session, by=by, kind=kind, courtyard_id=courtyard_id)
    if not rows or not allows(by, kind.record, courtyard_id=rows[0]["at"]):
        return None
    return stored(session, by=by, kind=kind, ref=rows[0]["id"])


def _courtyard(kind: Kind) -> Any:
    if kind.where is Where.BODY:
        return col(Organisation.courtyard_id)
    return col(kind.table.courtyard_id)  # type: ignore[attr-defined]


def _scoped(kind: Kind, by: Principal) -> Select[Any]:
    assigned = scope(by, kind.see) is Scope.ASSIGNED
    own = None if assigned else limited_to_courtyard(by, kind.see)
    has_place = kind.where in PLACED
    columns = [*kind.table.__table__.columns]  # type: ignore[attr-defined]
    place = _courtyard(kind) if has_place else None
    statement = select(
        *columns, *([] if place is None else [place.label("at"), col(Courtyard.no).label("yard")])
    )
    if "thread_id" in kind.table.model_fields:
        statement = statement.add_columns(col(Thread.number).label("thread")).outerjoin(
            Thread,
            col(Thread.id) == col(kind.table.thread_id),  # type: ignore[attr-defined]
        )
    if kind.where is Where.BODY:
        body = col(kind.table.organisation_id)  # type: ignore[attr-defined]
        statement = statement.outerjoin(Organisation, col(Organisation.id) == body)
    if kind.noun == "term":
        who = col(kind.table.person_id)  # type: ignore[attr-defined]
        statement = statement.add_columns(col(Person.name).label("name")).join(Person, col(Person.id) == who)
    if place is not None:
        statement = statement.outerjoin(Courtyard, col(Courtyard.id) == place)
        if own is not None:
            statement = statement.where(place == own)
    if assigned:
        handler = col(getattr(kind.table, kind.handler))
        statement = statement.where(handler == by.organisation_id)
    return statement


def _shown(session: Session, kind: Kind, by: Principal, rows: list[Row]) -> list[Row]:
    """Rows as their reader may see them, with `number`, and other records by what they are called."""
    listed_fields = [one for one in kind.fields if one.input in LISTED and not kind.found_by(one.name)]
    for row in rows:
        thread = row.pop("thread", None)
        row["number"] = _number(kind, row, thread)
        row.setdefault("at", None)
        for name in row:
            if row[name] is not None and not _open(kind, name, by):
                row[name] = HIDDEN
        if "name" in row:
            row["name"] = masking.name(row["name"]) if may_name(by, row["at"]) else None
    for field in listed_fields:
        ids = {row[field.name] for row in rows if isinstance(row[field.name], int)}
        named = all(may_name(by, row["at"]) for row in rows)
        options = called(session, what=field.input, ids=ids, named=named) if ids else {}
        for row in rows:
            row[field.name] = options.get(row[field.name], row[field.name])
    return rows


def _number(kind: Kind, row: Row, thread: str | None) -> str:
    """What a record is quoted by: its line in the ledger, its own number, its matter's, or its id."""
    if kind.void:
        return f"{kind.letter}{row['yard']}-{row['no']:03}"
    if thread:
        return kind.letter + thread[1:]
    return str(row.get("number") or numbered(kind.letter, row[kind.day].year, row["id"]))


def _open(kind: Kind, name: str, by: Principal) -> bool:
    """Whether a field of a kind is shown in full."""
    level = kind.privacy(name)
    return level is None or (level is Privacy.P1 and field_access(by, Privacy.P1) is FieldAccess.YES)


@dataclass(frozen=True)
class _Teller:
    """Tells the history of one record to one reader."""

    session: Session
    kind: Kind
    by: Principal
    home: int | None

    def entry(self, event: AuditEvent, change: RecordChange | None) -> Entry:
        """One line of it."""
        if change is None:
            return Entry(event.at, event.actor, event.verb, event.seq)
        masked = field_access(self.by, Privacy.P2) is FieldAccess.MASKED
        told = tuple(
            (name, *(self.told(name, one) for one in pair))
            for name, pair in change.values.items()
            if name in self.kind.names
        )
        said_by = masking.name(change.said_by) if masked else None
        return Entry(event.at, event.actor, event.verb, event.seq, change.reason, said_by, told)

    def told(self, name: str, value: Any) -> Any:
        """A value as JSON kept it, for its reader."""
        field = self.kind.field(name)
        if value is None or field is None:
            return value
        if not _open(self.kind, name, self.by):
            return HIDDEN
        if field.input is Input.DAY:
            return date.fromisoformat(value)
        if field.input in LISTED and isinstance(value, int):
            named = may_name(self.by, self.home)
            return called(self.session, what=field.input, ids={value}, named=named).get(value, value)
        return value


def _home_of(session: Session, kind: Kind, ref: int) -> int | None:
    """The courtyard of a record, also of one that was withdrawn."""
    row = session.get(kind.table, ref)
    if row is not None and kind.where is Where.BODY:
        body = session.get(Organisation, row.organisation_id)  # type: ignore[attr-defined]
        return body.courtyard_id if body else None
    if row is not None:
        return getattr(row, "courtyard_id", None)
    events = select(col(AuditEvent.courtyard_id)).where(
        col(AuditEvent.noun) == kind.noun, col(AuditEvent.ref) == ref
    )
    return session.execute(events.order_by(col(AuditEvent.seq).desc()).limit(1)).scalar_one_or_none()


def _was(change: RecordChange, name: str) -> date | None:
    before = change.values.get(name, (None, None))[0]
    return date.fromisoformat(before) if before else None
