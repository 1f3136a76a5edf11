"""The words and the points of the map: names of courtyards, dots with their numbers, signs."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydeck as pdk
from pydeck.types import String

from dashboard.charts.boxes import width_of
from dashboard.charts.palette import Palette, rgba
from dashboard.charts.theme import FONT

Records = Sequence[Mapping[str, Any]]

SIZES = (13, 22)
PER_WIDTH = 64
"""Words are a 64th of the picture's width, and no smaller or larger than SIZES (pixels)."""
NOTE = 0.8
"""How large numbers in dots and signs are, beside the words of courtyards."""
DOT = 0.6
"""From the middle of a dot to its edge, beside the words' size."""
LEADING = 1.3
PAD = (5, 3)
APART = 4
"""Pixels that words keep from what is beside them."""
ON_TOP = {"depthCompare": String("always"), "depthWriteEnabled": False}
"""Words are read, so buildings never hide them."""


def state_colour(state: str, colours: Palette) -> list[int]:
    """The fill of a flat or a mark by its state: "", open or overdue."""
    if state == "overdue":
        return rgba(colours.worse)
    return rgba(colours.categories[1]) if state else rgba(colours.house)


def points(dots: Records, signs: Records, size: int, colours: Palette) -> list[pdk.Layer]:
    """Dots with their numbers, and signs; the records are those of Scene, `size` that of the words."""
    small = round(NOTE * size)
    layers = []
    if dots:
        marks = [
            {
                "no": one["no"],
                "at": one["at"],
                "f": state_colour("overdue" if one["overdue"] else "open", colours),
                "t": one["words"],
                "tip": one["tip"],
            }
            for one in dots
        ]
        layers += [
            pdk.Layer(
                "ScatterplotLayer",
                marks,
                id="dots",
                get_position="at",
                get_fill_color="f",
                get_line_color=rgba(colours.surface),
                stroked=True,
                line_width_min_pixels=1,
                get_radius=round(DOT * size),
                radius_units=String("pixels"),
                pickable=True,
                billboard=True,
                parameters=ON_TOP,
            ),
            _text("dot_words", marks, colours, size=small, colour=colours.paper, background=None),
        ]
    if signs:
        named = [{"at": one["at"], "t": one["words"]} for one in signs]
        layers.append(_text("signs", named, colours, size=small, colour=colours.note_ink))
    return layers


def size_on(width: int) -> int:
    """How large the words of courtyards are on a picture of that width, in pixels."""
    return min(max(round(width / PER_WIDTH), SIZES[0]), SIZES[1])


def room_of(text: str, size: float) -> tuple[float, float]:
    """Width and height that lines of words need with their ground, in pixels."""
    lines = text.split("\n")
    wide = max(width_of(line, size) for line in lines)
    return wide + 2 * (PAD[0] + APART), len(lines) * size * LEADING + 2 * (PAD[1] + APART)


def labels(yards: Records, places: Sequence[Sequence[float]], size: int, colours: Palette) -> pdk.Layer:
    """A courtyard's name, value and verdict at its place; what lies beneath shows through their ground."""
    named = [{"at": at, "t": one["label"]} for one, at in zip(yards, places, strict=True)]
    return _text("labels", named, colours, size=size, colour=colours.ink)


def _text(
    name: str, texts: Records, colours: Palette, *, size: int, colour: str, background: int | None = 215
) -> pdk.Layer:
    ground: dict[str, Any] = {}
    if background is not None:
        ground = {"background": True, "get_background_color": rgba(colours.paper, background)}
        ground |= {
            "background_padding": list(PAD),
            "get_border_color": rgba(colours.grid),
            "get_border_width": 1,
        }
    return pdk.Layer(
        "TextLayer",
        texts,
        id=name,
        get_position="at",
        get_text="t",
        get_size=size,
        get_color=rgba(colour),
        line_height=LEADING,
        character_set=String("auto"),
        font_family=String(FONT),
        font_weight=String("bold"),
        parameters=ON_TOP,
        **ground,
    )
