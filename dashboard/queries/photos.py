"""Reads of photos: which a record has, and the picture itself, for whom its place is open."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, FieldAccess, Principal, allows, field_access
from dashboard.errors import NotFound
from dashboard.schema.accounts import Attachment, AuditEvent
from dashboard.schema.base import Privacy
from dashboard.schema.requests import Request
from dashboard.schema.safety import Hazard

BEFORE, AFTER = "before", "after"
KEPT = {"hazard": Action.SEE_HAZARDS, "request": Action.SEE_REQUESTS}
"""Of what photos are kept, and what one must be allowed to look at."""
TABLES: dict[str, Any] = {"hazard": Hazard, "request": Request}


def of(session: Session, *, by: Principal, noun: str, ref: int) -> list[dict[str, Any]]:
    """The photos of a record (id, stage, taken_on, may_remove), oldest first; none for whom they are not."""
    try:
        where = courtyard(session, noun=noun, ref=ref)
        if not may_see(by, noun=noun, courtyard_id=where):
            return []
    except NotFound:
        return []
    columns = (col(Attachment.id), col(Attachment.stage), col(Attachment.taken_on))
    shown = (
        col(Attachment.noun) == noun,
        col(Attachment.ref) == ref,
        col(Attachment.voided_at).is_(None),
    )
    found = session.execute(select(*columns).where(*shown).order_by(col(Attachment.id))).all()
    mine = removable(session, by=by, photo_ids=[row.id for row in found], courtyard_id=where)
    return [{**row._mapping, "may_remove": row.id in mine} for row in found]


def body(session: Session, *, by: Principal, photo_id: int) -> bytes:
    """The JPEG; raises NotFound alike when there is none and when it is not for this reader."""
    photo = session.get(Attachment, photo_id)
    if photo is None or photo.noun not in KEPT or photo.voided_at is not None:
        raise NotFound("photo")
    if not may_see(by, noun=photo.noun, courtyard_id=courtyard(session, noun=photo.noun, ref=photo.ref)):
        raise NotFound("photo")
    return photo.body


def removable(session: Session, *, by: Principal, photo_ids: Collection[int], courtyard_id: int) -> set[int]:
    """Which photos `by` may take away: the office all of them, others those that they added."""
    if allows(by, Action.REMOVE_PHOTO, courtyard_id=courtyard_id):
        return set(photo_ids)
    added = (col(AuditEvent.noun) == "photo", col(AuditEvent.verb) == "add_photo")
    own = select(col(AuditEvent.ref)).where(
        *added, col(AuditEvent.actor) == by.label, col(AuditEvent.ref).in_(photo_ids)
    )
    return set(session.execute(own).scalars()) if photo_ids else set()


def there(session: Session, *, photo_ids: Collection[int]) -> frozenset[int]:
    """Those of the photos that nobody has taken away."""
    left = (col(Attachment.id).in_(photo_ids), col(Attachment.voided_at).is_(None))
    return frozenset(session.execute(select(col(Attachment.id)).where(*left)).scalars())


def courtyard(session: Session, *, noun: str, ref: int) -> int:
    """Where a record lies that photos are kept of; raises NotFound."""
    if noun not in TABLES:
        raise NotFound(noun)
    table = TABLES[noun]
    found = session.execute(select(table.courtyard_id).where(table.id == ref)).scalar_one_or_none()
    if found is None:
        raise NotFound(noun)
    return int(found)


def may_see(by: Principal, *, noun: str, courtyard_id: int) -> bool:
    """Whether `by` may look at the photos of such records there: keepers of the place alone.

    The property company reads P1 on its open tasks, but no photos here.
    """
    kept = field_access(by, Privacy.P1) is FieldAccess.YES
    return kept and allows(by, KEPT[noun], courtyard_id=courtyard_id)
