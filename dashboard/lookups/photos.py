"""Of what photos are kept, where it lies, who may look at them and who may take one away."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, FieldAccess, Principal, allows, field_access
from dashboard.errors import NotFound
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.base import Privacy
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import Request
from dashboard.schema.safety import Hazard

BEFORE, AFTER = "before", "after"
KEPT = {
    "hazard": Action.SEE_HAZARDS,
    "request": Action.SEE_REQUESTS,
    "renovation_item": Action.SEE_RENOVATION,
}
"""Of what photos are kept, and what one must be allowed to look at."""
TABLES: dict[str, Any] = {"hazard": Hazard, "request": Request, "renovation_item": RenovationItem}


def removable(session: Session, *, by: Principal, photo_ids: Collection[int], courtyard_id: int) -> set[int]:
    """Which photos `by` may take away: the office all of them, others those that they added."""
    if allows(by, Action.REMOVE_PHOTO, courtyard_id=courtyard_id):
        return set(photo_ids)
    added = (col(AuditEvent.noun) == "photo", col(AuditEvent.verb) == "add_photo")
    own = select(col(AuditEvent.ref)).where(
        *added, col(AuditEvent.actor) == by.label, col(AuditEvent.ref).in_(photo_ids)
    )
    return set(session.execute(own).scalars()) if photo_ids else set()


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
