"""Scores: what the cells say, with interval, verdict and completeness; one frame serves every view."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

import pandas as pd
from sqlmodel import Session

from dashboard.indicators import statistics as stats
from dashboard.indicators.catalogue import CATALOGUE, indicator
from dashboard.indicators.duties import APPROVED, COMPLETE, ENTERED, ON_TIME, duty_key
from dashboard.indicators.kinds import Better, Indicator, Judged, Level, Stat, Target
from dashboard.indicators.periods import Kind, Period, containing, last_ended
from dashboard.indicators.shared_evidence import OPEN_LINK, POPULATION
from dashboard.indicators.totals import SITE, Sums, Totals, read
from dashboard.schema.cells import NO_COURTYARD


class Verdict(StrEnum):
    """What may be said. The last four are the kinds of empty, told apart."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"
    NO_TARGET = "no_target"
    BELOW_BASE = "below_base"
    NONE_OCCURRED = "none_occurred"
    NOT_REPORTED = "not_reported"
    WITHHELD = "withheld"


VALUED = (Verdict.MET, Verdict.NOT_MET, Verdict.CANNOT_TELL, Verdict.NO_TARGET)


class Compared(StrEnum):
    """Where a courtyard stands against the site's value (funnel, 95% and 99.8% limits)."""

    CLEARLY_BETTER = "clearly_better"
    CLEARLY_WORSE = "clearly_worse"
    WATCH_BETTER = "watch_better"
    WATCH_WORSE = "watch_worse"
    ALIKE = "alike"


@dataclass(frozen=True)
class Score:
    """One number. `stratum` is empty for the headline; `scope` a courtyard id, 0 none, -1 the site.

    `value`, `low` and `high` are in the indicator's unit (shares 0-1); `expected`, `entered`, `on_time`,
    `complete` and `approved` count the reports it rests on.
    """

    key: str
    stratum: str
    scope: int
    period: str
    part: int
    whole: int
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: Verdict = Verdict.NO_TARGET
    base_reached: bool = True
    expected: int = 0
    entered: int = 0
    on_time: int = 0
    complete: int = 0
    approved: int = 0
    compared: Compared | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every report that it rests on was entered."""
        return self.entered >= self.expected


COLUMNS = list(Score.__dataclass_fields__)


def frame(scores: Iterable[Score]) -> pd.DataFrame:
    """Scores as a frame, one a row, in the order given."""
    return pd.DataFrame([asdict(score) for score in scores], columns=COLUMNS)


def focus(one: Indicator, level: Level, day: date) -> Period:
    """The period in which a level is shown on a day: the last that is over; of years the running one."""
    kind = one.shown.get(level, one.shown[Level.SITE])
    return containing(kind, day) if kind is Kind.YEAR else last_ended(kind, day)


def score(
    session: Session,
    wanted: Mapping[str, Iterable[Period]],
    *,
    level: Level = Level.SITE,
    courtyard_id: int | None = None,
) -> list[Score]:
    """The scores of the wanted (key → periods) for the site, or for each courtyard (or for one)."""
    asked = {key: list(periods) for key, periods in wanted.items()}
    cells = {
        key: [*periods, *(p.step(-1) for p in periods if indicator(key).stat is Stat.CHANGE)]
        for key, periods in asked.items()
    }
    for key, periods in asked.items():
        cells.setdefault(duty_key(indicator(key).duty), []).extend(periods)
    by_courtyard = level is Level.COURTYARD
    totals = read(session, cells, by_courtyard=by_courtyard, courtyard_id=courtyard_id)
    scopes = sorted({scope for _, _, scope in totals}) if by_courtyard else [SITE]
    found: list[Score] = []
    for key, periods in asked.items():
        for period in periods:
            made = [s for scope in scopes for s in _scores(indicator(key), period, scope, totals)]
            found.extend(_compare(indicator(key), made) if by_courtyard and courtyard_id is None else made)
    return found


def latest(
    session: Session, *, day: date, keys: Iterable[str] = CATALOGUE, level: Level = Level.SITE
) -> list[Score]:
    """Each indicator's score in its own period as of a day; a year without evidence gives way to the last."""
    wanted = {}
    for key in keys:
        period = focus(CATALOGUE[key], level, day)
        wanted[key] = [period, period.step(-1)] if period.kind is Kind.YEAR else [period]
    found: dict[tuple[str, int, str], Score] = {}
    for one in score(session, wanted, level=level):
        place = (one.key, one.scope, one.stratum)
        kept = found.get(place)
        if kept is None or (kept.whole == 0 and one.whole > 0 and kept.part == 0):
            found[place] = one
    return list(found.values())


def _scores(one: Indicator, period: Period, scope: int, totals: Totals) -> list[Score]:
    strata = totals.get((one.key, period, scope), {})
    headline = _headline(one, strata)
    if scope == NO_COURTYARD and not headline.n:
        return []
    before = _headline(one, totals.get((one.key, period.step(-1), scope), {}))
    population = strata[POPULATION].whole if one.sampled and POPULATION in strata else None
    blank = _reported(Score(one.key, "", scope, str(period), 0, 0, 0), one, period, totals)
    first = _judge(one, _counting(blank, headline), headline, before, population)
    others = [
        _beside(
            one, _counting(replace(first, stratum=name), strata[name]), strata[name], headline, population
        )
        for name in one.beside
        if name in strata
    ]
    return [first, *others]


def _headline(one: Indicator, strata: Mapping[str, Sums]) -> Sums:
    """The sums of the stratum that is the number, or of all together."""
    if one.headline is not None:
        return strata.get(one.headline, Sums())
    together = Sums()
    for found in strata.values():
        together = together.plus(found)
    return together


def _reported(blank: Score, one: Indicator, period: Period, totals: Totals) -> Score:
    """With the reports expected, entered, on time, complete and approved (a site's report serves all)."""
    key = duty_key(one.duty)
    found = totals.get((key, period, blank.scope)) or totals.get((key, period, NO_COURTYARD)) or {}
    entered = found.get(ENTERED, Sums())
    return replace(
        blank,
        expected=entered.n,
        entered=entered.part,
        on_time=found.get(ON_TIME, Sums()).part,
        complete=found.get(COMPLETE, Sums()).part,
        approved=found.get(APPROVED, Sums()).part,
    )


def _counting(blank: Score, sums: Sums) -> Score:
    return replace(blank, part=sums.part, whole=sums.whole, n=sums.n)


def _judge(one: Indicator, blank: Score, sums: Sums, before: Sums, population: int | None) -> Score:
    """Value, interval and verdict; none of them where nothing was due or the base is not reached."""
    if sums.whole <= 0:
        silent = blank.expected > 0 and blank.entered == 0
        verdict = Verdict.NOT_REPORTED if silent else Verdict.NONE_OCCURRED
        return replace(blank, verdict=verdict, base_reached=False)
    base = sums.whole / one.base_unit if one.base_unit else sums.n
    if base < one.base:
        return replace(blank, verdict=Verdict.BELOW_BASE, base_reached=False)
    interval = _interval(one, sums, population)
    scale = 1.0 if one.stat in (Stat.MEAN, Stat.MEDIAN) else float(one.unit.scale)
    value, low, high = (
        None if x is None else x * scale for x in (interval.value, interval.low, interval.high)
    )
    scored = replace(blank, value=value, low=low, high=high)
    if one.stat is Stat.CHANGE:
        return replace(scored, verdict=_changed(one, sums, before))
    return replace(scored, verdict=_verdict(one, scored, sums))


def _interval(one: Indicator, sums: Sums, population: int | None) -> stats.Interval:
    sampled = population if one.sampled and population and population >= sums.n else None
    if one.stat in (Stat.PROPORTION, Stat.CHANGE):
        return stats.wilson(sums.part, sums.whole, population=sampled)
    if one.stat is Stat.RATE:
        return stats.poisson(sums.part, sums.whole)
    if one.stat is Stat.MEAN:
        return stats.mean(sums.part, sums.squares, sums.n, population=sampled)
    if one.stat is Stat.MEDIAN:
        return stats.km_median(sums.days)
    return stats.share(sums.part, sums.whole)


def _verdict(one: Indicator, scored: Score, sums: Sums) -> Verdict:
    """Met or not met; by count compared exactly, by interval only when all of it lies on one side."""
    if one.target is None or one.better is Better.NONE:
        return Verdict.NO_TARGET
    if one.target.judged is Judged.COUNT:
        value = one.unit.scale * Fraction(sums.part, sums.whole)
        return Verdict.MET if _reaches(one, value, one.target) else Verdict.NOT_MET
    low = float("-inf") if scored.low is None else scored.low
    high = float("inf") if scored.high is None else scored.high
    target = float(one.target.exact)
    if one.better is Better.LOWER:
        low, high, target = -high, -low, -target
    return Verdict.MET if low >= target else Verdict.NOT_MET if high < target else Verdict.CANNOT_TELL


def _reaches(one: Indicator, value: Fraction, target: Target) -> bool:
    return value >= target.exact if one.better is Better.HIGHER else value <= target.exact


def _changed(one: Indicator, sums: Sums, before: Sums) -> Verdict:
    """Against the period before: better or worse only when the difference's interval leaves out zero."""
    if before.whole <= 0:
        return Verdict.NO_TARGET
    told = {Compared.CLEARLY_BETTER: Verdict.MET, Compared.CLEARLY_WORSE: Verdict.NOT_MET}
    return told.get(apart(one, sums, before), Verdict.CANNOT_TELL)


def apart(one: Indicator, now: Sums | Score, before: Sums | Score) -> Compared:
    """A share against its own earlier one: clearly better or worse where the 95% interval of the difference
    leaves out zero, else alike."""
    change = stats.difference(now.part, now.whole, before.part, before.whole)
    if change.low is None or change.high is None or change.low <= 0 <= change.high:
        return Compared.ALIKE
    fell = change.high < 0
    return Compared.CLEARLY_BETTER if fell == (one.better is Better.LOWER) else Compared.CLEARLY_WORSE


def _beside(one: Indicator, blank: Score, sums: Sums, headline: Sums, population: int | None) -> Score:
    """A figure that stands beside the headline: its share; an interval only for a random sample."""
    empty = replace(blank, value=None, low=None, high=None, verdict=Verdict.NO_TARGET)
    whole = sums.whole or headline.whole
    if not whole:
        return replace(empty, verdict=Verdict.NONE_OCCURRED)
    if one.sampled and blank.stratum != OPEN_LINK and one.stat is Stat.PROPORTION:
        interval = stats.wilson(sums.part, whole, population=population)
        return replace(empty, value=interval.value, low=interval.low, high=interval.high)
    scale = 1.0 if one.headline else float(one.unit.scale)
    return replace(empty, value=sums.part / whole * scale)


def _compare(one: Indicator, made: list[Score]) -> list[Score]:
    """Courtyards against the site's value; proportions and rates only, each with its base reached."""
    if one.stat not in (Stat.PROPORTION, Stat.RATE) or one.better is Better.NONE:
        return made
    headline = [score for score in made if not score.stratum]
    whole = sum(score.whole for score in headline)
    if not whole:
        return made
    centre = sum(score.part for score in headline) / whole
    return [_placed(one, score, centre) for score in made]


def _placed(one: Indicator, score: Score, centre: float) -> Score:
    if score.stratum or score.value is None or score.scope == NO_COURTYARD:
        return score
    kind = "rate" if one.stat is Stat.RATE else "proportion"
    place = stats.place(score.part, score.whole, centre, kind)  # type: ignore[arg-type]  # a literal by the line above
    if place is stats.Place.ALIKE:
        return replace(score, compared=Compared.ALIKE)
    high = place in (stats.Place.CLEARLY_HIGH, stats.Place.WATCH_HIGH)
    clearly = place in (stats.Place.CLEARLY_HIGH, stats.Place.CLEARLY_LOW)
    good = high == (one.better is Better.HIGHER)
    word = ("clearly_" if clearly else "watch_") + ("better" if good else "worse")
    return replace(score, compared=Compared(word))
