"""What somebody has typed and not sent yet, kept until it is saved, dropped or a week old.

No change of facts: nothing here advances the head or leaves a line in the trail.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from dashboard.access import Principal
from dashboard.actions import sessions
from dashboard.schema.history import UnsentForm

KEPT_FOR = timedelta(days=7)


def owner(by: Principal, token: str | None) -> str:
    """Whose unsent forms these are, as a hash: an account's, or else this one sign-in's.

    A demo persona is one of many visitors: what one of them types is never another's.
    """
    whose = f"account:{by.account_id}" if by.account_id else f"sign-in:{sessions.digest(token or '')}"
    return hashlib.sha256(whose.encode()).hexdigest()


def keep(
    *, session: Session, form: str, values: Mapping[str, Any], by: Principal, owner: str, now: datetime
) -> None:
    """Keep what stands in a form now, in place of what was kept before; what is too old goes."""
    session.execute(delete(UnsentForm).where(col(UnsentForm.saved_at) < now - KEPT_FOR))
    session.merge(UnsentForm(owner=owner, form=form, role=by.role, saved_at=now, values=dict(values)))
    session.flush()


def drop(*, session: Session, form: str, owner: str) -> None:
    """Let go of what was kept of a form: it is saved, or its owner begins afresh."""
    session.execute(delete(UnsentForm).where(col(UnsentForm.owner) == owner, col(UnsentForm.form) == form))
