"""The map as a deck.gl specification: a scene of plain records in, JSON out; no network, no base map."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydeck as pdk
from pydeck.types import String

from dashboard.charts import free_ground
from dashboard.charts.basemap import Base
from dashboard.charts.camera import PITCH, Camera, looking_at
from dashboard.charts.map_words import DOT, NOTE, Records, labels, points, room_of, size_on, state_colour
from dashboard.charts.palette import Palette, palette, rgba, verdict_colour
from dashboard.charts.theme import FONT
from dashboard.rules.geometry import STOREY, Point, around, centre, hatch

AROUND = 1.06
"""The line of the chosen courtyard runs outside its own, which tells the verdict."""
ROOF = 0.5
SLAB = 0.8
"""Metres: how thick a redone roof and a mark on a roof are."""
ROOM = (1022, 520)
"""Pixels that the picture may take: what there is on a laptop."""


@dataclass(frozen=True)
class Scene:
    """What the map shows; rings and points are [longitude, latitude], heights metres.

    yards: no, ring, step (0-9 on the amount's scale, None for no value), verdict (a code of
    palette.TONES, empty for none), clear (the verdict is decided), hatched, selected, label, tip ·
    blocks: ring, height, is_redone (its roof) · flats: ring, base, state ("", open, overdue), for their
    keepers household, tip · slabs: ring, base, height, overdue, tip · dots: no, at, overdue, words, tip ·
    signs: at, words.
    """

    yards: Records
    blocks: Records = ()
    flats: Records = ()
    slabs: Records = ()
    dots: Records = ()
    signs: Records = ()
    solid: bool = True
    """Stacked flats seen at an angle, or else the plan from above."""
    room: tuple[int, int] = ROOM
    """Width and greatest height of the picture in pixels."""
    base: Base | None = None


@dataclass(frozen=True)
class Drawn:
    """A deck ready to send; `st.pydeck_chart` asks no more of it than this."""

    json: str
    _tooltip: Any
    height: int
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
    camera = view(scene)
    layers = [
        *_yards(scene, colours, dark=dark),
        *(_solid(scene, colours) if scene.solid else _flat(scene, colours)),
        *points(scene.dots, scene.signs, size_on(scene.room[0]), colours),
        _names(scene, camera, colours),
    ]
    given: dict[str, Any] = {"map_provider": None}
    if scene.base:
        given = {"map_provider": "maplibre", "map_style": scene.base.style}
    deck = pdk.Deck(layers, initial_view_state=pdk.ViewState(**camera.state()), **given)
    compact = json.dumps(json.loads(deck.to_json()), ensure_ascii=False, separators=(",", ":"))
    style = {"background": colours.surface, "color": colours.ink, "fontFamily": FONT, "fontSize": "14px"}
    style |= {"border": f"1px solid {colours.axis}", "borderRadius": "4px", "maxWidth": "18rem"}
    tooltip = {"text": "{tip}", "style": style | {"whiteSpace": "pre-line"}}
    return Drawn(compact, tooltip, camera.size[1])


def view(scene: Scene) -> Camera:
    """All of the site in the middle of the picture."""
    return looking_at(
        [one["ring"] for one in scene.yards],
        [(one["ring"], one["height"]) for one in scene.blocks],
        pitch=PITCH if scene.solid else 0,
        room=scene.room,
    )


def _names(scene: Scene, camera: Camera, colours: Palette) -> pdk.Layer:
    """Each courtyard's words on its own ground, clear of buildings, dots and signs."""
    size = size_on(scene.room[0])
    spots = free_ground.spots(
        [camera.seen(one["ring"]) for one in scene.yards],
        [*_bodies(scene, camera), *_points(scene, camera)],
        [room_of(one["label"], size * camera.nearness(centre(one["ring"]))) for one in scene.yards],
    )
    return labels(scene.yards, [camera.ground(spot) for spot in spots], size, colours)


def _bodies(scene: Scene, camera: Camera) -> Iterator[Sequence[Point]]:
    """The buildings as they are seen: the ground that they stand on, their walls and their roofs."""
    for one in scene.blocks:
        below, roof = camera.seen(one["ring"]), camera.seen(one["ring"], one["height"])
        yield below
        if scene.solid:
            yield roof
            for i, corner in enumerate(below):
                yield [below[i - 1], corner, roof[i], roof[i - 1]]


def _points(scene: Scene, camera: Camera) -> Iterator[Sequence[Point]]:
    """Dots and signs as they are seen: two corners each."""
    size = size_on(scene.room[0])
    dots = [(one["at"], (2 * DOT * size, 2 * DOT * size)) for one in scene.dots]
    signs = [(one["at"], room_of(one["words"], NOTE * size)) for one in scene.signs]
    for at, (wide, high) in [*dots, *signs]:
        [(x, y)] = camera.seen([at])
        yield [(x - wide / 2, y - high / 2), (x + wide / 2, y + high / 2)]


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
    layers = []
    if scene.flats:
        high = STOREY * 0.86
        plain, kept = _homes(scene, colours)
        layers.append(_boxes("walls", plain, high, colours, pickable=False, wireframe=True))
        layers.append(_boxes("flats", kept, high, colours, pickable=True, wireframe=True))
    else:
        whole = [{"p": one["ring"], "f": rgba(colours.house), "h": one["height"]} for one in scene.blocks]
        layers.append(_boxes("blocks", whole, "h", colours, pickable=False, wireframe=True))
    redone = [one for one in scene.blocks if one["is_redone"]]
    if redone:
        roofs = [
            {"p": [[*point, one["height"]] for point in one["ring"]], "f": rgba(colours.better)}
            for one in redone
        ]
        layers.append(_boxes("roofs", roofs, ROOF, colours, pickable=False, wireframe=False))
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
    """The plan from above: every flat a cell of its building, floor beside floor."""
    plain, kept = _homes(scene, colours)
    blocks = [
        {
            "p": one["ring"],
            "f": rgba(colours.house),
            "l": rgba(colours.better if one["is_redone"] else colours.axis),
            "w": 4 if one["is_redone"] else 1,
        }
        for one in scene.blocks
    ]
    thin = {"get_line_color": rgba(colours.axis), "get_line_width": 0.5}
    empty = {"filled": not scene.flats}
    answer = {"pickable": True, "auto_highlight": True, "highlight_color": rgba(colours.axis, 90)}
    return [
        _cells("walls", plain, get_fill_color="f", **thin),
        _cells("flats", kept, get_fill_color="f", **thin, **answer),
        _cells("footprints", blocks, get_fill_color="f", get_line_color="l", get_line_width="w", **empty),
    ]


def _homes(scene: Scene, colours: Palette) -> tuple[Records, Records]:
    """The flats that do not answer, and those of their keepers, which do."""
    walls = [one for one in scene.flats if "household" not in one]
    answering = [one for one in scene.flats if "household" in one]
    kept = [_box(one, colours) | {"id": one["household"], "tip": one["tip"]} for one in answering]
    return [_box(one, colours) for one in walls], kept


def _cells(name: str, cells: Records, **options: Any) -> pdk.Layer:
    pixels = String("pixels")
    return pdk.Layer("PolygonLayer", cells, id=name, get_polygon="p", line_width_units=pixels, **options)


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
