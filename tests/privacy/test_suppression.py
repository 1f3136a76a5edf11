"""Small cells, and an attacker who tries every table that fits what was published."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.privacy.suppression import hidden, limit, settled
from dashboard.schema.trust import Role

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


@given(values=TABLES, most=st.integers(1, 4))
def test_nothing_is_hidden_for_nothing(values, most):
    taken = hidden([(value,) for value in values], most=most)
    small = {place for place, value in enumerate(values) if 0 < value <= most}
    further = taken - small
    assert small or not taken
    if further:
        before = taken - {max(further)}
        assert len(before) < 2 or 0 < sum(values[place] for place in before) <= most


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


def test_the_second_row_is_chosen_by_place_not_by_count():
    assert hidden([(30,), (2,), (9,)], most=4) == {0, 1}
    assert hidden([(2,), (30,), (9,)], most=4) == {0, 1}


def test_a_small_total_hides_the_zeros_too():
    assert hidden([(1,), (0,), (1,)], most=4) == {0, 1, 2}


@pytest.mark.parametrize(("role", "most"), [(Role.PUBLIC, 10), (Role.LEADER, 4), (Role.OFFICE, 0)])
def test_each_role_has_its_limit(role, most):
    assert limit(role) == most


@given(tables=st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=1, max_size=3))
def test_who_is_told_less_is_told_nothing_that_is_hidden_from_others(tables):
    """A leader can look at the public's page too."""
    given_ = [[(value,) for value in table] for table in tables]
    assert settled(given_, most=4) <= settled(given_, most=10)
    assert settled(given_, most=0) == frozenset()


def test_the_public_page_does_not_show_what_a_leader_may_not_solve():
    """A leader is not told rows 1 and 3; alone, the public's limit would hide 3 and 4 and show row 1."""
    table = [(20,), (30,), (3,), (8,)]
    assert settled([table], most=4) == {0, 2}
    assert hidden(table, most=10) == {2, 3}
    assert settled([table], most=10) == {0, 2, 3}


@given(tables=st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=2, max_size=3))
def test_tables_about_the_same_people_hide_the_same_rows_and_none_can_be_solved(tables):
    most = 4
    taken = settled([[(value,) for value in table] for table in tables], most=most)
    for table in tables:
        assert {place for place, value in enumerate(table) if 0 < value <= most} <= taken
        left = sum(table[place] for place in taken)
        assert not taken or left == 0 or left > most or len(taken) == len(table)
