"""Run charts and XmR charts against numbers worked by hand and by enumeration."""

import math
from itertools import combinations, groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators.statistics import Limits, Signal, SignalKind, run_chart, signals, xmr

WIDE = Limits(centre=10, low=-100, high=100, moving_range_mean=1, provisional=False)
months = st.lists(st.none() | st.integers(-50, 50), min_size=1, max_size=40)


def test_xmr_worked_by_hand():
    """Sum 132 over 12 = 11; ranges 2 3 1 4 2 1 3 2 4 1 2, sum 25 over 11; 2.66 × 25/11 = 6.04545."""
    limits = xmr([10, 12, 9, 10, 14, 12, 11, 14, 12, 8, 9, 11])
    assert limits.centre == 11
    assert limits.moving_range_mean == pytest.approx(25 / 11)
    assert (limits.low, limits.high) == pytest.approx((4.95455, 17.04545), abs=1e-5)
    assert limits.provisional


def test_limits_are_firm_from_twenty_values_on():
    values = [10, 12] * 10
    assert xmr(values[:19]).provisional
    assert not xmr(values).provisional
    assert xmr([*values[:19], None]).provisional


def test_xmr_takes_no_moving_range_across_a_missing_month():
    limits = xmr([10, 12, None, 40, 41])
    assert limits.moving_range_mean == 1.5
    assert limits.centre == 25.75


@pytest.mark.parametrize("values", [[], [5], [5, None, 6], [None, None]])
def test_xmr_needs_two_neighbouring_values(values):
    with pytest.raises(ValueError, match="two neighbouring"):
        xmr(values)


def test_not_a_number_is_refused():
    with pytest.raises(ValueError, match="never NaN"):
        xmr([1.0, math.nan, 2.0])


@given(st.floats(-1e6, 1e6), st.integers(2, 40))
def test_equal_values_give_no_signal(value, n):
    values = [value] * n
    assert xmr(values).low == xmr(values).high == value
    assert signals(values, xmr(values)) == []
    assert run_chart(values).signals == ()


def test_a_point_outside_a_limit():
    """Sum 122 over 12; ranges nine times 1, 12, 11: the 21 lies above 10.17 + 2.66 × 32/11 = 17.90."""
    values = [10, 9, 10, 9, 10, 9, 21, 10, 9, 8, 9, 8]
    assert signals(values, xmr(values)) == [Signal(6, SignalKind.ABOVE_LIMIT, 6)]
    mirrored = [-value for value in values]
    assert signals(mirrored, xmr(mirrored)) == [Signal(6, SignalKind.BELOW_LIMIT, 6)]


def test_a_point_on_a_limit_is_within_it():
    assert signals([100, -100], WIDE) == []


def test_seven_on_one_side_are_given_once_at_the_seventh():
    values = [9, 11, 12, 11, 12, 11, 12, 11, 12, 11, 9]
    assert signals(values, WIDE) == [Signal(7, SignalKind.SEVEN_ABOVE, 1)]
    assert signals(values[:7], WIDE) == []
    below = [20 - value for value in values]
    assert signals(below, WIDE) == [Signal(7, SignalKind.SEVEN_BELOW, 1)]


def test_missing_months_and_points_on_the_centre_neither_count_nor_break():
    values = [11, 12, None, 11, 10, 12, 11, None, 12, 11]
    assert signals(values, WIDE) == [Signal(9, SignalKind.SEVEN_ABOVE, 0)]


def test_seven_rising_or_falling():
    rising = [12, 4, 6, 8, 9, 11, 13, 15, 16, 3]
    assert signals(rising, WIDE) == [Signal(7, SignalKind.SEVEN_RISING, 1)]
    assert signals(rising[:7], WIDE) == []
    falling = [20 - value for value in rising]
    assert signals(falling, WIDE) == [Signal(7, SignalKind.SEVEN_FALLING, 1)]


def test_a_missing_month_does_not_break_a_rise_but_an_equal_value_does():
    assert signals([4, 6, None, 8, 9, 11, 13, 15], WIDE) == [Signal(7, SignalKind.SEVEN_RISING, 0)]
    assert signals([4, 6, 8, 8, 9, 11, 13, 15], WIDE) == []


@given(months, st.integers(0, 5))
def test_missing_months_at_the_ends_change_only_positions(values, before):
    padded = [None] * before + values + [None] * 3
    moved = [Signal(s.index + before, s.kind, s.since + before) for s in signals(values, WIDE)]
    assert signals(padded, WIDE) == moved


def test_a_run_chart_that_shifted():
    """Five below, then five above: 2 runs, where Swed and Eisenhart's table gives 3 to 9 for 5 and 5."""
    run = run_chart([3, 4, 2, 3, 4, 8, 9, 7, 8, 9])
    assert (run.median, run.runs, run.fewest, run.most) == (5.5, 2, 3, 9)
    assert run.shifted
    assert not run.zigzag
    assert run.signals == ()


def test_a_run_chart_that_zigzags():
    run = run_chart([2, 9, 3, 8, None, 2, 9, 3, 8, 2, 9])
    assert (run.runs, run.fewest, run.most) == (10, 3, 9)
    assert run.zigzag
    assert not run.shifted


def test_a_run_chart_that_rises():
    run = run_chart([5, 4, 3, 4, 5, 6, 7, 8, 9])
    assert run.signals == (Signal(8, SignalKind.SEVEN_RISING, 2),)


def test_values_on_the_median_belong_to_no_run():
    run = run_chart([1, 5, 5, 9, 5])
    assert (run.median, run.runs, run.fewest, run.most) == (5, 2, 2, 2)
    assert run_chart([5, 5, 5]).runs == 0
    lopsided = run_chart([1, 1, 1, 5])
    assert (lopsided.runs, lopsided.shifted, lopsided.zigzag) == (1, False, False)


def test_a_run_chart_needs_a_value():
    with pytest.raises(ValueError, match="at least one value"):
        run_chart([None, None])


@pytest.mark.parametrize(
    ("each", "critical_low", "critical_high"), [(6, 3, 11), (7, 3, 13), (9, 5, 15), (10, 6, 16)]
)
def test_likely_runs_lie_between_the_published_critical_values(each, critical_low, critical_high):
    """Swed and Eisenhart 1943: so few or so many runs happen less than 2.5 times in 100."""
    run = run_chart([0] * each + [1] * each)
    assert (run.fewest, run.most) == (critical_low + 1, critical_high - 1)


@pytest.mark.parametrize("each", [2, 3, 4, 5, 6])
def test_likely_runs_by_enumerating_every_order(each):
    orders = [
        len(list(groupby(i in above for i in range(2 * each))))
        for above in combinations(range(2 * each), each)
    ]
    likely = [
        runs
        for runs in range(1, 2 * each + 1)
        if min(sum(o <= runs for o in orders), sum(o >= runs for o in orders)) > 0.025 * len(orders)
    ]
    run = run_chart([0] * each + [1] * each)
    assert (run.fewest, run.most) == (likely[0], likely[-1])
