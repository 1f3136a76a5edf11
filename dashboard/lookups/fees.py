"""The fees of a courtyard in a month, and the households that may have one."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import col

from dashboard.indicators.periods import shift
from dashboard.schema.money import Fee
from dashboard.schema.places import Household


def bills(courtyard_id: int, first: date) -> Select[Any]:
    """A courtyard's fees of the month that begins on `first`."""
    return (
        select(Fee)
        .where(
            col(Fee.courtyard_id) == courtyard_id,
            col(Fee.due_on) >= first,
            col(Fee.due_on) < shift(first, 1),
        )
        .order_by(col(Fee.due_on), col(Fee.id))
    )


def homes(courtyard_id: int, first: date, *, also: list[int] | None = None) -> Select[Any]:
    """The households of a courtyard in a month, and those whose ids are given, by stairwell and floor."""
    last, until = shift(first, 1) - timedelta(days=1), col(Household.until)
    there = (col(Household.since) <= last) & or_(until.is_(None), until >= first)
    return (
        select(Household)
        .where(col(Household.courtyard_id) == courtyard_id, or_(there, col(Household.id).in_(also or [])))
        .order_by(col(Household.stairwell), col(Household.floor), col(Household.room), col(Household.id))
    )
