"""The overview's pictures and the station's rooms: sound Vega-Lite, with what they are given in it."""

import pytest

from dashboard.charts.overview import matters, trend
from dashboard.charts.station import room

BARS = [
    {"courtyard": "1号院", "open": 3, "overdue": 1, "words": "3 open, 1 overdue"},
    {"courtyard": "2号院", "open": 0, "overdue": 0, "words": "0 open, 0 overdue"},
]
POINTS = [
    {"period": "2026-09", "label": "26-09", "value": None, "low": None, "high": None, "shown": ""},
    {"period": "2026-10", "label": "26-10", "value": 0.9, "low": 0.8, "high": 0.95, "shown": "90%"},
]
MONTHS = [
    {"month": "2026-09", "label": "26/09", "visitors": None},
    {"month": "2026-10", "label": "26/10", "visitors": 40},
]


def layers(chart):
    """Marks with their data; `to_dict` holds the chart against Vega-Lite's schema."""
    spec = chart.to_dict()
    shared = spec.get("data")
    return [
        (layer["mark"]["type"], spec["datasets"][layer.get("data", shared)["name"]])
        for layer in spec["layer"]
    ]


@pytest.mark.parametrize("dark", [False, True])
def test_the_overdue_part_lies_on_the_bar_of_all(dark):
    (every, data), (late, _), (words, _) = layers(matters(BARS, dark=dark))
    assert (every, late, words) == ("bar", "bar", "text")
    assert [(one["courtyard"], one["open"], one["overdue"]) for one in data] == [
        ("1号院", 3, 1),
        ("2号院", 0, 0),
    ]


@pytest.mark.parametrize("target", [None, 0.85])
def test_a_course_has_its_target_where_there_is_one(target):
    drawn = layers(trend(POINTS, target=target, is_share=True, dark=False))
    assert [mark for mark, _ in drawn] == ["rule", "line", "point", "text", *(["rule"] if target else [])]
    assert [one["value"] for one in drawn[1][1]] == [None, 0.9]
    if target:
        assert drawn[-1][1] == [{"value": target}]


def test_a_month_without_a_report_is_a_gap():
    drawn = layers(room(MONTHS, most=46, words="40", dark=False))
    assert [one["visitors"] for one in drawn[0][1]] == [None, 40]
