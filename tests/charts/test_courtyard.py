"""The spine's places, by hand: the site in the middle, better to the right, everything inside."""

import re

import pytest

from dashboard.charts import courtyard as charts
from dashboard.charts.palette import DARK, LIGHT, verdict_mark

BARE = {"value": None, "low": None, "high": None}


def row(**given):
    own = {"site": 0.8, "lower_is_better": False, "value": 0.5, "low": 0.4, "high": 0.6, "others": []}
    return own | {"verdict": "clearly_worse", "site_words": "80%", "words": "50%（40%–60%）"} | given


def other(value, low=None, high=None):
    return {"value": value, "low": low, "high": high}


def test_the_site_is_the_centre_and_the_farthest_end_touches_the_margin() -> None:
    # The farthest of all from 0.8 is 0.4: 0.4 away is 46 percent of the width.
    place = charts.spine_place(row(others=[other(0.9), other(0.8)]))
    assert place.low == pytest.approx(4)
    assert place.dot == pytest.approx(50 - 46 * 0.3 / 0.4)
    assert place.high == pytest.approx(50 - 46 * 0.2 / 0.4)
    assert place.others == pytest.approx([50 + 46 * 0.1 / 0.4, 50])


def test_better_is_to_the_right_where_less_is_better() -> None:
    # 3 days against 5: 2 better; the interval 2..4 is mirrored; another courtyard's end 15 sets the scale.
    days = row(site=5, value=3, low=2, high=4, lower_is_better=True, others=[other(9, 4, 15)])
    place = charts.spine_place(days)
    assert place.dot == pytest.approx(50 + 46 * 2 / 10)
    assert (place.low, place.high) == pytest.approx((50 + 46 * 1 / 10, 50 + 46 * 3 / 10))
    assert place.others == pytest.approx([50 - 46 * 4 / 10])


def test_every_page_shares_one_scale() -> None:
    first, second = other(0.5, 0.4, 0.6), other(0.95, 0.9, 0.99)
    mine = charts.spine_place(row(**first, others=[second]))
    theirs = charts.spine_place(row(**second, others=[first]))
    assert mine.others == pytest.approx([theirs.dot])
    assert theirs.others == pytest.approx([mine.dot])


@pytest.mark.parametrize(("lower", "ends", "dot"), [(False, (4, 100), 96), (True, (0, 96), 4)])
def test_an_interval_without_an_end_runs_to_the_edge(lower: bool, ends, dot) -> None:
    # 4 and 6 lie one away from 5, so at 46 percent from the middle; what has no end is cut by the edge.
    place = charts.spine_place(row(site=5, value=6, low=4, high=None, lower_is_better=lower))
    assert (place.low, place.high) == pytest.approx(ends)
    assert place.dot == pytest.approx(dot)


def test_without_a_value_nothing_is_placed() -> None:
    place = charts.spine_place(row(**BARE, others=[other(0.7), BARE]))
    assert (place.dot, place.low, place.high) == (None, None, None)
    assert place.others == pytest.approx([4])


def test_all_alike_stand_on_the_centre() -> None:
    place = charts.spine_place(row(value=0.8, low=None, high=None, others=[other(0.8)]))
    assert (place.dot, place.low, place.others) == (50, None, [50])


@pytest.mark.parametrize("dark", [False, True])
def test_a_row_shows_its_mark_its_interval_and_its_words(dark: bool) -> None:
    html = charts.spine_row(row(others=[other(0.9)]), dark=dark)
    assert verdict_mark("clearly_worse").glyph in html
    assert 'aria-label="50%（40%–60%）"' in html
    assert html.count("4px solid") == 1
    assert (DARK if dark else LIGHT).worse in html
    assert "4px solid" not in charts.spine_row(row(low=None, high=None), dark=dark)
    assert verdict_mark("clearly_worse").glyph not in charts.spine_row(row(**BARE), dark=dark)


def test_turnout_stands_on_one_scale_from_zero() -> None:
    points = [
        {"words": "甲", "value": 0.25, "low": 0.2, "high": 0.5},
        {"words": "乙", "value": None, "low": None, "high": None},
        {"words": "丙", "value": 0.1, "low": 0.0, "high": 0.2},
    ]
    html = charts.turnout(points, target=0.3, dark=False)
    # 0 lies at 1 percent, the largest number (0.5) at 99.
    dots = [
        float(left) for left in re.findall(r"left:([\d.]+)%;top:8px;transform:translate\(-50%,-50%\)", html)
    ]
    assert dots == pytest.approx([1 + 98 * 0.5, 1 + 98 * 0.2])
    assert html.count("dashed") == 2
    assert f"left:{1 + 98 * 0.6:.2f}%" in html
    assert html.index("甲") < html.index("乙") < html.index("丙")
    assert "dashed" not in charts.turnout(points, target=None, dark=False)


def test_texts_are_harmless() -> None:
    bad = "<img src=x onerror=alert(1)>"
    points = [{"words": bad, "value": 0.5, "low": 0.4, "high": 0.6}]
    tile = {"label": bad, "count": 1, "late": 1, "words": bad}
    for html in (
        charts.spine_row(row(words=bad, site_words=bad), dark=False),
        charts.spine_head(bad, bad, bad, dark=False),
        charts.tiles([tile], dark=False),
        charts.turnout(points, target=None, dark=False),
    ):
        assert "<img" not in html


def test_a_tile_marks_what_is_late() -> None:
    late, calm = ({"label": "x", "count": 3, "late": n, "words": "w"} for n in (2, 0))
    mark = verdict_mark("not_met").glyph
    assert mark in charts.tiles([late], dark=False)
    assert mark not in charts.tiles([calm], dark=False)
