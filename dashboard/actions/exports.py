"""Taking tables away: noted in the trail before anything is read, with the reason where it is personal."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from dashboard.access import Action, Principal
from dashboard.actions.unit_of_work import unit_of_work
from dashboard.errors import InvalidDraft, Problem
from dashboard.schema.accounts import AuditEvent

NOUN = "site"
VERB = "take_tables"
SHORTEST, LONGEST = 2, 200


def take(
    *,
    session: Session,
    tables: Sequence[str],
    kind: str,
    personal: bool,
    reason: str,
    by: Principal,
    now: datetime,
) -> AuditEvent:
    """Note who takes which tables away; personal values need a reason, which stands beside the trail.

    Raises NotAllowed, InvalidDraft.
    """
    with unit_of_work(session, by=by, now=now) as work:
        work.require(Action.EXPORT)
        reason = reason.strip()
        if personal:
            work.require(Action.EXPORT_PERSONAL)
            if not SHORTEST <= len(reason) <= LONGEST:
                raise InvalidDraft((Problem("reason", "reason_needed"),))
        details = {"tables": list(tables), "kind": kind, "personal": personal}
        kept = reason if personal else None
        return work.event(VERB, noun=NOUN, details=details, changes_facts=False, reason=kept)
