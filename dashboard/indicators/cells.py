"""Cells: kept equal to the evidence by the writes that touch it, so that reading costs what is shown."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, delete, func, insert, literal, select
from sqlalchemy.sql import visitors
from sqlmodel import Session, col

from dashboard.clock import civil
from dashboard.indicators.catalogue import CATALOGUE, SOURCES
from dashboard.indicators.evidence import Span
from dashboard.indicators.kinds import Counted, Shape
from dashboard.indicators.periods import covered, months_between, shift
from dashboard.schema.accounts import Head
from dashboard.schema.cells import NO_COURTYARD, Cell
from dashboard.schema.places import Site

FILLED = ["key", "period", "courtyard_id", "stratum", "days", "n", "part", "whole", "squares"]


def refresh(
    session: Session,
    *,
    key: str,
    months: Iterable[str],
    now: datetime,
    courtyard_id: int | None = None,
) -> None:
    """Recompute the cells of one source for the months touched, in one courtyard or (None) everywhere.

    States are recomputed for every period that ends in or after the first of these months.
    """
    months = sorted(months)
    if not months:
        return
    source = SOURCES[key]
    first = date.fromisoformat(f"{months[0]}-01")
    if source.shape is Shape.FLOW:
        last = date.fromisoformat(f"{months[-1]}-01")
        _replace(session, source, Span(first, shift(last, 1), now), None, courtyard_id)
        return
    begun = since(session)
    for kind in source.kinds:
        for period in covered(kind, since=begun, until=civil(now)):
            if period.end > first:
                _replace(session, source, Span(period.start, period.end, now), str(period), courtyard_id)


def touch(
    session: Session,
    *tables: str,
    first: date | None,
    now: datetime,
    courtyard_id: int | None = None,
) -> None:
    """Recompute every source that reads one of the tables (by name), from the month of `first` until now.

    None: from the site's first day.
    """
    keys = [key for key in SOURCES if tables_read(key).intersection(tables)]
    if not keys or session.execute(select(col(Site.id)).limit(1)).first() is None:
        return
    begun = since(session)
    months = months_between(max(first or begun, begun), civil(now))
    for key in keys:
        refresh(session, key=key, months=months, now=now, courtyard_id=courtyard_id)


def complete(session: Session, *, now: datetime) -> None:
    """Compute the cells of sources that have none yet: a definition just added."""
    kept = set(session.execute(select(col(Cell.key)).distinct()).scalars())
    for key in SOURCES.keys() - kept:
        refresh(session, key=key, months=months_between(since(session), civil(now)), now=now)


def rebuild(session: Session, *, now: datetime) -> None:
    """Compute all cells from nothing."""
    session.execute(delete(Cell))
    for key in SOURCES:
        refresh(session, key=key, months=months_between(since(session), civil(now)), now=now)
    _rolled(session, now)


def roll(session: Session, *, now: datetime) -> None:
    """Let time pass: recompute what was still running when the cells were last rolled forward."""
    head = session.get_one(Head, 1)
    before = civil(head.rolled_to) if head.rolled_to else since(session)
    for key in SOURCES:
        refresh(session, key=key, months=months_between(before, civil(now)), now=now)
    _rolled(session, now)


def is_rolled(session: Session, *, now: datetime) -> bool:
    """Whether the cells know of today."""
    rolled_to = session.get_one(Head, 1).rolled_to
    return rolled_to is not None and civil(rolled_to) >= civil(now)


def since(session: Session) -> date:
    """The first day of the site's records."""
    first: date = session.execute(select(func.min(col(Site.since)))).scalar_one()
    return first


@lru_cache
def tables_read(key: str) -> frozenset[str]:
    """The names of the tables that a source's evidence is taken from."""
    day = date(2026, 1, 1)
    statement = SOURCES[key].rows(
        Span(day, shift(day, 12), datetime.fromisoformat("2026-12-31T00:00:00+00:00"))
    )
    found: set[str] = set()
    visitors.traverse(statement, {}, {"table": lambda table: found.add(table.name)})
    return frozenset(found)


def moved_by(table: str) -> tuple[str, ...]:
    """The indicators that a record of a table counts towards, in the order of the catalogue."""
    return tuple(key for key in CATALOGUE if table in tables_read(key))


def sums(statement: Select[Any], *, key: str, period: str | None, courtyard_id: int | None) -> Select[Any]:
    """Evidence rows summed into cells."""
    rows = statement.subquery()
    where = func.coalesce(rows.c.courtyard, NO_COURTYARD)
    label = rows.c.month if period is None else literal(period)
    summed = select(
        literal(key),
        label,
        where,
        rows.c.stratum,
        rows.c.days,
        func.count(),
        func.sum(rows.c.part),
        func.sum(rows.c.whole),
        func.sum(rows.c.part * rows.c.part),
    ).group_by(where, rows.c.stratum, rows.c.days, *([rows.c.month] if period is None else []))
    return summed if courtyard_id is None else summed.where(where == courtyard_id)


def _replace(
    session: Session, source: Counted, span: Span, period: str | None, courtyard_id: int | None
) -> None:
    labels = months_between(span.start, span.end - timedelta(days=1)) if period is None else [period]
    old = delete(Cell).where(col(Cell.key) == source.key, col(Cell.period).in_(labels))
    if courtyard_id is not None:
        old = old.where(col(Cell.courtyard_id) == courtyard_id)
    session.execute(old)
    summed = sums(source.rows(span), key=source.key, period=period, courtyard_id=courtyard_id)
    session.execute(insert(Cell).from_select(FILLED, summed))


def _rolled(session: Session, now: datetime) -> None:
    session.get_one(Head, 1).rolled_to = now
    session.flush()
