"""Funnel limits against scipy's distributions and Spiegelhalter's formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dashboard.indicators.statistics import Place, binomial_limits, overdispersed, place, poisson_limits

centres = st.floats(0.01, 0.99)
wholes = st.integers(1, 400)
levels = st.sampled_from([0.95, 0.998])


def published(distribution, probability: float) -> float:
    """Spiegelhalter 2005, A.1.1: the quantile r, less (F(r) - p) / (F(r) - F(r - 1)), as a count."""
    r = distribution.ppf(probability)
    return r - (distribution.cdf(r) - probability) / (distribution.cdf(r) - distribution.cdf(r - 1))


@given(centres, wholes, levels)
def test_binomial_limits_are_the_interpolated_exact_ones(centre, whole, level):
    distribution, tail = stats.binom(whole, centre), (1 - level) / 2
    low, high = binomial_limits(centre, whole, level)
    assert low * whole == pytest.approx(max(0, published(distribution, tail)), abs=1e-6)
    assert high * whole == pytest.approx(min(whole, published(distribution, 1 - tail) + 1), abs=1e-6)
    assert 0 <= low <= centre <= high <= 1


@given(st.floats(0.001, 20), st.floats(0.5, 500), levels)
def test_poisson_limits_are_the_interpolated_exact_ones(rate, exposure, level):
    distribution, tail = stats.poisson(rate * exposure), (1 - level) / 2
    low, high = poisson_limits(rate, exposure, level)
    assert low * exposure == pytest.approx(max(0, published(distribution, tail)), abs=1e-5)
    assert high * exposure == pytest.approx(published(distribution, 1 - tail) + 1, abs=1e-5)
    assert 0 <= low <= rate <= high


@given(centres, wholes, levels)
def test_the_funnel_of_misses_mirrors_the_funnel_of_hits(centre, whole, level):
    low, high = binomial_limits(centre, whole, level)
    low_misses, high_misses = binomial_limits(1 - centre, whole, level)
    assert (low_misses, high_misses) == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_the_funnel_narrows_as_the_whole_grows():
    widths = [high - low for low, high in (binomial_limits(0.8, n, 0.998) for n in (10, 40, 160, 640))]
    assert widths == sorted(widths, reverse=True)
    widths = [high - low for low, high in (poisson_limits(0.1, n, 0.998) for n in (10, 40, 160, 640))]
    assert widths == sorted(widths, reverse=True)


@given(centres, st.integers(1, 120), st.data())
def test_a_share_is_placed_by_its_own_tail(centre, whole, data):
    """Clear below a tail of 0.1%, watch below 2.5%: an independent test of every limit."""
    part = data.draw(st.integers(0, whole))
    at_least, at_most = stats.binom.sf(part - 1, whole, centre), stats.binom.cdf(part, whole, centre)
    assert place(part, whole, centre, "proportion") == by_tails(at_least, at_most)


@given(st.floats(0.01, 2), st.floats(1, 60), st.integers(0, 200))
def test_a_rate_is_placed_by_its_own_tail(rate, exposure, events):
    expected = rate * exposure
    at_least, at_most = stats.poisson.sf(events - 1, expected), stats.poisson.cdf(events, expected)
    assert place(events, exposure, rate, "rate") == by_tails(at_least, at_most)


def by_tails(at_least: float, at_most: float) -> Place:
    if at_most < 0.001 or at_least < 0.001:
        return Place.CLEARLY_LOW if at_most < 0.001 else Place.CLEARLY_HIGH
    if at_most < 0.025 or at_least < 0.025:
        return Place.WATCH_LOW if at_most < 0.025 else Place.WATCH_HIGH
    return Place.ALIKE


def test_all_of_twenty_around_95_percent_is_nothing_unusual():
    """One courtyard in three does that by chance; the published upper limit, 19.997, would flag it."""
    assert stats.binom.pmf(20, 20, 0.95) > 1 / 3
    assert published(stats.binom(20, 0.95), 0.999) < 20
    assert place(20, 20, 0.95, "proportion") is Place.ALIKE


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (23, Place.CLEARLY_LOW),
        (26, Place.WATCH_LOW),
        (27, Place.ALIKE),
        (37, Place.ALIKE),
        (38, Place.WATCH_HIGH),
        (40, Place.CLEARLY_HIGH),
    ],
)
def test_forty_households_around_80_percent(part, expected):
    """All forty happen by chance once in 7,500 times (0.8^40), 38 or more once in 126, 37 once in 35."""
    assert place(part, 40, 0.8, "proportion") is expected


@pytest.mark.parametrize(
    ("centre", "part", "expected"), [(0, 0, "alike"), (1, 9, "alike"), (1, 8, "clearly_low")]
)
def test_a_site_at_none_or_at_all(centre, part, expected):
    assert place(part, 9, centre, "proportion") == expected


def test_a_rate_of_nothing_flags_the_first_event():
    assert place(0, 30, 0, "rate") is Place.ALIKE
    assert place(1, 30, 0, "rate") is Place.CLEARLY_HIGH


def test_overdispersed_is_more_than_one_in_ten_clearly_outside():
    alike, low, high = Place.ALIKE, Place.CLEARLY_LOW, Place.CLEARLY_HIGH
    assert not overdispersed([])
    assert not overdispersed([low] + [alike] * 9)
    assert overdispersed([low, high] + [alike] * 8)
    assert not overdispersed([Place.WATCH_LOW, Place.WATCH_HIGH] + [alike] * 8)


@pytest.mark.parametrize("case", [(-0.1, 5, 0.95), (1.1, 5, 0.95), (0.5, 0, 0.95), (0.5, 5, 1), (0.5, 5, 0)])
def test_binomial_limits_refuse_the_impossible(case):
    with pytest.raises(ValueError, match="no "):
        binomial_limits(*case)


@pytest.mark.parametrize("case", [(-0.1, 5, 0.95), (0.5, 0, 0.95), (0.5, 5, 1.5)])
def test_poisson_limits_refuse_the_impossible(case):
    with pytest.raises(ValueError, match="no "):
        poisson_limits(*case)


@pytest.mark.parametrize(
    "case", [(6, 5, 0.5, "proportion"), (-1, 5, 0.5, "rate"), (1, 5.5, 0.5, "proportion")]
)
def test_place_refuses_the_impossible(case):
    with pytest.raises(ValueError, match="is no"):
        place(*case)
