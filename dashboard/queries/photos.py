"""Reads of photos: which a record has, and the picture itself, for whom its place is open."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Principal
from dashboard.errors import NotFound
from dashboard.lookups.photos import KEPT, courtyard, may_see, removable
from dashboard.schema.accounts import Attachment


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


def there(session: Session, *, photo_ids: Collection[int]) -> frozenset[int]:
    """Those of the photos that nobody has taken away."""
    left = (col(Attachment.id).in_(photo_ids), col(Attachment.voided_at).is_(None))
    return frozenset(session.execute(select(col(Attachment.id)).where(*left)).scalars())
