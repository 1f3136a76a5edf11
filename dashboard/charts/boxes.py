"""Boxes with text, frames and lines: a drawing is laid out first, then painted as SVG with text over it."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from math import hypot
from typing import NamedTuple
from unicodedata import east_asian_width

from dashboard.charts.palette import Palette, palette
from dashboard.charts.theme import FONT

LATIN = 0.58
"""How wide a Latin letter is taken to be, in em; a Chinese character is 1."""
LEADING = 1.3
CORNER = 8.0
ARROW = 9.0
TITLE = 12.0
"""How far a frame's title stands in from its left edge, clear of lines that come from above."""

Point = tuple[float, float]


class Line(NamedTuple):
    """A line of text in a box; sizes are units of the drawing."""

    text: str
    size: float
    bold: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle with centred lines. `look` is a key of `_looks`; `key` names what it stands for."""

    key: str
    x: float
    y: float
    w: float
    h: float
    lines: tuple[Line, ...] = ()
    look: str = "body"

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> Point:
        return self.x + self.w / 2, self.y + self.h / 2


@dataclass(frozen=True)
class Route:
    """A line through points; `look` is leads, filled or missing. An arrow stands at its end."""

    points: tuple[Point, ...]
    look: str = "leads"


@dataclass
class Drawing:
    """What is on the sheet: frames lie under lines, lines under boxes, texts on top."""

    width: float
    height: float = 0.0
    frames: list[Box] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    labels: list[Box] = field(default_factory=list)


def width_of(text: str, size: float) -> float:
    """The width of a text in units of the drawing, rather too wide than too narrow."""
    return size * sum(1.0 if east_asian_width(one) in "WFA" else LATIN for one in text)


def wrap(text: str, size: float, width: float) -> list[str]:
    """The text in as few lines as fit the width, as even as can be; a word that is too long is cut."""
    words = list(_words(text, size, width))
    lines = _greedy(words, size, width)
    even = width_of(text, size) / len(lines)
    while even < width:
        tried = _greedy(words, size, even)
        if len(tried) == len(lines) and all(width_of(one, size) <= even for one in tried):
            return tried
        even += size / 2
    return lines


def box(
    key: str, lines: Iterable[Line], at: Point, width: float, *, look: str = "body", pad: float = 8
) -> Box:
    """A box of that width, as high as its wrapped lines need."""
    wrapped = tuple(
        Line(part, size, bold)
        for text, size, bold in lines
        if text
        for part in wrap(text, size, width - 2 * pad)
    )
    height = sum(one.size * LEADING for one in wrapped) + 1.5 * pad
    return Box(key, *at, width, height, wrapped, look)


def _greedy(words: Iterable[str], size: float, width: float) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and width_of((lines[-1] + word).rstrip(), size) > width:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return [one.rstrip() for one in lines]


def _words(text: str, size: float, width: float) -> Iterator[str]:
    """Pieces between which a line may end: Chinese characters, words, parts of what is too long."""
    word = ""
    for one in text:
        wide = east_asian_width(one) in "WF"
        if word and (wide or word[-1] in " -" or width_of(word + one, size) > width):
            yield word
            word = ""
        word += one
        if wide:
            yield word
            word = ""
    if word:
        yield word


def paint(drawing: Drawing, *, dark: bool, css: str) -> str:
    """The drawing as HTML of this CSS class: lines and boxes an SVG image, texts in the page's own font.

    Streamlit takes SVG elements out of HTML, and an image knows no web font; so texts are laid over it,
    sized by the drawing's width.
    """
    colours = palette(dark=dark)
    shapes = [
        *(_rectangle(one, colours) for one in drawing.frames),
        *(_line(one, colours) for one in drawing.routes),
        *(_rectangle(one, colours) for one in drawing.boxes),
    ]
    texts = [_text(one, drawing, colours) for one in [*drawing.frames, *drawing.boxes, *drawing.labels]]
    size = f'width="{drawing.width:g}" height="{drawing.height:g}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {drawing.width:g} {drawing.height:g}">'
        f"{''.join(shapes)}</svg>"
    )
    image = b64encode(svg.encode()).decode()
    style = f"position:relative;container-type:inline-size;line-height:{LEADING};font-family:{FONT}"
    return (
        f'<div class="{escape(css)}" style="{escape(style)}" aria-hidden="true">'
        f'<img src="data:image/svg+xml;base64,{image}" alt="" {size} '
        'style="display:block;width:100%;height:auto">'
        f"{''.join(texts)}</div>"
    )


def _looks(colours: Palette) -> dict[str, tuple[str, str, float, str, str]]:
    """Fill, outline, its width and dashes, and the colour of the text."""
    return {
        "core": (colours.ink, colours.ink, 1.5, "", colours.paper),
        "body": (colours.surface, colours.axis, 1.5, "", colours.ink),
        "cell": (colours.surface, colours.grid, 1, "", colours.ink),
        "three": (colours.paper, colours.ink, 3, "", colours.ink),
        "panel": (colours.sidebar, colours.sidebar, 1, "", colours.muted),
        "label": ("none", "none", 0, "", colours.muted),
        "filled": (colours.better_tint, colours.better, 1.5, "", colours.better),
        "missing": (colours.worse_tint, colours.worse, 1.5, "5 4", colours.worse_ink),
    }


def _rectangle(one: Box, colours: Palette) -> str:
    fill, stroke, width, dash, _ink = _looks(colours)[one.look]
    return (
        f'<rect x="{one.x:g}" y="{one.y:g}" width="{one.w:g}" height="{one.h:g}" rx="5" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{width}" stroke-dasharray="{dash}"/>'
    )


def _text(one: Box, drawing: Drawing, colours: Palette) -> str:
    """A box's lines in its middle, a frame's at its top left, a label's from its left edge."""
    if not one.lines:
        return ""
    is_frame, is_label = one.look in ("three", "panel"), one.look == "label"
    height = sum(line.size * LEADING for line in one.lines)
    y = one.y + 6 if is_frame else one.middle[1] - height / 2
    x, align = (one.x + TITLE, "left") if is_frame else (one.x, "left" if is_label else "center")
    place = (
        f"left:{x / drawing.width:.3%};top:{y / drawing.height:.3%};width:{one.w / drawing.width:.3%};"
        f"text-align:{align};color:{_looks(colours)[one.look][-1]}"
    )
    lines = "".join(
        f'<span style="display:block;font-size:{line.size / drawing.width * 100:.3f}cqw;'
        f'font-weight:{700 if line.bold else 400}">{escape(line.text)}</span>'
        for line in one.lines
    )
    return f'<div style="position:absolute;white-space:nowrap;{place}">{lines}</div>'


def _line(one: Route, colours: Palette) -> str:
    colour = {"leads": colours.axis, "filled": colours.better, "missing": colours.worse}[one.look]
    width, dash = (2, "") if one.look == "leads" else (3.5, "9 6" if one.look == "missing" else "")
    (x, y), (u, v) = one.points[-1], _towards(one.points[-1], one.points[-2], ARROW)
    side = ((y - v) * 0.5, (u - x) * 0.5)
    tip = f"{x:g},{y:g} {u + side[0]:g},{v + side[1]:g} {u - side[0]:g},{v - side[1]:g}"
    return (
        f'<path d="{_path([*one.points[:-1], (u, v)])}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-dasharray="{dash}"/><polygon points="{tip}" fill="{colour}"/>'
    )


def _path(points: Sequence[Point]) -> str:
    """Straight lines with round corners."""
    steps = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        (a, b), (c, d) = _towards(here, before, CORNER), _towards(here, after, CORNER)
        steps.append(f"L{a:g} {b:g}Q{here[0]:g} {here[1]:g} {c:g} {d:g}")
    return "".join([*steps, f"L{points[-1][0]:g} {points[-1][1]:g}"])


def _towards(start: Point, end: Point, by: float) -> Point:
    """The point that lies `by` from the start towards the end, at most half the way."""
    (x, y), (u, v) = start, end
    far = hypot(u - x, v - y)
    share = min(by / far, 0.5) if far else 0.0
    return x + (u - x) * share, y + (v - y) * share
