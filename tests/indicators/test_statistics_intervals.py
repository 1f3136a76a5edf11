"""Intervals against scipy, statsmodels and published tables."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from dashboard.indicators.statistics import Interval, difference, mean, poisson, share, wilson


def ends(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


@st.composite
def counts(draw, most=2_000):
    whole = draw(st.integers(1, most))
    return draw(st.integers(0, whole)), whole


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"), [(18, 20, 69.9, 97.2), (27, 30, 74.4, 96.5), (90, 100, 82.6, 94.5)]
)
def test_wilson_gives_the_reference_values(part, whole, low, high):
    interval = wilson(part, whole)
    assert interval.value == part / whole
    assert tuple(round(100 * end, 1) for end in ends(interval)) == (low, high)


@given(counts())
def test_wilson_agrees_with_statsmodels(count):
    assert ends(wilson(*count)) == pytest.approx(proportion_confint(*count, method="wilson"), abs=1e-12)


@given(counts())
def test_wilson_lies_within_0_and_1_around_the_value_and_mirrors(count):
    part, whole = count
    interval, mirror = wilson(part, whole), wilson(whole - part, whole)
    assert 0 <= interval.low <= interval.value <= interval.high <= 1
    assert ends(mirror) == pytest.approx((1 - interval.high, 1 - interval.low), abs=1e-12)


@given(counts(), st.integers(2, 20))
def test_wilson_narrows_as_the_same_share_is_seen_more_often(count, times):
    part, whole = count
    low, high = ends(wilson(part, whole))
    low_more, high_more = ends(wilson(times * part, times * whole))
    assert high_more - low_more < high - low


@pytest.mark.parametrize("whole", [1, 7, 365])
def test_wilson_at_none_and_at_all_ends_exactly_at_0_and_1(whole):
    none, everybody = wilson(0, whole), wilson(whole, whole)
    bound = stats.norm.ppf(0.975) ** 2 / (whole + stats.norm.ppf(0.975) ** 2)
    assert ends(none) == (0.0, pytest.approx(bound))
    assert ends(everybody) == (pytest.approx(1 - bound), 1.0)


def test_wilson_of_a_sample_uses_the_effective_sample_size():
    """Asking 100 of 199 households is worth asking 200 of endlessly many."""
    assert ends(wilson(90, 100, population=199)) == pytest.approx(ends(wilson(180, 200)))


@given(counts(most=300), st.integers(0, 300), st.integers(1, 300))
def test_wilson_narrows_as_the_sample_nears_the_population(count, unseen, more):
    part, whole = count
    near = wilson(part, whole, population=whole + unseen)
    far = wilson(part, whole, population=whole + unseen + more)
    endless = wilson(part, whole)
    assert near.high - near.low <= far.high - far.low + 1e-12
    assert far.high - far.low <= endless.high - endless.low + 1e-12


def test_wilson_of_everybody_has_no_width():
    assert wilson(27, 30, population=30) == Interval(0.9, 0.9, 0.9)
    assert wilson(1, 1, population=1) == Interval(1.0, 1.0, 1.0)


@pytest.mark.parametrize("case", [(0, 0), (1, 0), (-1, 5), (6, 5), (0, -3)])
def test_wilson_refuses_what_is_no_share(case):
    with pytest.raises(ValueError, match="no share"):
        wilson(*case)


def test_a_sample_larger_than_its_population_is_refused():
    with pytest.raises(ValueError, match="sample"):
        wilson(5, 10, population=9)
    with pytest.raises(ValueError, match="sample"):
        mean(30, 100, 10, population=9)


@pytest.mark.parametrize(("events", "low", "high"), [(0, 0, 3.69), (1, 0.03, 5.57), (7, 2.81, 14.42)])
def test_poisson_gives_the_reference_values(events, low, high):
    assert tuple(round(end, 2) for end in ends(poisson(events, 1))) == (low, high)


@given(st.integers(0, 5_000), st.floats(0.01, 1e6))
def test_poisson_is_the_exact_interval(events, exposure):
    """Both ends are chi-squared quantiles, and at each the count has a tail of exactly 2.5%."""
    interval = poisson(events, exposure)
    low = stats.chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    high = stats.chi2.ppf(0.975, 2 * events + 2) / 2
    assert ends(interval) == pytest.approx((low / exposure, high / exposure), rel=1e-9)
    assert stats.poisson.cdf(events, interval.high * exposure) == pytest.approx(0.025, rel=1e-6)
    if events:
        assert stats.poisson.sf(events - 1, interval.low * exposure) == pytest.approx(0.025, rel=1e-6)
    assert 0 <= interval.low <= interval.value < interval.high


@pytest.mark.parametrize("case", [(-1, 10), (3, 0), (3, -2.0), (3, math.nan)])
def test_poisson_refuses_what_is_no_rate(case):
    with pytest.raises(ValueError, match="no rate"):
        poisson(*case)


@given(st.lists(st.integers(0, 10), min_size=2, max_size=60))
def test_mean_is_students_interval(answers):
    interval = mean(sum(answers), sum(x * x for x in answers), len(answers))
    error = stats.sem(answers)
    half = stats.t.ppf(0.975, len(answers) - 1) * error
    assert interval.value == pytest.approx(np.mean(answers))
    assert ends(interval) == pytest.approx((interval.value - half, interval.value + half), abs=1e-9)


def test_mean_keeps_a_small_spread_around_a_large_value():
    """Sums of fen: in floats the squares would swallow the spread."""
    fen = [10**9, 10**9 + 1, 10**9 + 2]
    interval = mean(sum(fen), sum(x * x for x in fen), 3)
    half = stats.t.ppf(0.975, 2) / math.sqrt(3)
    assert interval.value == 10**9 + 1
    assert interval.high - 10**9 - 1 == pytest.approx(half, rel=1e-6)


def test_mean_of_a_sample_of_a_known_population():
    """Cochran: the variance of the mean is s²/n (1 - n/N)."""
    hours = [1, 2, 4, 4, 9]
    endless = mean(sum(hours), sum(x * x for x in hours), 5)
    of_eight = mean(sum(hours), sum(x * x for x in hours), 5, population=8)
    everybody = mean(sum(hours), sum(x * x for x in hours), 5, population=5)
    assert of_eight.high - 4 == pytest.approx((endless.high - 4) * math.sqrt(1 - 5 / 8))
    assert everybody == Interval(4.0, 4.0, 4.0)


def test_mean_takes_rounded_sums_of_equal_values():
    assert ends(mean(0.1 + 0.1 + 0.1, 3 * 0.1 * 0.1, 3)) == pytest.approx((0.1, 0.1), abs=1e-7)
    assert mean(Decimal("0.3"), Decimal("0.03"), 3) == Interval(0.1, 0.1, 0.1)


def test_mean_refuses_too_few_values_and_impossible_sums():
    with pytest.raises(ValueError, match="no interval"):
        mean(7, 49, 1)
    with pytest.raises(ValueError, match="no 3 values"):
        mean(30, 200, 3)


def test_share_is_a_value_without_an_interval():
    assert share(18, 20) == Interval(0.9, None, None)
    assert share(130, 40).value == 3.25


@pytest.mark.parametrize("case", [(0, 0), (-1, 4), (1, -4)])
def test_share_refuses_nothing_due(case):
    with pytest.raises(ValueError, match="no share"):
        share(*case)


@pytest.mark.parametrize(
    ("one", "two", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_difference_gives_newcombes_examples(one, two, low, high):
    """Newcombe 1998, Stat Med 17:873, table II, method 10."""
    assert tuple(round(end, 4) for end in ends(difference(*one, *two))) == (low, high)


@given(counts(), counts())
def test_difference_agrees_with_statsmodels(one, two):
    interval = difference(*one, *two)
    reference = confint_proportions_2indep(*one, *two, method="newcomb", compare="diff")
    assert ends(interval) == pytest.approx(reference, abs=1e-9)
    assert -1 <= interval.low <= interval.value <= interval.high <= 1


@given(counts(), counts())
def test_difference_turned_round_is_its_mirror(one, two):
    interval, turned = difference(*one, *two), difference(*two, *one)
    assert ends(turned) == pytest.approx((-interval.high, -interval.low), abs=1e-12)


def test_difference_refuses_what_is_no_share():
    with pytest.raises(ValueError, match="no share"):
        difference(5, 10, 0, 0)
