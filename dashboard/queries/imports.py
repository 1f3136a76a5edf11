"""Reads of what workbooks brought in, and of what was matched once."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.schema.accounts import ImportBatch, Remembered


def batches(session: Session, *, by: Principal, most: int = 20) -> list[dict[str, Any]]:
    """The workbooks that came in last, newest first."""
    require(by, Action.IMPORT)
    found = select(ImportBatch).where(col(ImportBatch.file_hash).is_not(None))
    rows = session.execute(found.order_by(col(ImportBatch.id).desc()).limit(most)).scalars()
    return [one.model_dump() for one in rows]


def remembered(session: Session) -> list[tuple[str, str, str, str]]:
    """What was matched once: kind, heading, word (or empty), meaning."""
    columns = (Remembered.kind, Remembered.heading, Remembered.value, Remembered.meaning)
    return [tuple(one) for one in session.execute(select(*columns))]  # type: ignore[call-overload]
