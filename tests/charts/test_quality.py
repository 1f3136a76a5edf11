"""The pictures of completeness and of the story."""

import re
from html.parser import HTMLParser

import pytest

from dashboard.charts import quality, story
from dashboard.charts.palette import DARK, LIGHT
from tests.charts.seeing import contrast


def cell(**given):
    values = {"courtyard": "2号院", "month": "2026-01", "label": "1|2026", "came": "late", "nothing": False}
    return values | {"words": "2号院"} | given


def test_each_mark_differs_in_form_and_can_be_read_on_paper():
    assert len(set(quality.GLYPHS.values())) == len(quality.GLYPHS) == 5
    for colours, dark in ((LIGHT, False), (DARK, True)):
        for came in quality.GLYPHS:
            assert contrast(quality.came_colour(came, dark=dark), colours.paper) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_the_matrix_keeps_the_order_given(dark):
    cells = [cell(month="2026-02", label="2"), cell(), cell(courtyard="1号院", came="missing", nothing=True)]
    spec = quality.matrix(cells, dark=dark).to_dict()
    marks = spec["layer"][1]["encoding"]
    assert marks["y"]["sort"] == ["2号院", "1号院"]
    assert marks["x"]["sort"] == ["2026-01", "2026-02"]
    assert "'2026-01': '1|2026'" in marks["x"]["axis"]["labelExpr"]
    drawn = next(data for data in spec["datasets"].values() if "glyph" in data[0])
    assert [one["glyph"] for one in drawn] == ["◎", "◎", "□"]


def test_reports_before_and_after_the_day_due_are_told_apart():
    dots = [{"courtyard": "1号院", "days": days, "words": ""} for days in (-3, 0, 1)]
    spec = quality.delays(dots, due="应报日", dark=False).to_dict()
    drawn = next(data for data in spec["datasets"].values() if "late" in data[0])
    assert [one["late"] for one in drawn] == [False, False, True]


class Closed(HTMLParser):
    """Complains about tags that do not nest."""

    def __init__(self):
        super().__init__()
        self.stack, self.links = [], []

    def handle_starttag(self, tag, attrs):
        self.stack.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag


def part(text, theme):
    return {"text": text, "href": f"/indicators?theme={theme}&x=1"}


def test_the_frame_is_sound_html_that_leads_to_every_theme():
    themes = ["gain", "wellbeing", "safety"]
    rooms = ["micro_power", "consultation", "culture", "bodies"]
    html = story.frame(
        aim="<b>共享",
        shares=[part(one, one) for one in themes],
        core=part("一核", "core"),
        rooms=[part(one, one) for one in rooms],
        base=part("共建", "together"),
        words='"一核多维"',
    )
    seen = Closed()
    seen.feed(html)
    assert not seen.stack
    assert {link.split("theme=")[1].split("&")[0] for link in seen.links} == {
        *themes,
        *rooms,
        "core",
        "together",
    }
    assert "&lt;b&gt;共享" in html


def test_the_timeline_puts_each_fact_on_its_side_and_escapes_it():
    fact = {"place": "太和巷", "when": "2017", "text": "<script>", "tag": "<i>A</i>"}
    stage = {"name": "转折", "left": [fact], "right": [], "across": [fact | {"when": ""}]}
    html = story.timeline([stage], places=("太和巷", "曙光"))
    seen = Closed()
    seen.feed(html)
    assert not seen.stack
    assert "<script>" not in html
    left, right = re.findall(r'<div class="yl-side[^"]*">(.*?)</div>', html)
    assert "&lt;script&gt;" in left
    assert right == ""
