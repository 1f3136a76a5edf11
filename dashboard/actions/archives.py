"""Taking the whole site away and bringing it in: noted in the trail, the reason beside it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit
from dashboard.errors import InvalidDraft, Problem
from dashboard.schema.history import RecordChange
from dashboard.schema.places import Site

NOUN = "site"
SHORTEST, LONGEST = 2, 200


def take(*, session: Session, reason: str, by: Principal, now: datetime) -> RecordChange:
    """Note who takes everything away, personal values too, and why; raises NotAllowed, InvalidDraft."""
    require(by, Action.MANAGE_PEOPLE)
    reason = reason.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise InvalidDraft((Problem("reason", "reason_needed"),))
    ref = session.execute(select(func.min(col(Site.id)))).scalar_one()
    event = audit.record(session, by=by, verb="export", noun=NOUN, now=now, ref=ref, changes_facts=False)
    told = RecordChange(seq=event.seq, noun=NOUN, ref=ref, verb="export", values={}, reason=reason)
    session.add(told)
    session.flush()
    return told


def arrive(*, session: Session, head: str, by: Principal, now: datetime) -> None:
    """Note that the site came in from a file whose chain ended with `head`; raises NotAllowed."""
    require(by, Action.MANAGE_PEOPLE)
    audit.record(session, by=by, verb="load", noun=NOUN, now=now, details={"head": head})
