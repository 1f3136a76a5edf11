"""Scores from cells put down by hand: what may be said of few, of none, at the boundary, beside others."""

import random
from datetime import date

import pytest
from sqlmodel import Session
from statsmodels.stats.proportion import proportion_confint

from dashboard.errors import UnknownName
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Judged, Level, Shape, Stat
from dashboard.indicators.periods import Kind, containing, parse
from dashboard.indicators.scores import COLUMNS, Compared, Score, Verdict, focus, frame, latest, score
from dashboard.schema.cells import Cell

MONTH = "2026-09"
BY_COUNT, BY_INTERVAL, LOWER_BETTER = "response_rate", "solve_rate", "repeat_request"


def put(session: Session, key: str, part: int, whole: int, *, period=MONTH, courtyard=1, **given) -> None:
    values = {"n": whole, "squares": part, "stratum": "", "days": -1} | given
    cell = Cell(key=key, period=period, courtyard_id=courtyard, part=part, whole=whole, **values)
    session.add(cell)
    session.flush()


def site(session: Session, key: str, period: str = MONTH) -> Score:
    """The headline of the whole site."""
    return score(session, {key: [parse(period)]})[0]


def courtyards(session: Session, key: str, period: str = MONTH) -> dict[int, Score]:
    found = score(session, {key: [parse(period)]}, level=Level.COURTYARD)
    return {one.scope: one for one in found if not one.stratum}


def told(one: Score) -> tuple[float | None, float | None, float | None]:
    return one.value, one.low, one.high


def test_the_keys_used_here_are_judged_as_their_names_say():
    assert CATALOGUE[BY_COUNT].target.judged is Judged.COUNT
    assert CATALOGUE[BY_INTERVAL].target.judged is Judged.INTERVAL
    assert CATALOGUE[LOWER_BETTER].better == "lower"
    assert {CATALOGUE[key].base for key in (BY_COUNT, BY_INTERVAL, LOWER_BETTER)} == {20}


@pytest.mark.parametrize("key", [BY_COUNT, BY_INTERVAL])
def test_below_its_base_a_number_is_not_given(session, key):
    put(session, key, 19, 19)
    few = site(session, key)
    assert (few.verdict, few.base_reached, told(few)) == (Verdict.BELOW_BASE, False, (None, None, None))
    assert (few.part, few.whole, few.n) == (19, 19, 19)
    put(session, key, 1, 1, courtyard=2)
    enough = site(session, key)
    assert (enough.value, enough.base_reached) == (1, True)


def test_a_courtyard_below_its_base_is_not_compared_either(session):
    put(session, BY_COUNT, 0, 19)
    put(session, BY_COUNT, 500, 500, courtyard=2)
    found = courtyards(session, BY_COUNT)
    assert (found[1].compared, found[1].value) == (None, None)
    assert found[2].compared is not None


def report(session: Session, *, entered: int, expected: int = 1, courtyard: int = 1) -> None:
    """Reports on requests owed by a courtyard for September."""
    for stratum in ("entered", "on_time", "complete", "approved"):
        part = entered if stratum in ("entered", "on_time") else 0
        put(session, "duty:requests", part, expected, stratum=stratum, courtyard=courtyard)


@pytest.mark.parametrize(
    ("entered", "verdict"),
    [(None, Verdict.NONE_OCCURRED), (0, Verdict.NOT_REPORTED), (1, Verdict.NONE_OCCURRED)],
)
def test_nothing_due_is_told_apart_from_nothing_reported(session, entered, verdict):
    if entered is not None:
        report(session, entered=entered)
    one = site(session, BY_COUNT)
    assert (one.verdict, one.base_reached, told(one)) == (verdict, False, (None, None, None))
    assert (one.expected, one.entered) == ((0, 0) if entered is None else (1, entered))


def test_a_silent_courtyard_stands_among_the_others(session):
    put(session, BY_COUNT, 30, 30, courtyard=2)
    report(session, entered=0)
    report(session, entered=1, courtyard=2)
    found = courtyards(session, BY_COUNT)
    assert (found[1].verdict, found[2].verdict) == (Verdict.NOT_REPORTED, Verdict.MET)
    assert (found[1].is_whole, found[2].is_whole) == (False, True)


def test_a_report_of_the_site_serves_every_courtyard(session):
    report(session, entered=1, courtyard=0)
    put(session, BY_COUNT, 30, 30, courtyard=2)
    one = courtyards(session, BY_COUNT)[2]
    assert (one.expected, one.entered, one.on_time, one.complete, one.approved) == (1, 1, 1, 0, 0)


@pytest.mark.parametrize(
    ("part", "whole", "verdict"),
    [
        (49, 50, Verdict.MET),
        (98, 100, Verdict.MET),
        (97, 100, Verdict.NOT_MET),
        (343, 350, Verdict.MET),
        (979_999, 1_000_000, Verdict.NOT_MET),
        (980_000, 1_000_000, Verdict.MET),
        (0, 20, Verdict.NOT_MET),
    ],
)
def test_a_duty_is_compared_exactly(session, part, whole, verdict):
    put(session, BY_COUNT, part, whole)
    assert site(session, BY_COUNT).verdict is verdict


@pytest.mark.parametrize("whole", [20, 100, 400])
def test_chance_is_weighed_by_wilsons_interval(session, whole):
    """Every possible count of 20, 100 and 400, one a courtyard, against statsmodels."""
    for part in range(whole + 1):
        put(session, BY_INTERVAL, part, whole, courtyard=part + 1)
    found = courtyards(session, BY_INTERVAL)
    seen = set()
    for part in range(whole + 1):
        one = found[part + 1]
        low, high = proportion_confint(part, whole, method="wilson")
        expected = Verdict.MET if low >= 0.85 else Verdict.NOT_MET if high < 0.85 else Verdict.CANNOT_TELL
        assert one.verdict is expected, part
        assert told(one) == pytest.approx((part / whole, low, high), abs=1e-12)
        seen.add(expected)
    assert len(seen) == (2 if whole == 20 else 3)


def test_where_less_is_better_the_interval_must_lie_below(session):
    for part in range(41):
        put(session, LOWER_BETTER, part, 100, courtyard=part + 1)
    found = courtyards(session, LOWER_BETTER)
    seen = []
    for part in range(41):
        low, high = proportion_confint(part, 100, method="wilson")
        expected = Verdict.MET if high <= 0.1 else Verdict.NOT_MET if low > 0.1 else Verdict.CANNOT_TELL
        assert found[part + 1].verdict is expected, part
        seen.append(expected)
    assert set(seen) == {Verdict.MET, Verdict.CANNOT_TELL, Verdict.NOT_MET}


def test_courtyards_stand_in_a_funnel_around_the_site(session):
    for courtyard, part in enumerate((85, 84, 86, 85, 60, 100), start=1):
        put(session, BY_INTERVAL, part, 100, courtyard=courtyard)
    found = courtyards(session, BY_INTERVAL)
    assert [found[n].compared for n in range(1, 7)] == [
        *[Compared.ALIKE] * 4,
        Compared.CLEARLY_WORSE,
        Compared.CLEARLY_BETTER,
    ]
    assert site(session, BY_INTERVAL).compared is None


def test_where_less_is_better_the_high_courtyard_is_the_worse(session):
    for courtyard, part in enumerate((10, 10, 10, 45), start=1):
        put(session, LOWER_BETTER, part, 100, courtyard=courtyard)
    assert courtyards(session, LOWER_BETTER)[4].compared is Compared.CLEARLY_WORSE


def test_one_courtyard_alone_is_not_compared(session):
    put(session, BY_INTERVAL, 50, 100)
    put(session, BY_INTERVAL, 90, 100, courtyard=2)
    wanted = {BY_INTERVAL: [parse(MONTH)]}
    (one,) = score(session, wanted, level=Level.COURTYARD, courtyard_id=2)
    assert (one.scope, one.part, one.compared) == (2, 90, None)


@pytest.mark.parametrize("period", ["2026-09", "2026-Q3", "R2026-Q3"])
def test_the_site_is_the_sum_of_its_courtyards_and_of_what_has_none(session, period):
    chance = random.Random(period)
    keys = [key for key, one in CATALOGUE.items() if one.shape is Shape.FLOW and one.headline is None]
    for key in keys:
        for month in ("2025-10", "2026-01", "2026-08", "2026-09"):
            for courtyard in (0, 1, 2, 3):
                whole = chance.randint(1, 40)
                put(session, key, chance.randint(0, whole), whole, period=month, courtyard=courtyard)
    wanted = {key: [parse(period)] for key in keys}
    parts = score(session, wanted, level=Level.COURTYARD)
    for one in score(session, wanted):
        mine = [part for part in parts if (part.key, part.stratum) == (one.key, one.stratum)]
        assert {part.scope for part in mine} == {0, 1, 2, 3}
        assert (one.part, one.whole, one.n) == tuple(
            sum(getattr(part, name) for part in mine) for name in ("part", "whole", "n")
        )


def test_a_quarter_adds_its_months_up(session):
    for month, part in (("2026-06", 7), ("2026-07", 10), ("2026-08", 20), ("2026-09", 15), ("2026-10", 9)):
        put(session, BY_COUNT, part, 20, period=month)
    one = site(session, BY_COUNT, "2026-Q3")
    assert (one.part, one.whole, one.value) == (45, 60, 0.75)


def test_a_state_is_not_added_up(session):
    put(session, "fee_collection", 50, 100, period="2026-Q3", stratum="yuan", n=30)
    assert site(session, "fee_collection", "2026-Q3").value == 0.5
    assert site(session, "fee_collection", "2026").verdict is Verdict.NONE_OCCURRED


def test_what_stands_beside_the_headline_is_not_in_it(session):
    put(session, "fee_collection", 5000, 10000, period="2026-Q3", stratum="yuan", n=30)
    put(session, "fee_collection", 21, 30, period="2026-Q3", stratum="households")
    headline, beside = score(session, {"fee_collection": [parse("2026-Q3")]})
    assert (headline.stratum, headline.part, headline.whole) == ("", 5000, 10000)
    assert (beside.stratum, beside.part, beside.value, beside.verdict) == (
        "households",
        21,
        0.7,
        Verdict.NO_TARGET,
    )


def test_waiting_is_told_by_the_median_of_all_also_of_the_open(session):
    for days, closed, still_open in ((2, 8, 0), (5, 8, 0), (9, 4, 10)):
        put(session, "median_days", closed, closed + still_open, days=days, stratum="leak")
    assert site(session, "median_days").value == 5
    put(session, "median_days", 0, 20, days=1, stratum="pipes")
    assert site(session, "median_days").n == 50


def test_more_than_half_open_has_no_median(session):
    put(session, "median_days", 5, 5, days=2)
    put(session, "median_days", 0, 25, days=30)
    one = site(session, "median_days")
    assert (one.value, one.base_reached, one.verdict) == (None, True, Verdict.CANNOT_TELL)


def test_a_rate_counts_its_base_in_years_and_its_value_by_hundred_of_them(session):
    key, period = "burglary_rate", "2026-09"
    put(session, key, 0, 3599, period=period)
    put(session, key, 6, 0, period="2026-08", n=6)
    assert site(session, key, "R2026-Q3").verdict is Verdict.BELOW_BASE
    put(session, key, 0, 1, period=period, courtyard=2)
    one = site(session, key, "R2026-Q3")
    assert one.value == pytest.approx(2.0)  # 6 in 300 household-years
    assert one.low == pytest.approx(0.734, abs=1e-3)  # exact limits of a Poisson 6 are 2.202 and 13.06
    assert one.high == pytest.approx(4.353, abs=1e-3)
    assert one.verdict is Verdict.NO_TARGET


def test_an_open_link_never_enters_the_sample(session):
    survey = {"period": "2026-09", "courtyard": 1}
    put(session, "gain_share", 80, 100, stratum="sample", **survey)
    put(session, "gain_share", 300, 300, stratum="open_link", **survey)
    put(session, "gain_share", 0, 365, stratum="population", n=1, period="2026-09", courtyard=0)
    headline, beside = score(session, {"gain_share": [parse("2026")]})
    wide = proportion_confint(80, 100, method="wilson")
    assert (headline.part, headline.whole, headline.value) == (80, 100, 0.8)
    assert wide[0] < headline.low < 0.8 < headline.high < wide[1]  # 100 of 365 were asked
    assert (beside.stratum, beside.value, beside.low, beside.high) == ("open_link", 1.0, None, None)


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ((40, 100), (5, 100), Verdict.MET),
        ((5, 100), (40, 100), Verdict.NOT_MET),
        ((20, 100), (18, 100), Verdict.CANNOT_TELL),
        (None, (20, 100), Verdict.NO_TARGET),
    ],
)
def test_a_season_is_judged_against_the_season_before(session, before, now, verdict):
    assert CATALOGUE["roof_leak_rate"].stat is Stat.CHANGE
    if before:
        put(session, "roof_leak_rate", *before, period="2025")
    put(session, "roof_leak_rate", *now, period="2026")
    assert site(session, "roof_leak_rate", "2026").verdict is verdict


def test_the_period_shown_is_the_last_that_is_over_but_of_years_the_running_one():
    day = date(2026, 11, 23)
    shown = {"response_rate": "2026-10", "fee_collection": "2026-Q3", "burglary_rate": "R2026-Q3"}
    for key, period in shown.items():
        assert str(focus(CATALOGUE[key], Level.SITE, day)) == period
    assert focus(CATALOGUE["gain_share"], Level.SITE, day) == containing(Kind.YEAR, day)
    assert str(focus(CATALOGUE["response_rate"], Level.COURTYARD, day)) == "R2026-Q3"


def test_a_year_without_evidence_gives_way_to_the_last(session):
    put(session, "gain_share", 80, 100, period="2025-11", stratum="sample")
    assert latest(session, day=date(2026, 3, 1), keys=["gain_share"])[0].period == "2025"
    put(session, "gain_share", 90, 100, period="2026-02", stratum="sample")
    (one,) = latest(session, day=date(2026, 3, 1), keys=["gain_share"])
    assert (one.period, one.part) == ("2026", 90)


def test_an_empty_database_has_a_score_for_everything_and_a_value_for_nothing(session):
    found = latest(session, day=date(2026, 11, 23))
    assert {one.key for one in found} == set(CATALOGUE)
    assert {(one.verdict, one.value) for one in found} == {(Verdict.NONE_OCCURRED, None)}
    table = frame(found)
    assert (list(table.columns), len(table)) == (COLUMNS, len(CATALOGUE))
    assert list(frame([]).columns) == COLUMNS


def test_a_key_that_does_not_exist_is_named(session):
    with pytest.raises(UnknownName, match="happiness"):
        score(session, {"happiness": [parse(MONTH)]})
