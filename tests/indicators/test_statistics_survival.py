"""Median times against lifelines and statsmodels."""

import math
import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from statsmodels.duration.survfunc import SurvfuncRight

from dashboard.indicators.statistics import Interval, km_median

cases = st.lists(st.tuples(st.integers(0, 25), st.booleans()), min_size=1, max_size=80)


def by_day(seen: list[tuple[int, bool]]) -> dict[int, tuple[int, int]]:
    closed = Counter(day for day, done in seen if done)
    still_open = Counter(day for day, done in seen if not done)
    return {day: (closed[day], still_open[day]) for day, _ in seen}


def lifelines_median(seen: list[tuple[int, bool]]) -> Interval:
    model = KaplanMeierFitter().fit([day for day, _ in seen], [done for _, done in seen])
    bounds = median_survival_times(model.confidence_interval_).iloc[0]
    found = [model.median_survival_time_, bounds.min(), bounds.max()]
    return Interval(*(None if math.isinf(day) else float(day) for day in found))


def ever_half_open(seen: list[tuple[int, bool]]) -> bool:
    """Whether the curve is a half on some day, which lifelines' floats may miss by a rounding."""
    survival = Fraction(1)
    for day in sorted({day for day, done in seen if done}):
        at_risk = sum(other >= day for other, _ in seen)
        survival *= 1 - Fraction(sum(done and other == day for other, done in seen), at_risk)
        if survival == Fraction(1, 2):
            return True
    return False


@settings(max_examples=60, deadline=None)
@given(cases.filter(lambda seen: not ever_half_open(seen)))
def test_median_and_interval_agree_with_lifelines(seen):
    assert km_median(by_day(seen)) == lifelines_median(seen)


def test_median_of_many_cases_agrees_with_lifelines():
    chance = random.Random(365)
    seen = [(int(chance.weibullvariate(9, 0.8)), chance.random() < 0.7) for _ in range(1_501)]
    assert km_median(by_day(seen)) == lifelines_median(seen)


def test_a_worked_example():
    """Freireich's 21 leukaemia patients on 6-MP, weeks in remission: the median is 23 in every textbook."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    still_open = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    weeks = by_day([(week, True) for week in ended] + [(week, False) for week in still_open])
    reference = SurvfuncRight(ended + still_open, [1] * len(ended) + [0] * len(still_open))
    assert reference.quantile(0.5) == 23
    assert reference.quantile_ci(0.5, method="cloglog") == (13, math.inf)
    assert km_median(weeks) == Interval(23.0, 13.0, None)


def test_exactly_half_open_gives_the_first_such_day():
    """R would say 2.5 here."""
    assert km_median(dict.fromkeys((1, 2, 3, 4), (1, 0))) == Interval(2.0, 1.0, 4.0)


def test_half_is_met_however_many_steps_lead_to_it():
    assert km_median(dict.fromkeys(range(1, 91), (1, 0))).value == 45.0


def test_open_cases_push_the_median_out():
    closed = dict.fromkeys(range(1, 11), (2, 0))
    assert km_median(closed).value == 5.0
    assert km_median(closed | {30: (0, 10)}).value == 8.0


def test_what_is_not_reached_is_none():
    assert km_median({3: (1, 0), 40: (0, 19)}) == Interval(None, None, None)
    assert km_median({40: (0, 19)}) == Interval(None, None, None)


def test_all_closed_on_one_day_is_certain():
    assert km_median({0: (20, 0)}) == Interval(0.0, 0.0, 0.0)


@given(cases)
def test_the_interval_holds_the_median(seen):
    interval = km_median(by_day(seen))
    days = (interval.low, interval.value, interval.high)
    low, value, high = (math.inf if day is None else day for day in days)
    assert low <= value <= high


@pytest.mark.parametrize("times", [{}, {3: (0, 0)}])
def test_no_case_has_no_median(times):
    with pytest.raises(ValueError, match="at least one case"):
        km_median(times)


@pytest.mark.parametrize("times", [{-1: (1, 0)}, {1: (-1, 2)}, {1: (1, -1)}])
def test_negative_days_and_counts_are_refused(times):
    with pytest.raises(ValueError, match="not negative"):
        km_median(times)
