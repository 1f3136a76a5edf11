"""Small cells, and an attacker who tries every table that fits what was published."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from dashboard.privacy.suppression import hidden, limit, settled
from dashboard.schema.accounts import Role

TABLES = st.lists(st.integers(0, 9), min_size=2, max_size=5)


def solutions(values, taken):
    """Every set of counts for the hidden rows that adds up to the published total."""
    left = sum(values[place] for place in taken)
    return [
        dict(zip(sorted(taken), found, strict=True))
        for found in product(range(left + 1), repeat=len(taken))
        if sum(found) == left
    ]


@given(values=TABLES, most=st.integers(1, 4))
def test_no_small_cell_can_be_solved(values, most):
    taken = hidden([(value,) for value in values], most=most)
    small = {place for place, value in enumerate(values) if 0 < value <= most}
    assert small <= taken
    found = solutions(values, taken)
    assert {place: values[place] for place in taken} in found
    for place in small:
        assert len({one[place] for one in found}) > 1


@given(values=TABLES, most=st.integers(1, 4), first=st.integers(0, 9))
def test_the_next_two_large_ones_hide_with_the_small_ones_and_nothing_for_nothing(values, most, first):
    taken = hidden([(value,) for value in values], most=most, first=first)
    small = {place for place, value in enumerate(values) if 0 < value <= most}
    order = [(first + step) % len(values) for step in range(len(values))]
    large = [place for place in order if values[place] > most]
    if not small:
        assert not taken
    elif len(large) < 2:
        assert len(taken) == len(values)
    else:
        assert taken == small | set(order[: order.index(large[1]) + 1])


@given(table=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=4))
def test_neither_hits_nor_the_others_can_be_solved(table):
    most = 3
    taken = hidden([(hit + other, hit, other) for hit, other in table], most=most)
    for column in (0, 1):
        values = [row[column] for row in table]
        found = solutions(values, taken)
        for place in taken:
            if 0 < values[place] <= most:
                assert len({one[place] for one in found}) > 1


def test_a_single_row_is_hidden_alone():
    assert hidden([(3,)], most=4) == {0}
    assert hidden([(5,)], most=4) == frozenset()
    assert hidden([], most=4) == frozenset()


def test_what_hides_with_it_is_chosen_by_place_not_by_count():
    assert hidden([(30,), (2,), (9,), (40,)], most=4) == {0, 1, 2}
    assert hidden([(30,), (2,), (9,), (40,)], most=4, first=2) == {1, 2, 3}
    assert hidden([(2,), (30,), (9,), (40,)], most=4, first=3) == {0, 1, 3}


def test_a_small_total_hides_the_zeros_too():
    assert hidden([(1,), (0,), (1,)], most=4) == {0, 1, 2}


@pytest.mark.parametrize(("role", "most"), [(Role.PUBLIC, 10), (Role.LEADER, 4), (Role.OFFICE, 0)])
def test_each_role_has_its_limit(role, most):
    assert limit(role) == most


LARGE = st.lists(st.lists(st.integers(0, 40), min_size=5, max_size=5), min_size=1, max_size=3)


def tables_of(found):
    return [[(value,) for value in table] for table in found]


@given(found=LARGE, first=st.integers(0, 4))
def test_who_is_told_less_is_told_nothing_that_is_hidden_from_others(found, first):
    """A leader can look at the public's page too."""
    leader, public, office = (settled(tables_of(found), most=most, first=first) for most in (4, 10, 0))
    assert leader <= public
    assert office == frozenset()


@given(found=LARGE)
def test_tables_about_the_same_people_hide_the_same_rows_and_none_can_be_solved(found):
    most = 4
    taken = settled(tables_of(found), most=most)
    for table in found:
        assert {place for place, value in enumerate(table) if 0 < value <= most} <= taken
        left = sum(table[place] for place in taken)
        assert not taken or left == 0 or left > most or len(taken) == len(table)


@given(
    before=st.lists(st.integers(0, 20), min_size=6, max_size=6),
    changed=st.integers(0, 5),
    to=st.integers(0, 20),
    most=st.integers(1, 5),
)
def test_what_was_told_before_a_correction_and_after_it_gives_no_small_number_away(before, changed, to, most):
    """One row changes. Whoever knows which and keeps both tables knows no more of what is small now.

    What was told openly before it became small, and what has been small once and is large now, cannot be
    taken back; whole tables of zeros and small sums are withheld with their totals.
    """
    after = [to if place == changed else value for place, value in enumerate(before)]
    if any(0 < sum(table) <= most for table in (before, after)):
        return
    was, now = (hidden([(value,) for value in table], most=most) for table in (before, after))
    for place, value in enumerate(after):
        if 0 < value <= most and place in was:
            assert largest(place, before, after, was, now) > most


def largest(place, before, after, was, now):
    """How large a row can be now for all that both tables tell: a linear programme over rows by revision.

    A row that did not change is one unknown in both; the changed one has a second one, the last.
    """
    count = len(before)
    later = [count if before[row] != after[row] else row for row in range(count)]
    known = np.zeros((0, count + 1))
    sums = []
    for table, hides, places in ((before, was, range(count)), (after, now, later)):
        rows = np.eye(count + 1)[list(places)]
        known = np.vstack(
            [known, rows.sum(axis=0), *(rows[[row]] for row in range(count) if row not in hides)]
        )
        sums += [sum(table), *(table[row] for row in range(count) if row not in hides)]
    wanted = np.eye(count + 1)[later[place]]
    best = linprog(-wanted, A_eq=known, b_eq=sums, bounds=(0, None))
    assert best.status == 0, best.message
    return round(-best.fun)
