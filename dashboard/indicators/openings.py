"""Every number opens to its rows: the evidence of an indicator in a period."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from dashboard.indicators.catalogue import indicator
from dashboard.indicators.evidence import COLUMNS, Span
from dashboard.indicators.kinds import Shape
from dashboard.indicators.periods import Period


def statement(key: str, period: Period, *, now: datetime) -> Select[Any]:
    """The evidence rows of an indicator in a period; a state kept for other kinds of period has none."""
    one = indicator(key)
    rows = one.rows(Span(period.start, period.end, now)).subquery()
    found = select(*(rows.c[name] for name in COLUMNS)).order_by(rows.c.month, rows.c.ref, rows.c.stratum)
    if one.shape is Shape.STATE and period.kind not in one.kinds:
        return found.where(rows.c.ref.is_(None))
    return found


def evidence(
    session: Session, key: str, period: Period, *, now: datetime, courtyard_id: int | None = None
) -> Sequence[dict[str, Any]]:
    """The rows as dicts with the columns of `evidence.COLUMNS`; `days` -1 where the kind knows none."""
    found = statement(key, period, now=now)
    if courtyard_id is not None:
        rows = found.order_by(None).subquery()
        found = select(rows).where(rows.c.courtyard == courtyard_id).order_by(rows.c.month, rows.c.ref)
    return [dict(row._mapping) for row in session.execute(found)]
