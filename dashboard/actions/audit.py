"""The trail: every write appends one event, chained by hash; `head` counts events and revisions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from dashboard.access import Principal
from dashboard.errors import AlreadyDone, StaleVersion
from dashboard.rules.trail import GENESIS, digest
from dashboard.schema.accounts import AuditEvent, Head, SavedForm
from dashboard.schema.base import Record


def locked_head(session: Session) -> Head:
    """The one head row, locked until the transaction ends: writes queue here."""
    head = session.get(Head, 1, with_for_update=True)
    if head is None:
        head = Head(id=1, hash=GENESIS)
        session.add(head)
        session.flush()
    return head


def record(
    session: Session,
    *,
    by: Principal,
    verb: str,
    noun: str,
    now: datetime,
    ref: int | None = None,
    courtyard_id: int | None = None,
    details: Mapping[str, Any] | None = None,
    changes_facts: bool = True,
) -> AuditEvent:
    """Append an event. `details` holds names of fields and codes, never a personal value."""
    head = locked_head(session)
    head.seq += 1
    head.revision += changes_facts
    event = AuditEvent(
        seq=head.seq,
        at=now,
        actor=by.label,
        verb=verb,
        noun=noun,
        ref=ref,
        courtyard_id=courtyard_id,
        details=dict(details or {}),
        previous=head.hash,
        hash="",
    )
    event.hash = head.hash = digest(event)
    session.add(event)
    session.flush()
    return event


def claim_key(session: Session, *, key: str) -> None:
    """Raise AlreadyDone with the record when this drawn form was saved before."""
    locked_head(session)
    saved = session.get(SavedForm, key)
    if saved is not None:
        raise AlreadyDone(noun=saved.noun, ref=saved.ref)


def remember_key(session: Session, *, key: str, noun: str, ref: int, now: datetime) -> None:
    """Remember which record a drawn form made."""
    session.add(SavedForm(key=key, at=now, noun=noun, ref=ref))


def check_version(row: Record, *, version: int, mine: Mapping[str, Any]) -> None:
    """Raise StaleVersion, with both versions, when the row changed since the form was opened."""
    if row.version != version:
        theirs = {name: getattr(row, name, None) for name in mine}
        raise StaleVersion(noun=str(row.__tablename__), ref=row.id or 0, theirs=theirs, mine=dict(mine))
