"""One indicator's pictures."""

import re

import pytest

from dashboard.charts.indicators import bar, control, crowded, funnel, reach, trend

ROW = {"value": 0.5, "low": 0.25, "high": 0.75, "at": 0.85, "verdict": "cannot_tell", "words": "a < b"}
POINTS = [
    {"label": "26-08", "value": 0.7, "low": 0.5, "high": 0.9, "shown": "", "glyph": ""},
    {"label": "26-09", "value": None, "low": None, "high": None, "shown": "", "glyph": "△"},
    {"label": "26-10", "value": 0.9, "low": 0.8, "high": None, "shown": "90%", "glyph": ""},
]


def places(html):
    return [float(found) for found in re.findall(r"left:([\d.]+)%", html)]


def values(chart):
    """The data of a chart's layers, with their marks."""
    spec = chart.to_dict()
    return [(layer["mark"]["type"], spec["datasets"][layer["data"]["name"]]) for layer in spec["layer"]]


def test_a_bar_stands_in_proportion_and_says_itself():
    html = bar(ROW, end=1.0, dark=False)
    axis, target, interval, dot = places(html)
    assert (axis, target, interval, dot) == pytest.approx((0, 3 + 94 * 0.85, 3 + 94 * 0.25, 50), abs=0.01)
    assert 'aria-label="a &lt; b"' in html
    assert "○" in html
    assert "dashed" in html
    assert "dashed" not in bar(ROW, end=1.0, dark=False, line="site")


def test_a_bar_without_a_value_has_no_mark():
    html = bar(ROW | {"value": None, "low": None, "high": None}, end=1.0, dark=True)
    assert len(places(html)) == 2


def test_an_open_end_runs_to_the_edge():
    html = bar(ROW | {"high": None, "at": None}, end=1.0, dark=False)
    left, width = re.findall(r"left:([\d.]+)%;width:([\d.]+)%", html)[1]
    assert float(left) + float(width) == pytest.approx(100)


def test_a_mark_beyond_the_scale_stays_on_the_picture():
    assert max(places(bar(ROW | {"value": 7.0}, end=1.0, dark=False))) <= 97


def test_a_scale_holds_every_number():
    assert reach([1, None, 5]) > 5
    assert reach([None]) == 1
    assert reach([0.9], most=0.95) == 0.95


@pytest.mark.parametrize("dark", [False, True])
def test_a_course_leaves_gaps_and_draws_whole_intervals_only(dark):
    marks = values(trend(POINTS, target=(0.85, "target"), digits=".0%", dark=dark))
    rules = [data for mark, data in marks if mark == "rule"]
    assert [one["value"] for one in rules[0]] == [0.85]
    assert [one["label"] for one in rules[1]] == ["26-08"]
    line = next(data for mark, data in marks if mark == "line")
    assert [one["value"] for one in line] == [0.7, None, 0.9]
    spec = trend(POINTS, target=None, digits=".0%", dark=dark).to_dict()
    assert spec["layer"][1]["encoding"]["x"]["sort"][:3] == ["26-08", "26-09", "26-10"]


def test_a_target_at_the_bottom_has_its_words_above():
    low = [one | {"low": 0.86, "value": one["value"] and 0.95} for one in POINTS]
    for points, baseline in ((POINTS, "top"), (low, "bottom")):
        spec = trend(points, target=(0.85, "target"), digits=".0%", dark=False).to_dict()
        words = [layer["mark"] for layer in spec["layer"] if layer["mark"]["type"] == "text"]
        assert words[0]["baseline"] == baseline


def test_a_control_chart_names_its_lines():
    points = [{"label": "a", "value": 1.0, "signal": False}, {"label": "b", "value": 9.0, "signal": True}]
    chart = control(points, levels=[(5, "mean 5", True), (8, "upper 8", False)], digits=".0f", dark=False)
    words = {one["words"] for mark, data in values(chart) if mark == "text" for one in data}
    assert words == {"mean 5", "upper 8"}
    assert chart.to_dict()["layer"][-1]["transform"] == [{"filter": "datum.signal"}]


def test_names_that_would_run_into_each_other_stand_apart():
    near = [{"whole": 20, "value": 0.9}, {"whole": 21, "value": 0.9}, {"whole": 50, "value": 0.9}]
    assert crowded(near) == [True, False, False]
    same = [{"whole": 20, "value": 0.9}, {"whole": 20, "value": 0.91}]
    assert crowded(same) == [True, False]
    assert crowded([{"whole": 20, "value": 0.9}, {"whole": 21, "value": 0.5}]) == [False, False]


def test_the_funnel_draws_both_limits_and_every_name_once():
    points = [
        {"whole": 20, "value": 0.9, "name": "1", "code": "alike"},
        {"whole": 50, "value": 0.5, "name": "6", "code": "clearly_worse"},
    ]
    curves = [
        {"whole": whole, "low": 0.6, "high": 0.95, "level": level}
        for level in (0.95, 0.998)
        for whole in (20, 50)
    ]
    marks = values(funnel(points, curves, centre=0.8, digits=".0%", dark=False))
    assert sum(mark == "line" for mark, _ in marks) == 4
    names = [one["name"] for mark, data in marks if mark == "text" for one in data]
    assert sorted(names) == ["1", "6"]
