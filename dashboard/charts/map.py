"""The map as a deck.gl specification: a scene of plain records in, JSON out; no network, no base map."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import cos, log2, radians, sin
from typing import Any

import pydeck as pdk
from pydeck.types import String

from dashboard.charts.basemap import Base
from dashboard.charts.map_words import Records, labels, points, state_colour
from dashboard.charts.palette import Palette, palette, rgba, verdict_colour
from dashboard.charts.theme import FONT
from dashboard.rules.geometry import STOREY, Plane, around, bounds, hatch, lean

Place = tuple[float, float, float]
TILE = 512
EQUATOR = 40_075_016.7
AIR = 1.05
"""Around the site."""
PITCH = 42
"""Degrees from straight above."""
EYE = 1.5
"""How far away deck.gl looks from, in heights of the picture."""
ROUNDS = 12
"""Each fits the site better into the picture; what is near grows faster than what is far."""
AROUND = 1.06
"""The line of the chosen courtyard runs outside its own, which tells the verdict."""
SLAB = 0.8
"""Metres: how thick a mark on a roof is."""
PORTRAIT = (350, 400)
LANDSCAPE = (610, 400)
"""Pixels that the site is fitted into at first: what there is of a phone and of a laptop."""


@dataclass(frozen=True)
class Scene:
    """What the map shows; rings and points are [longitude, latitude], heights metres.

    yards: no, ring, at, step (0-9 on the amount's scale, None for no value), verdict (a code of
    palette.TONES, empty for none), clear (the verdict is decided), hatched, selected, label, tip ·
    blocks: ring, height · flats: ring, base, state ("", open, overdue), for their keepers household, tip ·
    slabs: ring, base, height, overdue, tip · dots: at, overdue, words, tip · signs: at, words.
    """

    yards: Records
    blocks: Records = ()
    flats: Records = ()
    slabs: Records = ()
    dots: Records = ()
    signs: Records = ()
    solid: bool = True
    """Stacked flats seen at an angle, or else the plan from above."""
    portrait: bool = False
    base: Base | None = None


@dataclass(frozen=True)
class Drawn:
    """A deck ready to send; `st.pydeck_chart` asks no more of it than this."""

    json: str
    _tooltip: Any
    layers: None = None
    mapbox_key: None = None
    deck_widget: None = None
    width: None = field(default=None)

    def to_json(self) -> str:
        """The specification."""
        return self.json


def draw(scene: Scene, *, dark: bool) -> Drawn:
    """The map of a scene."""
    colours = palette(dark=dark)
    layers = [
        *_yards(scene, colours, dark=dark),
        *(_solid(scene, colours) if scene.solid else _flat(scene, colours)),
        *points(scene.dots, scene.signs, colours),
        labels(scene.yards, colours),
    ]
    given: dict[str, Any] = {"map_provider": None}
    if scene.base:
        given = {"map_provider": "maplibre", "map_style": scene.base.style}
    deck = pdk.Deck(layers, initial_view_state=_view(scene), **given)
    compact = json.dumps(json.loads(deck.to_json()), ensure_ascii=False, separators=(",", ":"))
    style = {"background": colours.surface, "color": colours.ink, "fontFamily": FONT, "fontSize": "14px"}
    style |= {"border": f"1px solid {colours.axis}", "borderRadius": "4px", "maxWidth": "18rem"}
    return Drawn(compact, {"text": "{tip}", "style": style | {"whiteSpace": "pre-line"}})


def _view(scene: Scene) -> pdk.ViewState:
    """All of the site in the middle of the picture; on a phone the lane runs upwards."""
    rings = [one["ring"] for one in scene.yards]
    west, south, east, north = bounds(rings)
    plane = Plane(((west + east) / 2, (south + north) / 2))
    bearing = round((90 if scene.portrait else 0) - lean(rings[0]), 1)
    pitch, turn = PITCH if scene.solid else 0, radians(bearing)
    raised = [(one["ring"], one["height"]) for one in scene.blocks] if scene.solid else []
    places = [
        (x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn), height)
        for ring, height in [*((ring, 0) for ring in rings), *raised]
        for x, y in plane.metres(ring)
    ]
    right, ahead, per_pixel = _fitted(places, pitch, PORTRAIT if scene.portrait else LANDSCAPE)
    middle = plane.degrees((right * cos(turn) + ahead * sin(turn), ahead * cos(turn) - right * sin(turn)))
    zoom = log2(EQUATOR * cos(radians(middle[1])) / (TILE * per_pixel))
    return pdk.ViewState(
        longitude=middle[0],
        latitude=middle[1],
        zoom=round(zoom, 2),
        pitch=pitch,
        bearing=bearing,
        max_pitch=70,
    )


def _fitted(places: list[Place], pitch: float, size: tuple[int, int]) -> Place:
    """Where to look at, to the right and ahead, and how many metres a pixel is, so that all is seen."""
    right = ahead = 0.0
    per_pixel = max(abs(axis) for place in places for axis in place) / min(size)
    for _round in range(ROUNDS):
        seen = [
            _seen(((x - right) / per_pixel, (y - ahead) / per_pixel, z / per_pixel), pitch, size[1])
            for x, y, z in places
        ]
        (left, low), (most, high) = map(min, zip(*seen, strict=True)), map(max, zip(*seen, strict=True))
        right += per_pixel * (left + most) / 2
        ahead += per_pixel * (low + high) / 2 / cos(radians(pitch))
        per_pixel *= AIR * max((most - left) / size[0], (high - low) / size[1])
    return right, ahead, per_pixel


def _seen(place: Place, pitch: float, height: int) -> tuple[float, float]:
    """Where a place (to the right, ahead, upwards from the middle) is seen: to the right, above; pixels."""
    right, ahead, up = place
    tilt = radians(pitch)
    nearer = up * cos(tilt) - ahead * sin(tilt)
    grown = EYE * height / (EYE * height - nearer)
    return right * grown, (ahead * cos(tilt) + up * sin(tilt)) * grown


def _yards(scene: Scene, colours: Palette, *, dark: bool) -> list[pdk.Layer]:
    """Courtyards: fill is the value, outline the verdict; strokes where there is no value."""
    see_through = 150 if scene.base else 255
    yards = [
        {
            "no": one["no"],
            "p": one["ring"],
            "f": _fill(one, colours, see_through),
            "l": rgba(_outline(one, colours, dark=dark)),
            "w": 3.5 if one["clear"] else 1.2,
            "tip": one["tip"],
        }
        for one in scene.yards
    ]
    strokes = [{"p": line} for one in scene.yards if one["hatched"] for line in hatch(one["ring"])]
    drawn = pdk.Layer(
        "PolygonLayer",
        yards,
        id="yards",
        get_polygon="p",
        get_fill_color="f",
        get_line_color="l",
        get_line_width="w",
        line_width_units=String("pixels"),
        pickable=True,
        auto_highlight=True,
        highlight_color=rgba(colours.axis, 60),
    )
    # Not in the courtyard's own record: a record that changes with the choice is chosen anew.
    chosen = [{"p": around(one["ring"], AROUND)} for one in scene.yards if one["selected"]]
    return [
        drawn,
        *_lines("strokes", strokes, colours.no_data, 1.2),
        *_lines("chosen", chosen, colours.ink, 3),
    ]


def _lines(name: str, paths: Records, colour: str, width: float) -> list[pdk.Layer]:
    if not paths:
        return []
    made = pdk.Layer(
        "PathLayer",
        paths,
        id=name,
        get_path="p",
        get_color=rgba(colour),
        get_width=width,
        width_units=String("pixels"),
    )
    return [made]


def _fill(one: Mapping[str, Any], colours: Palette, alpha: int) -> list[int]:
    return rgba(colours.paper if one["step"] is None else colours.sequential[one["step"]], alpha)


def _outline(one: Mapping[str, Any], colours: Palette, *, dark: bool) -> str:
    if one["clear"]:
        return verdict_colour(one["verdict"], dark=dark)
    return colours.axis


def _solid(scene: Scene, colours: Palette) -> list[pdk.Layer]:
    """Flats as boxes stacked by floor, or whole buildings where flats are too many; marks as slabs."""
    walls = [one for one in scene.flats if "household" not in one]
    answering = [one for one in scene.flats if "household" in one]
    layers = []
    if scene.flats:
        high = STOREY * 0.86
        plain = [_box(one, colours) for one in walls]
        kept = [_box(one, colours) | {"id": one["household"], "tip": one["tip"]} for one in answering]
        layers.append(_boxes("walls", plain, high, colours, pickable=False, wireframe=True))
        layers.append(_boxes("flats", kept, high, colours, pickable=True, wireframe=True))
    else:
        whole = [{"p": one["ring"], "f": rgba(colours.house), "h": one["height"]} for one in scene.blocks]
        layers.append(_boxes("blocks", whole, "h", colours, pickable=False, wireframe=True))
    if scene.slabs:
        slabs = [
            {
                "p": [[*point, one["base"]] for point in one["ring"]],
                "f": state_colour("overdue" if one["overdue"] else "open", colours),
                "h": one["height"],
                "tip": one["tip"],
            }
            for one in scene.slabs
        ]
        layers.append(_boxes("slabs", slabs, "h", colours, pickable=True, wireframe=False))
    return layers


def _flat(scene: Scene, colours: Palette) -> list[pdk.Layer]:
    """The plan from above: footprints, and a dot for every mark."""
    blocks = [{"p": one["ring"]} for one in scene.blocks]
    return [
        pdk.Layer(
            "PolygonLayer",
            blocks,
            id="footprints",
            get_polygon="p",
            get_fill_color=rgba(colours.house),
            get_line_color=rgba(colours.axis),
            get_line_width=1,
            line_width_units=String("pixels"),
        )
    ]


def _box(one: Mapping[str, Any], colours: Palette) -> dict[str, Any]:
    return {"p": [[*point, one["base"]] for point in one["ring"]], "f": state_colour(one["state"], colours)}


def _boxes(name: str, boxes: Records, height: Any, colours: Palette, **options: Any) -> pdk.Layer:
    return pdk.Layer(
        "PolygonLayer",
        boxes,
        id=name,
        get_polygon="p",
        get_fill_color="f",
        get_line_color=rgba(colours.axis),
        get_elevation=height,
        extruded=True,
        auto_highlight=options["pickable"],
        highlight_color=rgba(colours.axis, 90),
        **options,
    )
