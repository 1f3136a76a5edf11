"""Reads of who has looked behind masks, for the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.clock import at, civil
from dashboard.indicators.periods import months_between, shift
from dashboard.privacy import masking
from dashboard.schema.accounts import Account, AuditEvent, Role
from dashboard.schema.history import Reveal
from dashboard.schema.mediation import Mediation
from dashboard.schema.organisations import Person
from dashboard.schema.places import Household
from dashboard.schema.requests import Request
from dashboard.schema.threads import Thread

SHOWN_AT_MOST = 200


@dataclass(frozen=True)
class Look:
    """One look: who (role, courtyard, masked name) at which fields of which record, when and why."""

    at: datetime
    role: str
    home_id: int | None
    name: str | None
    noun: str
    what: str
    fields: tuple[str, ...]
    courtyard_id: int | None
    why: str
    words: str


def months(session: Session, *, by: Principal) -> list[str]:
    """The months from the first look to the last, the latest first."""
    require(by, Action.SEE_REVEALS)
    ends = select(func.min(col(AuditEvent.at)), func.max(col(AuditEvent.at)))
    first, last = session.execute(ends.join(Reveal, col(Reveal.seq) == col(AuditEvent.seq))).one()
    return months_between(civil(first), civil(last))[::-1] if first else []


def listed(
    session: Session, *, by: Principal, month: str | None = None, courtyard_id: int | None = None
) -> list[Look]:
    """Who looked behind masks, the latest first, of a month (`2026-10`) or courtyard or all."""
    require(by, Action.SEE_REVEALS)
    statement = select(AuditEvent, col(Reveal.reason)).join(Reveal, col(Reveal.seq) == col(AuditEvent.seq))
    if month is not None:
        first = date.fromisoformat(f"{month}-01")
        begins, ends = at(first, hour=0), at(shift(first, 1), hour=0)
        statement = statement.where(col(AuditEvent.at) >= begins, col(AuditEvent.at) < ends)
    if courtyard_id is not None:
        statement = statement.where(col(AuditEvent.courtyard_id) == courtyard_id)
    rows = session.execute(statement.order_by(col(Reveal.id).desc()).limit(SHOWN_AT_MOST)).all()
    told = _told(session, [event for event, _reason in rows])
    return [_look(event, reason, told) for event, reason in rows]


Names = Mapping[tuple[str, int], str]


def _look(event: AuditEvent, reason: str, told: Names) -> Look:
    role, home, account = actor(event.actor)
    why, _colon, words = reason.partition(": ")
    return Look(
        at=event.at,
        role=role,
        home_id=home,
        name=told.get(("account", account or 0)),
        noun=event.noun,
        what=told.get((event.noun, event.ref or 0), ""),
        fields=tuple(event.details["fields"]),
        courtyard_id=event.courtyard_id,
        why=why,
        words=words,
    )


def actor(label: str) -> tuple[str, int | None, int | None]:
    """`user:committee-3-12` → committee, courtyard 3, account 12 (see `Principal.label`)."""
    role, *ids = label.partition(":")[2].split("-")
    numbers = [int(one) for one in ids]
    home = numbers.pop(0) if role == Role.COMMITTEE and numbers else None
    return role, home, numbers[0] if numbers else None


def _told(session: Session, events: list[AuditEvent]) -> Names:
    """What records and accounts are called here: a number, a code, the first character of a name."""
    wanted: dict[str, set[int]] = {"account": {actor(event.actor)[2] or 0 for event in events}}
    for event in events:
        wanted.setdefault(event.noun, set()).add(event.ref or 0)
    found: dict[tuple[str, int], str] = {}
    for noun, (table, name, mask) in CALLED.items():
        rows = select(table.id, name).where(table.id.in_(wanted.get(noun, ())))
        if table is Mediation:
            rows = rows.join(Thread, col(Thread.id) == col(Mediation.thread_id))
        found |= {(noun, id_): (mask(text) if mask else text) for id_, text in session.execute(rows)}
    return found


CALLED: dict[str, tuple[Any, Any, Any]] = {
    "account": (Account, col(Account.name), masking.name),
    "request": (Request, col(Request.number), None),
    "mediation": (Mediation, col(Thread.number), None),
    "person": (Person, col(Person.name), masking.name),
    "household": (Household, col(Household.code), None),
}
"""Noun → table, the column that it is known by, and its mask."""
