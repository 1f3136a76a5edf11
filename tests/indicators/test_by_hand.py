"""Every indicator of the demonstration site against a count by hand and against other people's statistics."""

import json
import math
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from scipy import stats
from sqlmodel import Session
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from dashboard.cli import main
from dashboard.clock import day_end
from dashboard.indicators import cells
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Better, Level, Shape, Stat
from dashboard.indicators.openings import evidence
from dashboard.indicators.periods import Kind, months_between, parse
from dashboard.indicators.scores import Score, Verdict, latest, score
from tests.indicators import by_hand
from tests.indicators.raw import NONE, SITE, TODAY, Town, stretch

AS_OF = date.fromisoformat(TODAY)
KEYS = list(by_hand.COUNTS)
BY_COURTYARD = [key for key in KEYS if Level.COURTYARD in CATALOGUE[key].shown]
FLOWS = [key for key in KEYS if CATALOGUE[key].shape is Shape.FLOW]
MONTHS = months_between(date(2024, 11, 1), AS_OF)
QUARTERS = [f"{year}-Q{quarter}" for year in (2025, 2026) for quarter in (1, 2, 3, 4)]
PERIODS = {
    Kind.MONTH: MONTHS,
    Kind.QUARTER: QUARTERS,
    Kind.ROLLING: [f"R{quarter}" for quarter in QUARTERS[3:]],
    Kind.YEAR: ["2025", "2026"],
}
"""Every period that the records reach, the running ones too."""
TARGETS = {
    "party_checkin_rate": "1",
    "party_service_hours": "4",
    "alliance_delivery": "0.9",
    "cross_post_fill": "1",
    "joint_meeting_on_time": "1",
    "committee_complete": "1",
    "seal_compliance": "1",
    "disclosure_on_time": "1",
    "consult_turnout": "0.3",
    "resolution_delivery": "0.9",
    "vote_compliance": "1",
    "culture_reach": "0.5",
    "org_active_share": "0.8",
    "mediation_success": "0.95",
    "mediation_fulfilment": "0.95",
    "household_participation": "0.6",
    "volunteer_rate": "0.13",
    "response_rate": "0.98",
    "solve_rate": "0.85",
    "satisfied_rate": "0.9",
    "median_days": "7",
    "repeat_request": "0.1",
    "gain_share": "0.8",
    "wellbeing_mean": "7.5",
    "safety_share": "0.95",
    "hazard_rectified": "0.95",
    "fee_collection": "0.85",
    "property_satisfaction": "0.75",
    "renovation_done": "1",
}
"""The catalogue's targets; station visits, burglaries and roof leaks have none."""
JUDGED_BY_INTERVAL = {
    "consult_turnout",
    "solve_rate",
    "satisfied_rate",
    "median_days",
    "repeat_request",
    "gain_share",
    "wellbeing_mean",
    "safety_share",
    "property_satisfaction",
}
LOWER_IS_BETTER = {"median_days", "repeat_request", "burglary_rate", "roof_leak_rate"}
SURVEYED = {"gain_share", "wellbeing_mean", "safety_share", "property_satisfaction"}
SCALES = {"party_service_hours": 1 / 60, "station_visits": 100, "burglary_rate": 1200}


def periods(key: str) -> list[str]:
    """The periods to try: a flow's of every kind, a state's of the kinds that it is kept for."""
    one = CATALOGUE[key]
    kinds = PERIODS if one.shape is Shape.FLOW else one.kinds
    return [written for kind in kinds for written in PERIODS[kind]]


def headlines(session: Session, key: str, written: list[str], level: Level = Level.SITE) -> list[Score]:
    return [one for one in score(session, {key: map(parse, written)}, level=level) if not one.stratum]


def valued(session: Session, key: str) -> list[Score]:
    """The site's values in the periods in which they are shown; those below their base have none."""
    shown = PERIODS[CATALOGUE[key].shown[Level.SITE]]
    return [one for one in headlines(session, key, shown) if one.base_reached]


def population(town: Town, written: str) -> int:
    """How many residents the year's random sample speaks for."""
    opened = town.survey[town.survey["opened_on"].str[:4] == written]
    return int(opened.query("mode == 'sample'")["population"].item())


def test_the_hand_counts_every_indicator() -> None:
    assert len(KEYS) == 32
    assert set(KEYS) == set(CATALOGUE)


@pytest.mark.parametrize("key", KEYS)
def test_the_site_counts_what_the_hand_counts(demo_session: Session, raw_town: Town, key: str) -> None:
    written = periods(key)
    engine = {one.period: (one.part, one.whole) for one in headlines(demo_session, key, written)}
    assert engine == {each: by_hand.count(raw_town, key, each)[SITE, each] for each in written}


@pytest.mark.parametrize("key", BY_COURTYARD)
def test_each_courtyard_counts_what_the_hand_counts(demo_session: Session, raw_town: Town, key: str) -> None:
    found = headlines(demo_session, key, periods(key), Level.COURTYARD)
    engine = {(one.scope, one.period): (one.part, one.whole) for one in found if one.whole}
    hand = [by_hand.count(raw_town, key, written) for written in periods(key)]
    counted = {where: n for counts in hand for where, n in counts.items() if where[0] != SITE and n[1]}
    assert engine == counted


@pytest.mark.parametrize("key", BY_COURTYARD)
def test_courtyards_and_what_belongs_to_none_add_up_to_the_site(demo_session: Session, key: str) -> None:
    site = headlines(demo_session, key, periods(key))
    apart = headlines(demo_session, key, periods(key), Level.COURTYARD)
    assert {one.scope for one in apart} - {NONE} == set(range(1, 11))
    for whole in site:
        parts = [one for one in apart if one.period == whole.period]
        assert (whole.part, whole.whole, whole.n) == tuple(
            sum(getattr(one, name) for one in parts) for name in ("part", "whole", "n")
        )


@pytest.mark.parametrize("key", KEYS)
def test_values_have_the_intervals_of_the_textbook(demo_session: Session, raw_town: Town, key: str) -> None:
    for found in valued(demo_session, key):
        bounds = (found.value, found.low, found.high)
        assert bounds == pytest.approx(reference(raw_town, key, found), abs=1e-9)


def reference(town: Town, key: str, found: Score) -> tuple[float | None, ...]:
    """Value and interval from statsmodels, scipy and lifelines, of the rows counted by hand."""
    rows = by_hand.COUNTS[key](town, stretch(found.period))
    part, whole = float(rows["part"].sum()), float(rows["whole"].sum())
    size = population(town, found.period) if key in SURVEYED else math.inf
    scale = SCALES.get(key, 1)
    match CATALOGUE[key].stat:
        case Stat.PROPORTION | Stat.CHANGE:
            n = whole if math.isinf(size) else whole * (size - 1) / (size - whole)
            return part / whole, *proportion_confint(part / whole * n, n, method="wilson")
        case Stat.RATE:
            low = stats.chi2.ppf(0.025, 2 * part) / 2 if part else 0.0
            high = stats.chi2.ppf(0.975, 2 * part + 2) / 2
            return part / whole * scale, low / whole * scale, high / whole * scale
        case Stat.MEAN:
            error = stats.sem(rows["part"]) * math.sqrt(1 - whole / size)
            return part / whole, *stats.t.interval(0.95, whole - 1, part / whole, error)
        case Stat.MEDIAN:
            model = KaplanMeierFitter().fit(rows["days"], rows["part"])
            bounds = median_survival_times(model.confidence_interval_).iloc[0]
            curve = model.survival_function_.iloc[:, 0]
            half = curve.index[curve <= 0.5 + 1e-9].min()  # floats may miss a curve that is a half exactly
            return tuple(None if not math.isfinite(day) else day for day in (half, *sorted(bounds)))
    return part / whole * scale, None, None


@pytest.mark.parametrize("key", KEYS)
def test_verdicts_follow_from_the_targets(demo_session: Session, raw_town: Town, key: str) -> None:
    scores = valued(demo_session, key)
    assert scores
    assert [one.verdict for one in scores] == [verdict(raw_town, key, one) for one in scores]


def test_every_indicator_has_reached_its_base_by_now(demo_session: Session) -> None:
    now = [one for one in latest(demo_session, day=AS_OF) if not one.stratum]
    assert {one.key for one in now if one.base_reached} == set(KEYS)


def verdict(town: Town, key: str, found: Score) -> Verdict:
    """What the catalogue's target says of the reference's value or interval."""
    _, low, high = reference(town, key, found)
    if key == "roof_leak_rate":
        return against_the_season_before(town, found)
    if key not in TARGETS:
        return Verdict.NO_TARGET
    target = Fraction(TARGETS[key])
    if key not in JUDGED_BY_INTERVAL:
        exact = Fraction(found.part, found.whole) / (60 if key == "party_service_hours" else 1)
        return Verdict.MET if exact >= target else Verdict.NOT_MET
    low, high = -math.inf if low is None else low, math.inf if high is None else high
    if key in LOWER_IS_BETTER:
        low, high, target = -high, -low, -target
    return Verdict.MET if low >= target else Verdict.NOT_MET if high < target else Verdict.CANNOT_TELL


def against_the_season_before(town: Town, found: Score) -> Verdict:
    before = str(int(found.period) - 1)
    if before < MONTHS[0]:  # that season lies before the records
        return Verdict.NO_TARGET
    part, whole = by_hand.count(town, "roof_leak_rate", before)[SITE, before]
    low, high = confint_proportions_2indep(
        found.part, found.whole, part, whole, method="newcomb", compare="diff"
    )
    return Verdict.MET if high < 0 else Verdict.NOT_MET if low > 0 else Verdict.CANNOT_TELL


def test_the_direction_of_each_indicator_is_the_catalogues() -> None:
    assert {key for key in KEYS if CATALOGUE[key].better is Better.LOWER} == LOWER_IS_BETTER
    assert {key for key in KEYS if CATALOGUE[key].better is Better.NONE} == {"station_visits"}


@pytest.mark.parametrize("key", FLOWS)
def test_every_number_of_a_flow_opens_to_its_rows(demo_session: Session, key: str) -> None:
    """Σpart and Σwhole of the evidence are the cells', month by month, courtyard by courtyard."""
    kept = pd.read_sql("SELECT * FROM cell WHERE key = ?", demo_session.connection(), params=(key,))
    for month in MONTHS:
        rows = evidence(demo_session, key, parse(month), now=day_end(AS_OF))
        opened = pd.DataFrame(rows, columns=["courtyard", "stratum", "part", "whole"])
        opened["courtyard"] = opened["courtyard"].fillna(NONE)
        opened = opened.groupby(["courtyard", "stratum"])[["part", "whole"]].sum()
        cell = kept.query("period == @month").groupby(["courtyard_id", "stratum"])[["part", "whole"]].sum()
        assert opened.to_dict("index") == cell.to_dict("index")


def test_courtyard_six_is_clearly_worse(demo_session: Session) -> None:
    asked = {key: [parse("R2026-Q3")] for key in ("solve_rate", "satisfied_rate")}
    found = score(demo_session, asked, level=Level.COURTYARD)
    assert "clearly_worse" in {one.compared for one in found if one.scope == 6}


@pytest.mark.parametrize("key", ["solve_rate", "satisfied_rate", "response_rate", "hazard_rectified"])
def test_courtyards_are_compared_by_the_tails_of_the_binomial(demo_session: Session, key: str) -> None:
    found = headlines(demo_session, key, ["R2026-Q3"], Level.COURTYARD)
    centre = sum(one.part for one in found) / sum(one.whole for one in found)
    for one in found:
        place = stats.binom(one.whole, centre)
        worse, better = place.cdf(one.part), place.sf(one.part - 1)
        words = {0.001: "clearly", 0.025: "watch"}
        word = next((words[tail] for tail in words if min(worse, better) < tail), None)
        expected = f"{word}_{'worse' if worse < better else 'better'}" if word else "alike"
        assert one.compared == (expected if one.base_reached and one.scope != NONE else None)


def test_cells_built_anew_are_the_cells_that_were_there(demo_session: Session) -> None:
    order = ["key", "period", "courtyard_id", "stratum", "days"]

    def kept() -> pd.DataFrame:
        return pd.read_sql(f"SELECT * FROM cell ORDER BY {', '.join(order)}", demo_session.connection())

    before = kept()
    assert len(before) > 1000
    for _ in range(2):
        cells.rebuild(demo_session, now=day_end(AS_OF))
        pd.testing.assert_frame_equal(kept(), before)


def test_the_command_line_gives_all_indicators(
    demo_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", demo_url)
    monkeypatch.setenv("YUANLUO_TODAY", TODAY)
    assert main(["indicators", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["key"] for one in told if not one.get("stratum")] == list(CATALOGUE)
    assert len(told) == 32
