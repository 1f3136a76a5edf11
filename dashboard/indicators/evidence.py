"""Evidence rows: one select per indicator, one row per record that counts.

Every select has the columns ref, courtyard, month, stratum, days, part, whole. The number is a sum over
these rows, so each number opens to them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Integer, Select, String, case, cast, func, literal, null, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import col

from dashboard.clock import civil
from dashboard.indicators.periods import months_between
from dashboard.schema.base import Base

Rows: TypeAlias = "Callable[[Span], Select[Any]]"
Expression: TypeAlias = ColumnElement[Any]

COLUMNS = ("ref", "courtyard", "month", "stratum", "days", "part", "whole")


@dataclass(frozen=True)
class Span:
    """The days [start, end) that evidence is asked for, and the instant at which it is read."""

    start: date
    end: date
    now: datetime

    @property
    def today(self) -> date:
        return civil(self.now)

    @property
    def last(self) -> date:
        """The day that states are read at: the span's last, or today while it runs."""
        return min(self.end - timedelta(days=1), self.today)

    @property
    def month(self) -> str:
        """The month that rows of a state carry."""
        return (self.end - timedelta(days=1)).isoformat()[:7]

    @property
    def over(self) -> bool:
        return self.end <= self.today + timedelta(days=1)


class days_between(FunctionElement[int]):
    """Whole days from the first civil date to the second; both engines, in their own words."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


@compiles(days_between, "sqlite")
def _sqlite_days(element: Any, compiler: Any, **given: Any) -> str:
    first, second = (compiler.process(part, **given) for part in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _postgresql_days(element: Any, compiler: Any, **given: Any) -> str:
    first, second = (compiler.process(part, **given) for part in element.clauses)
    return f"(CAST({second} AS DATE) - CAST({first} AS DATE))"


def month_of(day: Any) -> Expression:
    """The month of a date column as `2026-09`."""
    return func.substr(cast(day, String), 1, 7)


def ref(table: type[Base], key: Any = None) -> Expression:
    """A row's name: `call_back:123`."""
    return literal(f"{table.__tablename__}:") + cast(col(table.id) if key is None else key, String)  # type: ignore[attr-defined]  # every counted table has an id


def hit(condition: Any) -> Expression:
    """1 where the condition holds, 0 where it does not or is unknown."""
    return case((condition, 1), else_=0)


def rows(
    *,
    ref: Expression,
    month: Any,
    part: Any,
    courtyard: Any = None,
    whole: Any = 1,
    stratum: Any = "",
    days: Any = -1,
) -> Select[Any]:
    """A select of evidence rows; plain values become literals, no courtyard becomes null."""

    def column(value: Any, name: str) -> Expression:
        made: Expression = literal(value) if isinstance(value, str | int) else value
        return made.label(name)

    where = cast(null(), Integer) if courtyard is None else courtyard
    return select(
        column(ref, "ref"),
        column(where, "courtyard"),
        column(month, "month"),
        column(stratum, "stratum"),
        column(days, "days"),
        column(part, "part"),
        column(whole, "whole"),
    )


def flow(
    table: type[Base],
    *,
    on: Any,
    part: Any,
    courtyard: Any = None,
    where: Any = None,
    whole: Any = 1,
    stratum: Any = "",
    joins: Sequence[tuple[Any, Any]] = (),
) -> Rows:
    """Dated records of one table: each counts in the month of `on`, once that day has come."""

    def made(span: Span) -> Select[Any]:
        statement = rows(
            ref=ref(table), month=month_of(on), part=part, courtyard=courtyard, whole=whole, stratum=stratum
        ).select_from(table)
        for target, condition in joins:
            statement = statement.join(target, condition)
        return statement.where(
            on >= span.start, on < span.end, on <= span.today, true() if where is None else where
        )

    return made


def union(*parts: Rows) -> Rows:
    """The rows of several selects together (events and exposure, headline and what stands beside it)."""

    def made(span: Span) -> Select[Any]:
        first, *others = (part(span) for part in parts)
        together = first.union_all(*others).subquery()
        return select(*(together.c[name] for name in COLUMNS))

    return made


def month_starts(span: Span) -> Any:
    """The first days of the span's months up to today, as a subquery with the columns `first` and `after`."""
    firsts = [date.fromisoformat(f"{month}-01") for month in months_between(span.start, span.last)]
    selects = [
        select(literal(first).label("first"), literal(first.isoformat()[:7]).label("month"))
        for first in firsts
    ]
    return selects[0].union_all(*selects[1:]).subquery("months")


def in_force(table: Any, day: Any) -> Expression:
    """That a record with since and until holds on a day; `until` is its last day."""
    held: Expression = (table.since <= day) & (table.until.is_(None) | (table.until >= day))
    return held
