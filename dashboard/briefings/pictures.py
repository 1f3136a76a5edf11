"""A chart as a picture to forward: with its title, its sentence, where it comes from and the day."""

import textwrap
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from dashboard.charts.palette import palette

Kind: TypeAlias = Literal["png", "svg"]

FONTS = Path(__file__).parent / "fonts"
WIDTH, LINE, SCALE = 760, 52, 2.0
WIDE = 0x2E7F


def picture(chart: Any, *, title: str, sentence: str, source: str, kind: Kind = "png") -> bytes:
    """The chart drawn on paper with the bundled font; `source` says what it rests on and of which day."""
    spec = framed(chart, title=title, sentence=sentence, source=source)
    draws = drawer()
    if kind == "svg":
        return str(draws.vegalite_to_svg(spec)).encode("utf-8")
    return bytes(draws.vegalite_to_png(spec, scale=SCALE))


def framed(chart: Any, *, title: str, sentence: str, source: str) -> dict[str, Any]:
    """The chart's specification with title, sentence and source around it."""
    colours = palette()
    spec: dict[str, Any] = chart.to_dict()
    spec["config"] = {**spec["config"], "background": colours.paper, "padding": 24}
    spec["width"] = WIDTH
    spec["title"] = {
        "text": title,
        "subtitle": [*lines(sentence), source],
        "anchor": "start",
        "frame": "group",
        "fontSize": 22,
        "color": colours.ink,
        "subtitleFontSize": 14,
        "subtitleColor": colours.muted,
        "subtitleLineHeight": 20,
        "subtitlePadding": 6,
        "offset": 18,
    }
    return spec


def lines(text: str) -> list[str]:
    """The text broken so that it fits the picture; Chinese breaks anywhere."""
    if sum(ord(one) > WIDE for one in text) > len(text) / 4:
        return [text[start : start + LINE] for start in range(0, len(text), LINE)]
    return textwrap.wrap(text, 2 * LINE)


@cache
def drawer() -> Any:
    """vl-convert with the bundled font."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
