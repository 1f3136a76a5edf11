"""The bundled fonts draw every text of the dashboard; `make fonts` cuts them anew."""

import tomllib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from dashboard.charts.palette import MARKS

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "dashboard" / "static"
TEXTS = ("dashboard", "pages", "data")
EMOJI = range(0x1F000, 0x20000)
CONTROLS = range(0x20)


@pytest.fixture(scope="module", params=["Regular", "Bold"])
def font(request: pytest.FixtureRequest) -> TTFont:
    return TTFont(STATIC / "fonts" / f"NotoSansSC-{request.param}.woff2")


def in_use() -> set[int]:
    paths = (path for folder in TEXTS for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".po"})
    codes = {ord(character) for path in paths for character in path.read_text(encoding="utf-8")}
    return codes - {*CONTROLS}


def test_every_character_in_use_is_drawn(font: TTFont) -> None:
    missing = sorted(in_use() - {*EMOJI} - font.getBestCmap().keys())
    assert not missing, f"run `make fonts`: {''.join(map(chr, missing))}"


def test_every_pictogram_in_use_is_drawn() -> None:
    pictograms = TTFont(STATIC / "fonts" / "NotoEmoji.woff2").getBestCmap().keys()
    missing = sorted(in_use() & {*EMOJI} - pictograms)
    assert not missing, f"run `make fonts EMOJI=...`: {''.join(map(chr, missing))}"


def test_where_a_device_has_no_coloured_pictograms_ours_are_drawn() -> None:
    rules = [line for path in (ROOT / "dashboard").rglob("*.css") for line in path.read_text().splitlines()]
    named = [line for line in rules if "Color Emoji" in line]
    assert named
    assert [line for line in named if "NotoEmoji" not in line] == []


def test_the_common_hanzi_are_drawn(font: TTFont) -> None:
    gb2312 = {
        ord(bytes([row, cell]).decode("gb2312", errors="ignore") or " ")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    }
    assert len(gb2312 - {ord(" ")}) == 6763
    assert gb2312 <= font.getBestCmap().keys()


def test_every_verdict_can_be_drawn(font: TTFont) -> None:
    assert {ord(mark.glyph) for mark in MARKS.values()} <= font.getBestCmap().keys()


def test_figures_stand_in_columns(font: TTFont) -> None:
    glyphs = font.getBestCmap()
    assert len({font["hmtx"][glyphs[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_they_are_small_and_carry_their_licence() -> None:
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    for face in config["theme"]["fontFaces"]:
        path = STATIC / face["url"].removeprefix("app/static/")
        assert path.stat().st_size < 1_700_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (STATIC / "fonts/OFL.txt").read_text(encoding="utf-8")
