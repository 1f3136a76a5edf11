"""What one indicator shows: its score, its course, the courtyards, and what is behind "How do we know?"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.indicators import cells
from dashboard.indicators import statistics as stats
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Better, Indicator, Level, Shape, Stat
from dashboard.indicators.periods import Kind, Period, covered, parse
from dashboard.indicators.scores import Score, Verdict, latest, score
from dashboard.indicators.totals import SITE
from dashboard.privacy.withholding import PEOPLE, withheld
from dashboard.schema.accounts import Role
from dashboard.schema.safety import Incident, IncidentKind

SHOWN, WATCHED, FEWEST = 12, 24, 4
"""Points of a course, points that limits are taken from, points from which anything can be said."""
CURVE = 60


@dataclass(frozen=True)
class Detail:
    """One indicator as of a day. `courtyards` and `around` (the site) share the courtyards' periods.

    `series` is the site's, or a courtyard's: of what counts people all courtyards', among whom it is settled
    what is withheld.
    """

    key: str
    site: list[Score]
    trend: list[Score]
    courtyards: list[Score]
    around: list[Score]
    series: list[Score]
    last_event: date | None


@dataclass(frozen=True)
class View:
    """A detail as one reader sees it, of the site or of one courtyard; `around` is the site's value."""

    score: Score
    beside: list[Score]
    trend: list[Score]
    courtyards: list[Score]
    around: Score | None
    series: list[Score]
    last_event: date | None


@dataclass(frozen=True)
class Control:
    """The lines of a run chart (no limits) or of an XmR chart, with what they signal."""

    centre: float
    low: float | None
    high: float | None
    provisional: bool
    signals: tuple[stats.Signal, ...]
    shifted: bool = False
    zigzag: bool = False


@dataclass(frozen=True)
class Funnel:
    """Limits around the site's value by base, in the indicator's unit: whole, low, high, level."""

    centre: float
    curves: list[dict[str, Any]]
    overdispersed: bool


def detail(session: Session, *, key: str, day: date, courtyard_id: int | None = None) -> Detail:
    """One indicator as of a day; the `series` is of the site or of the courtyard. Raises UnknownName."""
    one = CATALOGUE[key]
    since = cells.since(session)
    site = [found for found in latest(session, day=day, keys=[key]) if not _is_blank(found)]
    own: list[Period] = []
    if one.lowest is Level.COURTYARD:
        own = _periods(one.shown[Level.COURTYARD], since, day)
    courtyards = score(session, {key: own}, level=Level.COURTYARD) if own else []
    return Detail(
        key=key,
        site=site,
        trend=score(session, {key: _course(since, parse(site[0].period))}),
        courtyards=[one for one in courtyards if one.scope > 0],
        around=score(session, {key: own}) if own else [],
        series=_series(session, one, since=since, day=day, courtyard_id=courtyard_id),
        last_event=_last_event(session, day) if one.stat is Stat.RATE else None,
    )


def view(found: Detail, *, role: Role, courtyard_id: int | None = None) -> View:
    """What a role may see of it, small cells of people withheld (DOMAIN §2)."""
    courtyards = withheld(found.courtyards, role=role)
    last = max((one.period for one in courtyards), default="", key=_order)
    around = next((one for one in _shown(found.around, role) if one.period == last), None)
    here = [one for one in courtyards if one.period == last and not one.stratum]
    own = [one for one in courtyards if one.scope == courtyard_id]
    if not own:
        head, *beside = withheld(found.site, role=role)
        series = [one for one in _shown(found.series, role) if one.scope == SITE]
        return View(head, beside, _shown(found.trend, role), here, around, series, found.last_event)
    trend = _headlines(own)
    beside = [one for one in own if one.stratum and one.period == last]
    series = [one for one in _shown(found.series, role) if one.scope == courtyard_id]
    # Of rolling years and the quarters in them one hidden point could be solved from the others.
    kinds = {parse(one.period).kind for one in (*trend, *series)}
    hides = len(kinds) > 1 and any(one.verdict is Verdict.WITHHELD for one in (*trend, *series))
    return View(trend[-1], beside, trend, here, around, [] if hides else series, found.last_event)


def control(scores: Iterable[Score]) -> Control | None:
    """A run chart below 12 points, XmR limits from there; None for fewer than four points."""
    values = [one.value for one in scores]
    known = [value for value in values if value is not None]
    if len(known) < FEWEST:
        return None
    neighbours = any(None not in pair for pair in pairwise(values))
    if len(known) >= stats.XMR_FROM and neighbours:
        limits = stats.xmr(values)
        found = tuple(stats.signals(values, limits))
        return Control(limits.centre, limits.low, limits.high, limits.provisional, found)
    run = stats.run_chart(values)
    return Control(median(known), None, None, True, run.signals, run.shifted, run.zigzag)


def funnel(scores: list[Score], around: Score | None) -> Funnel | None:
    """The funnel around the site's value; None where the statistic or the base allows none."""
    judged = [one for one in scores if one.value is not None]
    if around is None or around.value is None or len(judged) < FEWEST:
        return None
    one = CATALOGUE[around.key]
    if one.stat not in (Stat.PROPORTION, Stat.RATE) or one.better is Better.NONE:
        return None
    centre = around.part / around.whole
    most = max(one.whole for one in judged)
    first = min(one.whole for one in judged) * 3 // 4
    wholes = sorted({round(first + (most * 1.05 - first) * step / CURVE) for step in range(CURVE + 1)})
    scale = float(one.unit.scale)
    curves = []
    for level in (0.95, 0.998):
        for whole in (number for number in wholes if number > 0):
            low, high = _limits(one, centre, whole, level)
            curves.append({"whole": whole, "low": low * scale, "high": high * scale, "level": level})
    kind: stats.Kind = "rate" if one.stat is Stat.RATE else "proportion"
    places = [stats.place(one.part, one.whole, centre, kind) for one in judged]
    return Funnel(centre * scale, curves, stats.overdispersed(places))


def _limits(one: Indicator, centre: float, whole: int, level: float) -> tuple[float, float]:
    if one.stat is Stat.RATE:
        return stats.poisson_limits(centre, whole, level)
    return stats.binomial_limits(centre, whole, level)


def _periods(kind: Kind, since: date, day: date) -> list[Period]:
    """The last periods of a kind that are over on a day, oldest first."""
    return [one for one in covered(kind, since=since, until=day) if one.last <= day][-SHOWN:]


def _course(since: date, shown: Period) -> list[Period]:
    """The site's periods up to the one that is shown."""
    known = [period for period in covered(shown.kind, since=since, until=shown.last) if period <= shown]
    return known[-SHOWN:] or [shown]


def _series(
    session: Session, one: Indicator, *, since: date, day: date, courtyard_id: int | None
) -> list[Score]:
    """Periods that do not overlap, so that each is news: rolling flows by quarters, rolling states none."""
    level = Level.COURTYARD if courtyard_id and one.lowest is Level.COURTYARD else Level.SITE
    kind = one.shown.get(level, one.shown[Level.SITE])
    if kind is Kind.ROLLING and one.shape is Shape.STATE:
        return []
    kind = Kind.QUARTER if kind is Kind.ROLLING else kind
    periods = [one for one in covered(kind, since=since, until=day) if one.last <= day][-WATCHED:]
    where = None if one.key in PEOPLE or level is Level.SITE else courtyard_id
    return score(session, {one.key: periods}, level=level, courtyard_id=where)


def _shown(scores: Iterable[Score], role: Role) -> list[Score]:
    """The headlines as a role may see them; a small stratum takes its headline with it."""
    return _headlines(withheld(scores, role=role))


def _headlines(scores: Iterable[Score]) -> list[Score]:
    return [one for one in scores if not one.stratum]


def _is_blank(one: Score) -> bool:
    return bool(one.stratum) and one.verdict is Verdict.NONE_OCCURRED


def _order(period: str) -> Period:
    return parse(period)


def _last_event(session: Session, day: date) -> date | None:
    """The day of the last burglary by a day."""
    found: date | None = session.execute(
        select(func.max(Incident.happened_on)).where(
            col(Incident.kind) == IncidentKind.BURGLARY, col(Incident.happened_on) <= day
        )
    ).scalar_one()
    return found
