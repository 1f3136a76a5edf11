"""Taking the whole site away and bringing it in: noted in the trail, the reason beside it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions.unit_of_work import unit_of_work
from dashboard.errors import InvalidDraft, Problem
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.places import Site

NOUN = "site"
SHORTEST, LONGEST = 2, 200


def take(*, session: Session, reason: str, by: Principal, now: datetime) -> AuditEvent:
    """Note who takes everything away, personal values too, and why; raises NotAllowed, InvalidDraft."""
    with unit_of_work(session, by=by, now=now) as work:
        work.require(Action.MANAGE_PEOPLE)
        reason = reason.strip()
        if not SHORTEST <= len(reason) <= LONGEST:
            raise InvalidDraft((Problem("reason", "reason_needed"),))
        ref = session.execute(select(func.min(col(Site.id)))).scalar_one()
        return work.event("export", noun=NOUN, ref=ref, changes_facts=False, reason=reason)


def arrive(*, session: Session, head: str, by: Principal, now: datetime) -> None:
    """Note that the site came in from a file whose chain ended with `head`; raises NotAllowed."""
    with unit_of_work(session, by=by, now=now) as work:
        work.require(Action.MANAGE_PEOPLE)
        work.event("load", noun=NOUN, details={"head": head})
