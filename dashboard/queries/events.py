"""The audit trail read for people: its events as they happened, a page at a time, no personal values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.clock import at
from dashboard.queries import audit
from dashboard.queries.audit import Verified
from dashboard.rules.trail import Printed
from dashboard.schema import METADATA
from dashboard.schema.accounts import AuditEvent, Role
from dashboard.schema.requests import Request
from dashboard.schema.threads import Thread

PAGE = 50
"""Events on one page."""


@dataclass(frozen=True)
class Event:
    """One deed: `actor` is the trail's label, `number` what the record is known by, if it has one."""

    seq: int
    at: datetime
    actor: str
    verb: str
    noun: str
    ref: int | None
    courtyard_id: int | None
    number: str


@dataclass(frozen=True)
class Wanted:
    """Which events: by role, kind of record, courtyard, civil days (both included); None is any."""

    role: Role | None = None
    noun: str | None = None
    courtyard_id: int | None = None
    since: date | None = None
    until: date | None = None


def nouns(session: Session, *, by: Principal) -> list[str]:
    """What the trail tells of, by code. Raises NotAllowed."""
    require(by, Action.SEE_AUDIT)
    return list(
        session.execute(select(col(AuditEvent.noun)).distinct().order_by(col(AuditEvent.noun))).scalars()
    )


def count(session: Session, *, by: Principal, wanted: Wanted) -> int:
    """How many events there are. Raises NotAllowed."""
    require(by, Action.SEE_AUDIT)
    counted = select(func.count()).select_from(AuditEvent).where(*_where(wanted))
    return int(session.execute(counted).scalar_one())


def listed(session: Session, *, by: Principal, wanted: Wanted, page: int = 1) -> list[Event]:
    """One page of events, the latest first; pages count from 1. Raises NotAllowed."""
    require(by, Action.SEE_AUDIT)
    statement = select(AuditEvent).where(*_where(wanted)).order_by(col(AuditEvent.seq).desc())
    rows = list(session.execute(statement.limit(PAGE).offset((page - 1) * PAGE)).scalars())
    numbers = _numbers(session, rows)
    return [
        Event(
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            verb=row.verb,
            noun=row.noun,
            ref=row.ref,
            courtyard_id=row.courtyard_id,
            number=numbers.get((row.noun, row.ref or 0), ""),
        )
        for row in rows
    ]


def head(session: Session, *, by: Principal) -> Printed:
    """The head of the chain now. Raises NotAllowed."""
    require(by, Action.SEE_AUDIT)
    return audit.head(session)


def verified(session: Session, *, by: Principal, known: Printed | None) -> Verified:
    """Walk the whole chain, to a printed head if there is one (see `audit.verify`). Raises NotAllowed."""
    require(by, Action.SEE_AUDIT)
    return audit.verify(session, known=known)


def _where(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.role is not None:
        # `user:office-12`, `persona:office`: what stands before is the kind of principal.
        yield col(AuditEvent.actor).contains(f":{wanted.role.value}", autoescape=True)
    if wanted.noun is not None:
        yield col(AuditEvent.noun) == wanted.noun
    if wanted.courtyard_id is not None:
        yield col(AuditEvent.courtyard_id) == wanted.courtyard_id
    if wanted.since is not None:
        yield col(AuditEvent.at) >= at(wanted.since, hour=0)
    if wanted.until is not None:
        yield col(AuditEvent.at) < at(wanted.until + timedelta(days=1), hour=0)


def _numbers(session: Session, events: list[AuditEvent]) -> Mapping[tuple[str, int], str]:
    """What people quote of a record: a request's number, or that of the matter it is a step of."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        wanted.setdefault(event.noun, set()).add(event.ref or 0)
    found: dict[tuple[str, int], str] = {}
    for noun, ids in wanted.items():
        for id_, number in session.execute(_numbered(noun, ids)) if noun in NUMBERED else ():
            found[noun, id_] = number
    return found


def _numbered(noun: str, ids: set[int]) -> Any:
    if noun == "request":
        return select(col(Request.id), col(Request.number)).where(col(Request.id).in_(ids))
    table = METADATA.tables[noun]
    matters = select(table.c.id, col(Thread.number)).join(Thread, col(Thread.id) == table.c.thread_id)
    return matters.where(table.c.id.in_(ids))


NUMBERED = frozenset(name for name, table in METADATA.tables.items() if "thread_id" in table.c)
"""Tables whose rows are known by the number of their matter."""
