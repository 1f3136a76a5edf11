"""Pictures of a course: with its words, in the bundled font."""

from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from dashboard.briefings import pictures
from dashboard.charts.indicators import trend
from dashboard.charts.theme import FONT
from tests.charts.test_fonts import EMOJI, in_use

POINTS = [
    {"label": "26-09", "value": 0.7, "low": 0.5, "high": 0.9, "shown": "", "glyph": ""},
    {"label": "26-10", "value": 0.9, "low": 0.8, "high": 0.95, "shown": "90%", "glyph": ""},
]
WORDS = {
    "title": "解决率",
    "sentence": "回访34件中29件居民表示已解决。",
    "source": "示范片区，2026年10月31日",
}


@pytest.fixture(scope="module")
def chart():
    return trend(POINTS, target=(0.85, "目标"), digits=".0%", dark=False)


def test_an_svg_carries_title_sentence_and_source(chart):
    drawn = pictures.picture(chart, **WORDS, kind="svg").decode("utf-8")
    for text in (*WORDS.values(), "目标", "90%"):
        assert text in drawn
    assert "NotoSC" in drawn


def test_a_png_is_opaque_and_wide(chart):
    drawn = Image.open(BytesIO(pictures.picture(chart, **WORDS)))
    assert drawn.format == "PNG"
    assert drawn.width > 1.5 * pictures.WIDTH
    assert drawn.convert("RGBA").getpixel((1, 1)) == (0xFA, 0xF7, 0xF2, 255)


def test_long_sentences_are_broken_without_losing_a_character():
    for text in ("一二三四五" * 30, "word " * 60):
        broken = pictures.lines(text)
        assert len(broken) > 1
        assert "".join(broken).replace(" ", "") == text.replace(" ", "")


def test_the_face_for_pictures_draws_every_text_and_answers_to_the_theme():
    path = pictures.FONTS / "NotoSansSC-Regular.otf"
    font = TTFont(path)
    assert in_use() - {*EMOJI} <= font.getBestCmap().keys()
    assert FONT.startswith(font["name"].getDebugName(1))
    assert path.stat().st_size < 2_000_000
    assert (pictures.FONTS / "OFL.txt").exists()
