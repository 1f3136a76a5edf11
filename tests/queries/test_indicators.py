"""What one indicator shows: periods, courtyards, limits, and what is withheld from whom."""

from dataclasses import replace
from datetime import date
from statistics import mean, median

import pytest
from scipy.stats import binom
from sqlmodel import col, select

from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level, Stat
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import Score, Verdict, score
from dashboard.privacy import withholding
from dashboard.queries import indicators
from dashboard.schema.accounts import Role
from dashboard.schema.places import Courtyard

DAY = date(2026, 10, 31)


def course(*values):
    return [
        Score("solve_rate", "", -1, f"2026-{place + 1:02}", 0, 0, 0, value)
        for place, value in enumerate(values)
    ]


@pytest.mark.parametrize("key", CATALOGUE)
def test_the_course_ends_with_the_number_and_overlaps_nowhere(demo_session, key):
    found = indicators.detail(demo_session, key=key, day=DAY)
    seen = indicators.view(found, role=Role.OFFICE)
    assert seen.trend[-1] == seen.score == found.site[0]
    assert len(seen.trend) <= 12
    assert not any(one.stratum for one in (*seen.trend, *seen.series))
    assert not any(one.period.startswith("R") for one in seen.series)
    assert bool(found.courtyards) == (CATALOGUE[key].lowest is Level.COURTYARD)


def test_the_month_before_the_records_has_no_score(demo_session):
    found = indicators.detail(demo_session, key="solve_rate", day=DAY)
    assert found.series[0].period == "2024-11"
    assert len(found.series) == 24


def test_a_courtyard_shows_its_own_number(demo_session, raw_town):
    ids = dict(demo_session.execute(select(col(Courtyard.no), col(Courtyard.id))).all())
    found = indicators.detail(demo_session, key="solve_rate", day=DAY, courtyard_id=ids[6])
    seen = indicators.view(found, role=Role.LEADER, courtyard_id=ids[6])
    backs = raw_town.call_back.query("courtyard == @ids[6] and outcome != 'unreached' and last == 1")
    backs = backs[backs["called_on"].between("2025-10-01", "2026-09-30")]
    assert (seen.score.part, seen.score.whole) == ((backs["outcome"] == "solved").sum(), len(backs))
    assert (seen.score.period, seen.score.compared) == ("R2026-Q3", "clearly_worse")
    assert seen.trend[-1] == seen.score
    assert seen.around.scope == -1


def test_the_last_burglary_is_found(demo_session, raw_town):
    days = raw_town.incident.query("kind == 'burglary'")["happened_on"]
    for day in (DAY, date(2026, 3, 31)):
        found = indicators.detail(demo_session, key="burglary_rate", day=day)
        assert found.last_event.isoformat() == days[days <= day.isoformat()].max()


def test_small_cells_of_people_are_withheld_by_role(demo_session):
    found = indicators.detail(demo_session, key="household_participation", day=DAY)
    last = {role: indicators.view(found, role=role).courtyards for role in Role}
    assert not [one for one in last[Role.OFFICE] if one.verdict is Verdict.WITHHELD]
    for role, most in ((Role.LEADER, 4), (Role.PUBLIC, 10)):
        shown = [one for one in last[role] if one.verdict is not Verdict.WITHHELD]
        assert len(shown) < len(last[role])
        assert all(not 0 < count <= most for one in shown for count in (one.part, one.whole - one.part))
        empty = [one for one in last[role] if one.verdict is Verdict.WITHHELD]
        assert {(one.part, one.whole, one.n, one.value, one.low, one.compared) for one in empty} == {
            (0, 0, 0, None, None, None)
        }


def test_a_courtyard_that_is_withheld_is_so_on_its_own_page_too(demo_session):
    found = indicators.detail(demo_session, key="household_participation", day=DAY)
    courtyards = indicators.view(found, role=Role.LEADER).courtyards
    place = next(one.scope for one in courtyards if one.verdict is Verdict.WITHHELD)
    own = indicators.view(found, role=Role.LEADER, courtyard_id=place)
    assert (own.score.verdict, own.score.part, own.series) == (Verdict.WITHHELD, 0, [])


def quarters(place, parts):
    periods = [f"{2020 + at // 4}-Q{at % 4 + 1}" for at in range(len(parts))]
    return [
        Score("household_participation", "", place, period, part, 40, 40, part / 40)
        for period, part in zip(periods, parts, strict=True)
    ]


def small_once(kind: str) -> indicators.Detail:
    """Six courtyards, 24 quarters of 20 of 40 in each; only the seventeenth of the second has 2 of 40.

    Beside them stand twelve periods of a `kind`: R for rolling years, nothing for quarters.
    """
    years = [
        Score(
            "household_participation", "", place, f"{kind}{2024 + at // 4}-Q{at % 4 + 1}", 80, 160, 160, 0.5
        )
        for place in range(1, 7)
        for at in range(12)
    ]
    series = [
        one for place in range(1, 7) for one in quarters(place, SMALL_ONCE if place == 2 else [20] * 24)
    ]
    site = [replace(years[-1], scope=-1, part=480, whole=960, n=960)]
    return indicators.Detail("household_participation", site, site, years, site, series, None)


SMALL_ONCE = [20] * 16 + [2] + [20] * 7


def test_a_small_quarter_far_back_keeps_the_whole_series_from_a_leader_where_years_stand_beside_it():
    found = small_once("R")

    def seen(role, place):
        view = indicators.view(found, role=role, courtyard_id=place)
        assert [one.part for one in view.trend] == [80] * 12
        return [one.part for one in view.series]

    assert seen(Role.OFFICE, 2) == SMALL_ONCE
    assert seen(Role.LEADER, 2) == []
    # Two others go with it, or the second would be the site's less the others; the rest stay.
    told = [place for place in range(1, 7) if seen(Role.LEADER, place)]
    assert len(told) == 3
    assert all(seen(Role.LEADER, place) == [20] * 24 for place in told)
    # A courtyard without a number shows the site's, and nobody's series.
    assert indicators.view(found, role=Role.LEADER, courtyard_id=9).series == []


def test_a_small_quarter_is_a_gap_in_its_series_where_no_sum_stands_beside_it():
    view = indicators.view(small_once(""), role=Role.LEADER, courtyard_id=2)
    assert [one.part for one in view.series] == [20] * 16 + [0] + [20] * 7
    assert [one.verdict is Verdict.WITHHELD for one in view.series] == [False] * 16 + [True] + [False] * 7


@pytest.mark.parametrize("key", CATALOGUE)
def test_the_series_is_of_the_courtyard_that_is_shown_and_no_other(demo_session, key):
    is_split = CATALOGUE[key].lowest is Level.COURTYARD
    found = indicators.detail(demo_session, key=key, day=DAY, courtyard_id=3)
    seen = indicators.view(found, role=Role.OFFICE, courtyard_id=3)
    assert {one.scope for one in seen.series} <= {3 if is_split else -1}
    wanted = {key: [parse(one.period) for one in seen.series]}
    own = score(
        demo_session,
        wanted,
        level=Level.COURTYARD if is_split else Level.SITE,
        courtyard_id=3 if is_split else None,
    )
    numbers = [(one.part, one.whole, one.value) for one in own if not one.stratum]
    assert [(one.part, one.whole, one.value) for one in seen.series] == numbers
    assert numbers or found.series == []


def test_cases_are_no_people(demo_session):
    found = indicators.detail(demo_session, key="solve_rate", day=DAY)
    assert withholding.withheld(found.courtyards, role=Role.PUBLIC) == found.courtyards


def test_below_twelve_points_there_is_a_median_and_no_limits():
    values = [0.7, 0.8, None, 0.75, 0.9]
    found = indicators.control(course(*values))
    assert (found.centre, found.low, found.high) == (median([0.7, 0.8, 0.75, 0.9]), None, None)
    assert indicators.control(course(0.7, None, 0.8, 0.9)) is None


def test_from_twelve_points_there_are_limits_provisional_below_twenty():
    values = [0.7, 0.8] * 6
    found = indicators.control(course(*values))
    moving = 0.1
    assert found.centre == pytest.approx(mean(values))
    assert (found.low, found.high) == pytest.approx((0.75 - 2.66 * moving, 0.75 + 2.66 * moving))
    assert found.provisional
    assert not indicators.control(course(*[0.7, 0.8] * 10)).provisional


def test_twelve_points_without_neighbours_get_a_run_chart():
    found = indicators.control(course(*[0.7, None] * 12))
    assert found.low is None


def test_the_funnel_stands_where_binomial_tails_put_it(demo_session):
    found = indicators.detail(demo_session, key="solve_rate", day=DAY)
    seen = indicators.view(found, role=Role.LEADER)
    drawn = indicators.funnel(seen.courtyards, seen.around)
    centre = seen.around.part / seen.around.whole
    assert drawn.centre == centre
    for point in drawn.curves:
        tail = (1 - point["level"]) / 2
        inside = round(point["low"] * point["whole"] + 0.5)
        assert binom.cdf(inside - 2, point["whole"], centre) < tail
        assert point["low"] <= centre <= point["high"]
    assert {point["level"] for point in drawn.curves} == {0.95, 0.998}


def test_a_census_has_no_funnel(demo_session):
    for key, one in CATALOGUE.items():
        if one.lowest is Level.COURTYARD and one.stat in (Stat.CENSUS, Stat.MEDIAN):
            found = indicators.detail(demo_session, key=key, day=DAY)
            seen = indicators.view(found, role=Role.OFFICE)
            assert indicators.funnel(seen.courtyards, seen.around) is None


def test_three_courtyards_are_no_funnel():
    scores = [
        Score("solve_rate", "", place, "R2026-Q3", 18, 20, 20, 0.9, 0.7, 0.97) for place in (1, 2, 3, 4)
    ]
    around = replace(scores[0], scope=-1, part=72, whole=80, n=80)
    assert indicators.funnel(scores, around) is not None
    assert indicators.funnel(scores[:3], around) is None
