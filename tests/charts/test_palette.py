import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from dashboard.charts.palette import (
    DARK,
    LIGHT,
    MARKS,
    TONES,
    Palette,
    Tone,
    ramp,
    rgba,
    tone,
    verdict_colour,
    verdict_ink,
    verdict_mark,
    verdict_tint,
)
from dashboard.indicators.scores import Compared, Verdict
from tests.charts.seeing import EYES, blend, contrast, distance, lightness

ROOT = Path(__file__).resolve().parents[2]
THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
READABLE, VISIBLE = 4.5, 3.0
"""WCAG 2.2: text, and graphics that carry meaning."""


def grounds(colours: Palette) -> tuple[str, ...]:
    return colours.paper, colours.surface, colours.sidebar


@THEMES
@pytest.mark.parametrize(
    "name", ["ink", "muted", "better", "worse_ink", "caution_ink", "note_ink", "unsure_ink"]
)
def test_every_text_colour_is_readable(colours: Palette, name: str) -> None:
    assert min(contrast(getattr(colours, name), ground) for ground in grounds(colours)) >= READABLE


@THEMES
def test_every_mark_is_visible(colours: Palette) -> None:
    marks = (colours.brand, colours.better, colours.worse, colours.unsure, colours.no_data, colours.axis)
    assert min(contrast(mark, ground) for mark in marks for ground in grounds(colours)) >= VISIBLE
    on_pages = (colours.paper, colours.surface)
    assert min(contrast(kind, ground) for kind in colours.categories for ground in on_pages) >= VISIBLE


@THEMES
def test_ink_is_readable_on_its_tint(colours: Palette) -> None:
    pairs = (
        (colours.better, colours.better_tint),
        (colours.worse_ink, colours.worse_tint),
        (colours.caution_ink, colours.caution_tint),
        (colours.note_ink, colours.note_tint),
        (colours.unsure_ink, colours.unsure_tint),
        (colours.on_brand, colours.brand),
    )
    assert min(contrast(ink, tint) for ink, tint in pairs) >= READABLE


@THEMES
def test_a_caption_is_readable(colours: Palette) -> None:
    """Streamlit draws captions in the text colour at 60%."""
    for ground in (colours.paper, colours.surface):
        assert contrast(blend(colours.ink, ground, 0.6), ground) >= READABLE


@THEMES
@pytest.mark.parametrize("eyes", EYES)
def test_verdicts_are_told_apart_by_all_eyes(colours: Palette, eyes: str) -> None:
    verdicts = (colours.better, colours.worse, colours.unsure)
    assert min(distance(a, b, eyes) for a, b in combinations(verdicts, 2)) >= 20
    assert min(distance(colours.brand, verdict, eyes) for verdict in verdicts) >= 14


@THEMES
def test_verdicts_are_told_apart_in_grey(colours: Palette) -> None:
    better, worse, unsure = (lightness(c) for c in (colours.better, colours.worse, colours.unsure))
    assert abs(better - worse) >= 9
    assert abs(worse - unsure) >= 9


@THEMES
@pytest.mark.parametrize("eyes", EYES)
def test_kinds_are_told_apart_and_are_no_verdict(colours: Palette, eyes: str) -> None:
    assert min(distance(a, b, eyes) for a, b in combinations(colours.categories, 2)) >= 20
    verdicts = (colours.better, colours.worse)
    assert min(distance(kind, v, eyes) for kind in colours.categories for v in verdicts) >= 10


@THEMES
def test_amounts_go_one_way_and_carry_labels(colours: Palette) -> None:
    steps = [lightness(step) for step in ramp(5, dark=colours is DARK)]
    apart = [later - earlier for earlier, later in pairwise(steps)]
    assert all(gap <= -5 for gap in apart) or all(gap >= 5 for gap in apart)
    assert min(contrast(colours.ink, step) for step in colours.sequential) >= READABLE


def test_a_ramp_spans_the_scale() -> None:
    assert ramp(2) == (LIGHT.sequential[0], LIGHT.sequential[-1])
    assert ramp(10, dark=True) == DARK.sequential


def test_every_verdict_has_a_look() -> None:
    assert {*TONES} == {*Verdict, *Compared}
    assert {*MARKS} == {*Tone}
    assert len({mark.glyph for mark in MARKS.values()}) == len(MARKS)


def test_verdicts_keep_their_colours() -> None:
    assert tone(Verdict.MET) is tone(Compared.CLEARLY_BETTER) is Tone.BETTER
    assert verdict_colour("met") == LIGHT.better
    assert verdict_colour("not_met", dark=True) == DARK.worse
    assert verdict_colour("cannot_tell") == LIGHT.unsure
    assert verdict_ink("not_met") == LIGHT.worse_ink
    assert verdict_ink("cannot_tell", dark=True) == DARK.unsure_ink
    assert verdict_tint("clearly_worse") == LIGHT.worse_tint
    assert verdict_tint("watch_worse") == LIGHT.unsure_tint


def test_no_verdict_is_red_of_the_brand() -> None:
    for colours, dark in ((LIGHT, False), (DARK, True)):
        assert colours.brand not in {verdict_colour(verdict, dark=dark) for verdict in TONES}


def test_the_decided_verdicts_differ_in_shape() -> None:
    shapes = [(verdict_mark(v).shape, verdict_mark(v).filled) for v in ("met", "not_met", "cannot_tell")]
    assert len({*shapes}) == 3


def test_pydeck_gets_four_numbers() -> None:
    assert rgba("#a8402d") == [168, 64, 45, 255]
    assert rgba("#ffffff", 40) == [255, 255, 255, 40]


@pytest.mark.parametrize(("name", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_streamlit_wears_the_same_colours(name: str, colours: Palette) -> None:
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    theme = config["theme"][name]
    sidebar = theme.pop("sidebar")
    assert sidebar == {"backgroundColor": colours.sidebar, "secondaryBackgroundColor": colours.surface}
    assert theme == {
        "primaryColor": colours.brand,
        "backgroundColor": colours.paper,
        "secondaryBackgroundColor": colours.surface,
        "textColor": colours.ink,
        "borderColor": colours.axis,
        "dataframeBorderColor": colours.grid,
        "linkColor": colours.better,
        "greenColor": colours.better,
        "greenTextColor": colours.better,
        "greenBackgroundColor": colours.better_tint,
        "redColor": colours.worse,
        "redTextColor": colours.worse_ink,
        "redBackgroundColor": colours.worse_tint,
        "orangeColor": colours.worse,
        "orangeTextColor": colours.worse_ink,
        "orangeBackgroundColor": colours.worse_tint,
        "yellowColor": colours.caution_ink,
        "yellowTextColor": colours.caution_ink,
        "yellowBackgroundColor": colours.caution_tint,
        "blueColor": colours.note_ink,
        "blueTextColor": colours.note_ink,
        "blueBackgroundColor": colours.note_tint,
        "grayColor": colours.unsure,
        "grayTextColor": colours.unsure_ink,
        "grayBackgroundColor": colours.unsure_tint,
        "chartCategoricalColors": [*colours.categories],
        "chartSequentialColors": [*colours.sequential],
    }
