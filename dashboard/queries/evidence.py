"""The rows behind a number, as far as their reader may see them; what is personal comes in sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, literal, not_, or_, select
from sqlmodel import Session, col

from dashboard.access import (
    Action,
    FieldAccess,
    Principal,
    field_access,
    limited_to_courtyard,
    require,
    scope,
)
from dashboard.indicators import openings
from dashboard.indicators.catalogue import indicator
from dashboard.indicators.kinds import Indicator
from dashboard.indicators.periods import Period
from dashboard.indicators.scores import Score, Verdict
from dashboard.indicators.totals import SITE
from dashboard.privacy import suppression
from dashboard.privacy.withholding import people, together, withheld
from dashboard.queries import places
from dashboard.queries.naming import UNNAMED, Named, named
from dashboard.schema.accounts import Role
from dashboard.schema.base import Privacy
from dashboard.schema.places import Courtyard

OPEN_KINDS = (
    *("request", "call_back", "hazard", "resolution", "seal_use", "disclosure", "pledge", "vote", "survey"),
    *("cross_post", "organisation", "courtyard", "joint", "consultation", "station_visit", "mediation"),
    "renovation_item",
)
"""Records that name nobody: shown row by row to whoever may see evidence."""
PERSONAL_KINDS = {
    "household": Privacy.P1,
    "meeting": Privacy.P1,
    "incident": Privacy.P1,
    "resident": Privacy.P2,
    "survey_answer": Privacy.P2,
    "membership": Privacy.P3,
    "incident_household": Privacy.P3,
}
"""Records whose mere row tells of somebody, with the class that one must be allowed to read.

`meeting` is a household's invitation to one; what somebody answered or paid stands for P2.
"""
MONEY = "yuan"


@dataclass(frozen=True)
class Row:
    """One record, or (`n` above 1, or `grouped`) the sum of a courtyard's; `hits` of them count as a hit.

    `courtyard_id` is None for the whole site; `number` is what people quote, `request` a request's number
    to open; `withheld` rows have no figures.
    """

    kind: str
    courtyard_id: int | None
    month: str
    stratum: str
    days: int
    part: int
    whole: int
    n: int = 1
    hits: int = 0
    grouped: bool = False
    withheld: bool = False
    about: Named = UNNAMED


@dataclass(frozen=True)
class Opened:
    """The rows of a number that one reader sees, and what all of them add up to by stratum.

    `courtyard_id` says whose rows these are; None is everybody's. `sums` holds (part, whole, n), None where
    so few people could be recognised.
    """

    rows: list[Row]
    sums: dict[str, tuple[int, int, int] | None]
    courtyard_id: int | None

    def of(self, strata: Iterable[str] | None) -> list[Row]:
        """The rows of some strata, of all for None."""
        return [one for one in self.rows if strata is None or one.stratum in strata]

    def total(self, strata: Iterable[str] | None) -> tuple[int, int, int] | None:
        """Part, whole and n of some strata; None where that, or a single hidden row, is withheld."""
        rows = self.of(strata)
        alone = self.courtyard_id is not None or sum(one.grouped for one in rows) == 1
        if alone and any(one.withheld for one in rows):
            return None
        chosen = [sums for name, sums in self.sums.items() if strata is None or name in strata]
        known = [sums for sums in chosen if sums is not None]
        if len(known) < len(chosen):
            return None
        part, whole, n = (sum(column) for column in zip((0, 0, 0), *known, strict=True))
        return part, whole, n


def opened(
    session: Session,
    *,
    by: Principal,
    key: str,
    period: Period,
    now: datetime,
    courtyard_id: int | None = None,
) -> Opened:
    """The evidence of an indicator in a period, of the site or one courtyard.

    A committee sees its own courtyard's, whatever the scope above; raises NotAllowed for another's.
    """
    courtyard_id = courtyard_id or limited_to_courtyard(by, Action.SEE_EVIDENCE)
    require(by, Action.SEE_EVIDENCE, courtyard_id=courtyard_id)
    one = indicator(key)
    rows = openings.statement(key, period, now=now).order_by(None).subquery()
    condition = rows.c.courtyard == courtyard_id if courtyard_id is not None else rows.c.ref.is_not(None)
    closed = _closed(one, by)
    grouped = [
        row
        for row in _grouped(session, rows, closed, one=one, period=period, by=by)
        if courtyard_id is None or row.courtyard_id == courtyard_id
    ]
    single = _single(session, rows, condition, closed)
    found = [*_in_order(session, single), *grouped]
    sums = _sums(session, rows, condition)
    if courtyard_id is None:
        return Opened(found, _told(one, sums, period, by.role), None)
    return Opened(found, dict(sums), courtyard_id)


def may_see(by: Principal) -> bool:
    """Whether `by` sees any rows at all."""
    return scope(by, Action.SEE_EVIDENCE) is not None


def _closed(one: Indicator, by: Principal) -> list[str]:
    """The kinds of record that come in sums: exposure of a rate, and what the reader may not read singly."""
    levels = PERSONAL_KINDS | ({"household": Privacy.P2} if one.headline == MONEY else {})
    closed = {kind for kind, level in levels.items() if field_access(by, level) is not FieldAccess.YES}
    return sorted(closed | ({"household"} if one.base_unit else set()))


def _single(session: Session, rows: Any, condition: Any, closed: list[str]) -> list[Row]:
    statement = select(rows).where(condition, *(not_(_is(rows, kind)) for kind in closed))
    found = [row._mapping for row in session.execute(statement)]
    names = named(session, [row["ref"] for row in found])
    return [
        Row(
            kind=row["ref"].split(":")[0],
            courtyard_id=row["courtyard"],
            month=row["month"],
            stratum=str(row["stratum"]),
            days=row["days"],
            part=row["part"],
            whole=row["whole"],
            hits=int(row["part"] > 0),
            about=names.get(row["ref"], UNNAMED),
        )
        for row in found
    ]


def _grouped(
    session: Session, rows: Any, closed: list[str], *, one: Indicator, period: Period, by: Principal
) -> list[Row]:
    """Sums by courtyard over the period; what is withheld is settled for the whole site."""
    if not closed:
        return []
    kind = case(*((_is(rows, name), literal(name)) for name in closed), else_="").label("kind")
    wanted = select(rows, kind).where(or_(*(_is(rows, name) for name in closed))).subquery()
    hits = func.sum(case((wanted.c.part > 0, 1), else_=0))
    statement: Select[Any] = (
        select(
            wanted.c.kind,
            wanted.c.courtyard,
            func.max(wanted.c.month),
            wanted.c.stratum,
            func.sum(wanted.c.part),
            func.sum(wanted.c.whole),
            func.count(),
            hits,
        )
        .group_by(wanted.c.kind, wanted.c.courtyard, wanted.c.stratum)
        .order_by(wanted.c.stratum, wanted.c.courtyard)
    )
    by_kind: dict[str, list[Row]] = {}
    for name, courtyard, month, stratum, part, whole, n, hit in session.execute(statement):
        row = Row(name, courtyard, month, str(stratum), -1, int(part), int(whole), n, int(hit), grouped=True)
        by_kind.setdefault(name, []).append(row)
    found: list[Row] = []
    order = places.courtyards(session)
    for name, made in sorted(by_kind.items(), key=lambda item: item[0] == "household"):
        is_exposure = name == "household" and one.base_unit is not None
        found += made if is_exposure else _guarded(_with_zeros(made, order), one, period, _most(by, name))
    return found


def _with_zeros(rows: list[Row], courtyards: list[dict[str, Any]]) -> list[Row]:
    """A row for every courtyard: that one is missing would tell that the others are not zero."""
    done: list[Row] = []
    for stratum in dict.fromkeys(row.stratum for row in rows):
        here = {row.courtyard_id: row for row in rows if row.stratum == stratum}
        blank = replace(next(iter(here.values())), part=0, whole=0, n=0, hits=0)
        ids = [one["id"] for one in courtyards]
        done += [here.get(id_, replace(blank, courtyard_id=id_)) for id_ in ids]
        done += [row for id_, row in here.items() if id_ not in ids]
    return done


def _most(by: Principal, kind: str) -> int:
    """The largest count that is hidden: by role, and for the strictest class from everybody."""
    strict = PERSONAL_KINDS[kind] is Privacy.P3 or by.role is not Role.OFFICE
    return suppression.STRICT if strict else suppression.limit(by.role)


def _guarded(rows: list[Row], one: Indicator, period: Period, most: int) -> list[Row]:
    """The rows with small cells hidden: the same courtyards as of the scores, in all strata alike."""
    tables: dict[str, dict[int, tuple[int, ...]]] = {}
    for row in rows:
        table = tables.setdefault(row.stratum, {})
        table[row.courtyard_id or 0] = people(one.key, _beside(one, row.stratum), row.part, row.n)
    hidden = together(tables.values(), period=period, most=most)
    return [_emptied(row) if (row.courtyard_id or 0) in hidden else row for row in rows]


def _beside(one: Indicator, stratum: str) -> str:
    """As scores name a stratum: the headline's has no name."""
    return "" if stratum == one.headline else stratum


def _told(
    one: Indicator, sums: Mapping[str, tuple[int, int, int]], period: Period, role: Role
) -> dict[str, tuple[int, int, int] | None]:
    """The site's sums as its scores are told: None where small."""
    scores = {
        name: Score(one.key, _beside(one, name), SITE, str(period), part, whole, n)
        for name, (part, whole, n) in sums.items()
    }
    shown = withheld(scores.values(), role=role)
    return {
        name: None if seen.verdict is Verdict.WITHHELD else sums[name]
        for name, seen in zip(scores, shown, strict=True)
    }


def _emptied(row: Row) -> Row:
    return replace(row, part=0, whole=0, n=0, hits=0, withheld=True)


def _sums(session: Session, rows: Any, condition: Any) -> dict[str, tuple[int, int, int]]:
    found = session.execute(
        select(rows.c.stratum, func.sum(rows.c.part), func.sum(rows.c.whole), func.count())
        .where(condition)
        .group_by(rows.c.stratum)
    )
    return {str(stratum): (int(part), int(whole), n) for stratum, part, whole, n in found}


def _is(rows: Any, kind: str) -> Any:
    return rows.c.ref.startswith(f"{kind}:", autoescape=True)


def _in_order(session: Session, rows: list[Row]) -> list[Row]:
    """By day or month, then courtyards in their fixed order."""
    numbers = session.execute(select(col(Courtyard.id), col(Courtyard.no)))
    order = {row.id: row.no for row in numbers}
    return sorted(
        rows,
        key=lambda one: (
            (one.about.on or date.fromisoformat(f"{one.month}-01")).isoformat(),
            order.get(one.courtyard_id or 0, 0),
            one.about.number,
        ),
    )
