"""Flats inside their building: counted, placed and measured by hand."""

import itertools

import pytest

from dashboard.rules import geometry
from dashboard.rules.geometry import Block, Plane

AT = (102.727, 25.028)


def ring(*corners: tuple[float, float]) -> list[list[float]]:
    """A closed ring from metres east and north of AT, unrounded."""
    plane = Plane(AT)
    return [[AT[0] + x / plane.east, AT[1] + y / plane.north] for x, y in [*corners, corners[0]]]


def metres(points: list[list[float]]) -> list[tuple[float, float]]:
    return [(round(x, 1), round(y, 1)) for x, y in Plane(AT).metres(points)]


EASTWARD = ring((0, 0), (24, 0), (24, 10), (0, 10))
NORTHWARD = ring((0, 0), (10, 0), (10, 24), (0, 24))


def test_stairwells_run_along_the_longest_side_from_the_first_corner():
    block = Block(EASTWARD, first_stairwell=3, stairwells=2)
    assert metres(block.stairwell(3, inset=0)) == [(0, 0), (12, 0), (12, 10), (0, 10)]
    assert metres(block.stairwell(4, inset=0)) == [(12, 0), (24, 0), (24, 10), (12, 10)]


def test_a_building_may_lie_the_other_way():
    block = Block(NORTHWARD, first_stairwell=1, stairwells=3)
    assert {y for _x, y in metres(block.stairwell(1, inset=0))} == {0, 8}
    assert {y for _x, y in metres(block.stairwell(3, inset=0))} == {16, 24}


def test_two_flats_share_a_landing_and_a_merged_pair_has_all_of_it():
    block = Block(EASTWARD, first_stairwell=1, stairwells=2)
    assert metres(block.flat(1, 0, 2, inset=0)) == [(0, 0), (6, 0), (6, 10), (0, 10)]
    assert metres(block.flat(1, 1, 2, inset=0)) == [(6, 0), (12, 0), (12, 10), (6, 10)]
    assert metres(block.flat(1, 0, 1, inset=0)) == [(0, 0), (12, 0), (12, 10), (0, 10)]


def test_flats_never_overlap():
    block = Block(EASTWARD, first_stairwell=1, stairwells=2)
    flats = [metres(block.flat(no, place, 2)) for no in (1, 2) for place in (0, 1)]
    for one, other in itertools.combinations(flats, 2):
        assert max(x for x, _y in one) < min(x for x, _y in other)


def test_a_stairwell_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="stairwell 9"):
        Block(EASTWARD, first_stairwell=1, stairwells=2).stairwell(9)


def test_area_and_centre_by_hand():
    triangle = ring((0, 0), (30, 0), (0, 30))
    assert geometry.area(triangle) == pytest.approx(450, rel=1e-6)
    assert metres([geometry.centre(triangle)] * 2)[0] == (10, 10)


def test_a_bow_tie_crosses_itself():
    assert geometry.crosses_itself(ring((0, 0), (10, 10), (10, 0), (0, 10)))
    assert not geometry.crosses_itself(EASTWARD)


def test_strokes_stay_inside_and_lie_evenly():
    strokes = list(geometry.hatch(EASTWARD, every=5))
    assert len(strokes) == 7  # x + y runs from 0 to 34
    for start, end in strokes:
        (ax, ay), (bx, by) = metres([start, end])
        assert all(-0.1 <= x <= 24.1 for x in (ax, bx))
        assert all(-0.1 <= y <= 10.1 for y in (ay, by))
        assert ax + ay == pytest.approx(bx + by, abs=0.3)


def test_the_lean_is_that_of_the_first_side():
    assert geometry.lean(EASTWARD) == pytest.approx(0, abs=0.01)
    assert geometry.lean(ring((0, 0), (10, 10), (0, 20), (-10, 10))) == pytest.approx(-45, abs=0.1)
    assert geometry.lean(ring((0, 0), (10, 1), (9, 11), (-1, 10))) == pytest.approx(5.7, abs=0.1)
