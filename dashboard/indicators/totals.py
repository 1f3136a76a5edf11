"""Reading cells: sums by source, period and scope, in one query."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from dashboard.indicators.catalogue import SOURCES
from dashboard.indicators.kinds import Shape
from dashboard.indicators.periods import Period
from dashboard.schema.cells import Cell

SITE = -1
"""The scope of everything together; a courtyard's scope is its id, 0 is rows that have no courtyard."""


@dataclass
class Sums:
    """What cells add up to: rows, Σpart, Σwhole, Σpart²; `days` holds (ended, still open) by day."""

    n: int = 0
    part: int = 0
    whole: int = 0
    squares: int = 0
    days: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, *, days: int, n: int, part: int, whole: int, squares: int) -> None:
        """Take one more cell in."""
        self.n += n
        self.part += part
        self.whole += whole
        self.squares += squares
        if days >= 0:
            ended, still_open = self.days.get(days, (0, 0))
            self.days[days] = (ended + part, still_open + n - part)

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        both = Sums(
            self.n + other.n,
            self.part + other.part,
            self.whole + other.whole,
            self.squares + other.squares,
            dict(self.days),
        )
        for day, (ended, still_open) in other.days.items():
            before = both.days.get(day, (0, 0))
            both.days[day] = (before[0] + ended, before[1] + still_open)
        return both


Totals = dict[tuple[str, Period, int], dict[str, Sums]]
"""Sums by stratum, for each (key, period, scope)."""


def labels(key: str, period: Period) -> list[str]:
    """The cells' period labels that make up a period; none where a state is not kept for that kind."""
    source = SOURCES[key]
    if source.shape is Shape.FLOW:
        return period.months
    return [str(period)] if period.kind in source.kinds else []


def read(
    session: Session,
    wanted: Mapping[str, Iterable[Period]],
    *,
    by_courtyard: bool,
    courtyard_id: int | None = None,
) -> Totals:
    """The sums of the wanted (key → periods): of the whole site, or of each courtyard, or of one."""
    # A period asked for twice must not count twice.
    periods = {key: list(dict.fromkeys(asked)) for key, asked in wanted.items()}
    users: dict[tuple[str, str], list[Period]] = defaultdict(list)
    for key, asked in periods.items():
        for period in asked:
            for label in labels(key, period):
                users[key, label].append(period)
    totals: Totals = {}
    for key, label, scope, stratum, days, *numbers in _cells(session, users, by_courtyard, courtyard_id):
        for period in users[key, label]:
            strata = totals.setdefault((key, period, scope), {})
            n, part, whole, squares = map(int, numbers)
            strata.setdefault(stratum, Sums()).add(days=days, n=n, part=part, whole=whole, squares=squares)
    return totals


def _cells(
    session: Session, users: Mapping[tuple[str, str], object], by_courtyard: bool, courtyard_id: int | None
) -> Iterable[tuple[str, str, int, str, int, int, int, int, int]]:
    by_labels: dict[frozenset[str], list[str]] = defaultdict(list)
    for key in {key for key, _ in users}:
        by_labels[frozenset(label for one, label in users if one == key)].append(key)
    if not by_labels:
        return []
    scope = [col(Cell.courtyard_id)] if by_courtyard else []
    grouped: list[Any] = [col(Cell.key), col(Cell.period), *scope, col(Cell.stratum), col(Cell.days)]
    statement = (
        select(
            *grouped,
            func.sum(Cell.n),
            func.sum(Cell.part),
            func.sum(Cell.whole),
            func.sum(Cell.squares),
        )
        .where(
            or_(
                *(
                    and_(col(Cell.key).in_(keys), col(Cell.period).in_(found))
                    for found, keys in by_labels.items()
                )
            )
        )
        .group_by(*grouped)
    )
    if courtyard_id is not None:
        statement = statement.where(col(Cell.courtyard_id) == courtyard_id)
    rows = session.execute(statement).all()
    return [tuple(row) if by_courtyard else (row[0], row[1], SITE, *row[2:]) for row in rows]
