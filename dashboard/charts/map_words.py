"""The words and the points of the map: names of courtyards, dots with their numbers, signs."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydeck as pdk
from pydeck.types import String

from dashboard.charts.palette import Palette, rgba
from dashboard.charts.theme import FONT

Records = Sequence[Mapping[str, Any]]

LABEL = 14
ON_TOP = {"depthCompare": String("always"), "depthWriteEnabled": False}
"""Words are read, so buildings never hide them."""


def state_colour(state: str, colours: Palette) -> list[int]:
    """The fill of a flat or a mark by its state: "", open or overdue."""
    if state == "overdue":
        return rgba(colours.worse)
    return rgba(colours.categories[1]) if state else rgba(colours.house)


def points(dots: Records, signs: Records, colours: Palette) -> list[pdk.Layer]:
    """Dots with their numbers, and signs; the records are those of Scene."""
    layers = []
    if dots:
        marks = [
            {
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
                get_radius=9,
                radius_units=String("pixels"),
                pickable=True,
                billboard=True,
                parameters=ON_TOP,
            ),
            _text("dot_words", marks, colours, size=LABEL - 1, colour=colours.paper, background=None),
        ]
    if signs:
        named = [{"at": one["at"], "t": one["words"]} for one in signs]
        layers.append(_text("signs", named, colours, size=LABEL - 1, colour=colours.note_ink))
    return layers


def labels(yards: Records, colours: Palette) -> pdk.Layer:
    """A courtyard's name, value and verdict; the ground lets buildings be read through its edge."""
    named = [{"at": one["at"], "t": one["label"]} for one in yards]
    return _text("labels", named, colours, size=LABEL, colour=colours.ink)


def _text(
    name: str, texts: Records, colours: Palette, *, size: int, colour: str, background: int | None = 215
) -> pdk.Layer:
    ground: dict[str, Any] = {}
    if background is not None:
        ground = {"background": True, "get_background_color": rgba(colours.paper, background)}
        ground |= {
            "background_padding": [5, 3],
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
        line_height=1.3,
        character_set=String("auto"),
        font_family=String(FONT),
        font_weight=String("bold"),
        parameters=ON_TOP,
        **ground,
    )
