"""One sheet of A4 that is drawn here: texts measured in the bundled font, lines, boxes; as PNG and PDF."""

from functools import cache
from html import escape
from typing import Any

from PIL import ImageFont

from dashboard.briefings.pictures import FONTS, drawer
from dashboard.charts.palette import palette

WIDTH, HEIGHT, MARGIN = 794, 1123, 48
"""A4 at 96 dots an inch."""
POINTS = 0.75
"""An inch has 72 points: what a page of PDF is measured in."""
FAMILY = "NotoSC"
FACE = FONTS / "NotoSansSC-Regular.otf"
NOT_FIRST = "，。；：、！？）》”%·"
"""What does not begin a line of Chinese."""
SHARP = 2
"""The picture's dots for each of the sheet's: A4 at 192 dots an inch, sharp on a phone."""


class Sheet:
    """What is drawn so far; all places in 1/96 inch from the top left corner."""

    def __init__(self) -> None:
        self.colours = palette()
        self.parts: list[str] = []
        self.box(0, 0, WIDTH, HEIGHT, fill=self.colours.paper)

    def text(
        self,
        words: str,
        x: float,
        y: float,
        size: float = 14,
        colour: str = "",
        *,
        end: bool = False,
    ) -> None:
        """A line of text; `y` is its base, `end` lets it end at `x`."""
        ink = colour or self.colours.ink
        anchor = ' text-anchor="end"' if end else ""
        place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{ink}"'
        self.parts.append(f"<text {place}{anchor}>{escape(words)}</text>")

    def paragraph(
        self, words: str, x: float, y: float, wide: float, size: float = 14, *, colour: str = ""
    ) -> float:
        """Text broken to a width; gives the base of the line that would follow."""
        for line in broken(words, wide, size):
            self.text(line, x, y, size, colour)
            y += size * 1.5
        return y

    def box(self, x: float, y: float, wide: float, high: float, *, fill: str, edge: str = "") -> None:
        around = f' stroke="{edge}"' if edge else ""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{fill}"{around}/>'
        )

    def line(self, points: list[tuple[float, float]], colour: str, width: float = 1, dash: str = "") -> None:
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<polyline points="{told}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'
        )

    def dot(self, x: float, y: float, colour: str, radius: float = 3) -> None:
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>')

    @property
    def svg(self) -> str:
        """The drawing so far."""
        size = f'width="{WIDTH * POINTS}" height="{HEIGHT * POINTS}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FAMILY}">'
        return "".join([head, *self.parts, "</svg>"])

    def png(self) -> bytes:
        """The sheet as a picture."""
        return bytes(drawer().svg_to_png(self.svg, scale=SHARP / POINTS))

    def pdf(self) -> bytes:
        """The sheet as a page of A4 whose text can be searched."""
        return bytes(drawer().svg_to_pdf(self.svg))


def wide(words: str, size: float) -> float:
    """How wide a text is."""
    return float(_face().getlength(words)) * size / 100


def broken(words: str, room: float, size: float) -> list[str]:
    """The lines of a text in a width: Latin words stay whole, Chinese breaks anywhere but before a stop."""
    lines, line = [], ""
    for part in _parts(words):
        if line and wide(line + part.rstrip(), size) > room:
            lines.append(line.rstrip())
            line = ""
        line += part
    return [*lines, line.rstrip()] if line else lines


def cut(words: str, room: float, size: float) -> str:
    """The text, or its beginning with dots where it is too long."""
    if wide(words, size) <= room:
        return words
    while words and wide(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip() + "…"


def _parts(words: str) -> list[str]:
    """What must not be parted: a Latin word with its blank, a character with the stop behind it."""
    parts: list[str] = []
    for one in words:
        glued = parts and (
            one in NOT_FIRST or (_latin(one) and _latin(parts[-1][-1]) and parts[-1][-1] != " ")
        )
        if glued:
            parts[-1] += one
        else:
            parts.append(one)
    return parts


def _latin(one: str) -> bool:
    return ord(one) < 0x2E80


@cache
def _face() -> Any:
    return ImageFont.truetype(str(FACE), 100)
