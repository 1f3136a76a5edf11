"""The usual range against numpy and scipy, and against what chance alone does."""

from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dashboard.rules.usual import FEWEST, Range, usual

WIDE = st.lists(st.floats(-1e6, 1e6), min_size=FEWEST, max_size=40)


@given(WIDE)
def test_where_values_spread_the_fences_are_tukeys(past: list[float]) -> None:
    first, median, third = np.percentile(past, [25, 50, 75])
    distance = stats.iqr(past)
    found = usual(past)
    assert found is not None
    assert isclose(found.median, median, abs_tol=1e-6)
    if distance > 1.349 * max(abs(median), 1) ** 0.5:
        assert isclose(found.high, third + 1.5 * distance, abs_tol=1e-3)
        low = first - 1.5 * distance
        assert isclose(found.low, max(low, 0) if min(past) >= 0 else low, abs_tol=1e-3)


@given(WIDE)
def test_the_median_is_always_usual(past: list[float]) -> None:
    found = usual(past)
    assert found is not None
    assert not found.is_unusual(float(np.median(past)))


@pytest.mark.parametrize("count", range(FEWEST))
def test_too_few_values_are_not_judged(count: int) -> None:
    assert usual([5.0] * count) is None
    assert usual([5.0] * FEWEST) is not None


def test_six_equal_months_do_not_make_the_seventh_suspicious() -> None:
    found = usual([20] * 6)
    assert found is not None
    # 20 ± 4 half quartile ranges of a Poisson count of 20: scipy's quartiles of its normal likeness.
    half = stats.norm(20, 20**0.5).ppf(0.75) - 20
    assert (found.low, found.high) == pytest.approx((20 - 4 * half, 20 + 4 * half), abs=0.01)
    assert [value for value in (7, 8, 15, 20, 25, 32, 33) if found.is_unusual(value)] == [7, 33]


def test_months_without_anything_do_not_question_the_first_record() -> None:
    found = usual([0] * 12)
    assert found is not None
    assert not found.is_unusual(1)
    assert found.is_unusual(5)
    assert found.low == 0


@pytest.mark.parametrize("mean", [1, 4, 20, 60])
def test_what_chance_alone_does_is_seldom_questioned(mean: int) -> None:
    rng = np.random.default_rng(278)
    months = rng.poisson(mean, size=(2000, 13))
    asked = [usual(list(map(float, row[:12]))).is_unusual(row[12]) for row in months]  # type: ignore[union-attr]
    assert np.mean(asked) < 0.04


def test_both_ends_are_usual() -> None:
    ends = Range(low=2, high=8, median=5)
    assert [value for value in range(11) if ends.is_unusual(value)] == [0, 1, 9, 10]
