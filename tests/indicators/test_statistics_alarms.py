"""False alarms against draws of chance, and against every count looked at one by one."""

import numpy as np
import pytest
from scipy import stats

from dashboard.indicators.statistics import CLEAR, WATCH, Place, alarms, difference, place

DRAWS = 20_000


@pytest.mark.parametrize(("share", "whole1", "whole2"), [(0.8, 60, 75), (0.1, 120, 90), (0.95, 25, 30)])
def test_two_groups_without_a_difference_are_told_apart_as_often_as_draws_are(share, whole1, whole2):
    draws = np.random.default_rng(278)
    pairs = np.stack([draws.binomial(whole, share, DRAWS) for whole in (whole1, whole2)], axis=1)
    kinds, counts = np.unique(pairs, axis=0, return_counts=True)
    apart = 0
    for (part1, part2), count in zip(kinds, counts, strict=True):
        found = difference(int(part1), whole1, int(part2), whole2)
        apart += int(count) * (found.low > 0 or found.high < 0)
    rate = alarms.of_difference(share, whole1, whole2)
    # Four standard errors of so many draws.
    assert abs(apart / DRAWS - rate) < 4 * np.sqrt(rate * (1 - rate) / DRAWS)
    assert 0.005 < rate < 0.08


@pytest.mark.parametrize("share", [0.05, 0.5, 0.81, 0.95, 1.0])
@pytest.mark.parametrize("whole", [1, 20, 24, 60])
def test_a_courtyard_like_the_site_is_flagged_as_often_as_its_counts_are_outside(share, whole):
    places = [place(part, whole, share, "proportion") for part in range(whole + 1)]
    weights = stats.binom(whole, share).pmf(np.arange(whole + 1))
    clear = sum(w for one, w in zip(places, weights, strict=True) if one.name.startswith("CLEARLY"))
    watch = sum(w for one, w in zip(places, weights, strict=True) if one is not Place.ALIKE)
    assert alarms.of_funnel(share, whole, CLEAR) == pytest.approx(clear, abs=1e-12)
    assert alarms.of_funnel(share, whole, WATCH) == pytest.approx(watch, abs=1e-12)
    assert clear <= 0.002
    assert watch <= 0.05


def test_many_comparisons_make_one_alarm_likely():
    assert alarms.any_of([]) == 0
    assert alarms.any_of([0.05] * 7) == pytest.approx(1 - 0.95**7)
    assert alarms.any_of([0.3, 1.0]) == 1


def test_a_large_group_takes_no_longer_and_a_missing_one_is_refused():
    assert alarms.of_difference(0.8, 40_000, 40_000) == pytest.approx(0.05, abs=0.003)
    for wrong in ((1.2, 5, 5), (0.5, 0, 5)):
        with pytest.raises(ValueError, match="no alarm"):
            alarms.of_difference(*wrong)
