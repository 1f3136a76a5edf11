"""Taking tables away: noted in the trail before anything is read, with the reason where it is personal."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from dashboard.access import Action, Principal, require
from dashboard.actions import audit
from dashboard.errors import InvalidDraft, Problem
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.history import RecordChange

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
    require(by, Action.EXPORT)
    reason = reason.strip()
    if personal:
        require(by, Action.EXPORT_PERSONAL)
        if not SHORTEST <= len(reason) <= LONGEST:
            raise InvalidDraft((Problem("reason", "reason_needed"),))
    details = {"tables": list(tables), "kind": kind, "personal": personal}
    event = audit.record(session, by=by, verb=VERB, noun=NOUN, now=now, details=details, changes_facts=False)
    if personal:
        told = RecordChange(seq=event.seq, noun=NOUN, ref=0, verb=VERB, values={}, reason=reason)
        session.add(told)
        session.flush()
    return event
