"""The state of the facts: the revision by which everything read is cached."""

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.schema.accounts import Head


def revision(session: Session) -> int:
    """How many events have changed facts."""
    found: int = session.execute(select(col(Head.revision)).where(col(Head.id) == 1)).scalar_one()
    return found
