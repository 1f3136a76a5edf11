"""A number beside an earlier one: of shares the difference is judged, not two intervals."""

import pytest

from dashboard.indicators.changes import Change
from dashboard.indicators.scores import Compared, Score
from dashboard.indicators.statistics import wilson


def share(key: str, part: int, whole: int) -> Score:
    found = wilson(part, whole)
    return Score(key, "", -1, "R2026-Q3", part, whole, whole, found.value, found.low, found.high)


@pytest.mark.parametrize(
    ("key", "before", "now", "said"),
    [
        ("solve_rate", (171, 234), (243, 298), Compared.CLEARLY_BETTER),
        ("solve_rate", (243, 298), (171, 234), Compared.CLEARLY_WORSE),
        ("solve_rate", (28, 33), (39, 43), Compared.ALIKE),
        ("repeat_request", (41, 316), (20, 380), Compared.CLEARLY_BETTER),
        ("repeat_request", (20, 380), (41, 316), Compared.CLEARLY_WORSE),
        ("repeat_request", (41, 316), (39, 380), Compared.ALIKE),
    ],
)
def test_a_share_is_clearly_another_where_the_difference_leaves_out_zero(key, before, now, said):
    change = Change(share(key, *before), share(key, *now))
    assert change.said is said
    assert change.may_be_chance is (said is Compared.ALIKE)


def test_two_intervals_that_overlap_do_not_make_a_difference_chance():
    change = Change(share("solve_rate", 171, 234), share("solve_rate", 243, 298))
    assert change.now.low < change.before.high
    assert change.may_be_chance is False


@pytest.mark.parametrize(
    ("before", "now", "may_be_chance"),
    [((0.4, 2.4), (0.1, 2.0), True), ((2.1, 3.4), (0.1, 2.0), False), ((None, None), (None, None), None)],
)
def test_of_other_numbers_the_intervals_are_compared_and_what_was_counted_in_full_is_no_chance(
    before, now, may_be_chance
):
    ends = [
        Score("burglary_rate", "", -1, "R2026-Q3", 1, 4380, 2, 1.1, low, high) for low, high in (before, now)
    ]
    assert Change(*ends).may_be_chance is may_be_chance
