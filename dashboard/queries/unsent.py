"""What somebody has typed and not sent yet, for its owner alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from dashboard.access import Principal
from dashboard.schema.history import UnsentForm


class Unsent(NamedTuple):
    """What was kept of a form, and when."""

    at: datetime
    values: Mapping[str, Any]


def kept(session: Session, *, form: str, by: Principal, owner: str, since: datetime) -> Unsent | None:
    """What the owner typed since then, in the role that they still have."""
    row = session.get(UnsentForm, (owner, form))
    if row is None or row.role is not by.role or row.saved_at < since:
        return None
    return Unsent(row.saved_at, row.values)
