"""The map's specification: nothing from outside, fixed ids, colours and marks of the palette."""

import json
from dataclasses import replace

import numpy as np
import pytest

from dashboard.charts.basemap import Base, tianditu
from dashboard.charts.map import Scene, draw
from dashboard.charts.palette import LIGHT, rgba

RING = [[102.727, 25.028], [102.7276, 25.028], [102.7276, 25.0286], [102.727, 25.0286], [102.727, 25.028]]
HOME = [
    [102.7272, 25.0282],
    [102.7273, 25.0282],
    [102.7273, 25.0283],
    [102.7272, 25.0283],
    [102.7272, 25.0282],
]


def yard(**given):
    quiet = {
        "verdict": "",
        "clear": False,
        "hatched": False,
        "selected": False,
        "label": "1号院",
        "tip": "1号院",
    }
    return {"no": 1, "ring": RING, "at": [102.7273, 25.0283], "step": 3, **quiet} | given


SCENE = Scene(
    yards=[yard()],
    blocks=[{"ring": HOME, "height": 18}],
    flats=[
        {"ring": HOME, "base": 0, "state": ""},
        {"ring": HOME, "base": 3, "state": "overdue", "household": 7, "tip": "1-1-201"},
    ],
)


def spec(scene: Scene, *, dark: bool = False) -> dict:
    return json.loads(draw(scene, dark=dark).to_json())


def layers(scene: Scene) -> dict[str, dict]:
    return {one["id"]: one for one in spec(scene)["layers"]}


def test_it_asks_nobody_for_a_map():
    told = draw(SCENE, dark=False).to_json()
    assert "mapProvider" not in spec(SCENE)
    assert spec(SCENE)["mapStyle"] == "__MAP_STYLE__"  # pydeck's word for none
    assert "http" not in told


def test_layers_keep_their_ids_so_that_only_what_changed_is_sent():
    assert list(layers(SCENE)) == list(layers(replace(SCENE, yards=[yard(step=9)])))
    assert len(layers(SCENE)) == len(spec(SCENE)["layers"])


def test_a_flat_is_a_box_on_its_floor():
    flats = layers(SCENE)["flats"]
    [box] = flats["data"]
    assert {point[2] for point in box["p"]} == {3}
    assert flats["extruded"]
    assert flats["getPolygon"] == "@@=p"
    assert box["f"] == rgba(LIGHT.worse)


def test_only_flats_of_their_keepers_answer():
    found = layers(SCENE)
    assert found["flats"]["pickable"] is True
    assert found["walls"]["pickable"] is False
    assert [set(one) for one in found["walls"]["data"]] == [{"p", "f"}]


def test_from_above_there_are_no_boxes():
    found = layers(replace(SCENE, solid=False, flats=[]))
    assert "flats" not in found
    assert "footprints" in found
    assert spec(replace(SCENE, solid=False))["initialViewState"]["pitch"] == 0


@pytest.mark.parametrize(
    ("given", "fill"),
    [({"step": 0}, LIGHT.sequential[0]), ({"step": 9}, LIGHT.sequential[9]), ({"step": None}, LIGHT.paper)],
)
def test_fill_is_the_amount(given, fill):
    [drawn] = layers(replace(SCENE, yards=[yard(**given)]))["yards"]["data"]
    assert drawn["f"] == rgba(fill)


def test_the_outline_is_the_verdict_only_where_it_is_decided():
    clear = yard(verdict="clearly_worse", clear=True)
    unsure = yard(verdict="alike")
    [one] = layers(replace(SCENE, yards=[clear]))["yards"]["data"]
    [other] = layers(replace(SCENE, yards=[unsure]))["yards"]["data"]
    assert one["l"] == rgba(LIGHT.worse)
    assert one["w"] > other["w"]
    assert other["l"] == rgba(LIGHT.axis)


def test_what_was_not_reported_is_hatched():
    assert "strokes" not in layers(SCENE)
    strokes = layers(replace(SCENE, yards=[yard(step=None, hatched=True)]))["strokes"]["data"]
    assert len(strokes) > 5


def test_words_are_drawn_with_the_characters_they_need():
    assert layers(SCENE)["labels"]["characterSet"] == "auto"


FAR = [[lon + 0.006, lat] for lon, lat in RING]
"""Another courtyard, 600 m down the lane."""


@pytest.mark.parametrize(("portrait", "width"), [(False, 610), (True, 350)])
@pytest.mark.parametrize("solid", [True, False])
def test_all_of_the_site_is_in_the_middle_of_the_first_view_and_fills_it(solid, portrait, width):
    """Seen by deck.gl's own rules, written as matrices: the eye is one and a half heights away."""
    rings = [RING, FAR]
    scene = replace(
        SCENE,
        yards=[yard(), yard(no=2, ring=FAR)],
        blocks=[{"ring": ring, "height": 18} for ring in rings],
        solid=solid,
        portrait=portrait,
    )
    view = spec(scene)["initialViewState"]
    pixels = 512 * 2 ** view["zoom"] / (40_075_016.7 * 0.9061)
    turn, tilt = np.radians(view["bearing"]), np.radians(view["pitch"])
    turned = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    tilted = np.array([[1, 0, 0], [0, np.cos(tilt), np.sin(tilt)], [0, -np.sin(tilt), np.cos(tilt)]])
    metres = [
        ((lon - view["longitude"]) * 111_320 * 0.9061, (lat - view["latitude"]) * 111_320, height)
        for ring in rings
        for lon, lat in ring
        for height in ((0, 18) if solid else (0,))
    ]
    right, above, nearer = tilted @ turned @ np.array(metres).T * pixels
    across, upwards = np.array([right / (width / 2), above / 200]) * 600 / (600 - nearer)
    assert 0.9 < max(across.max(), upwards.max()) < 1
    assert across.min() == pytest.approx(-across.max(), abs=0.02)
    assert upwards.min() == pytest.approx(-upwards.max(), abs=0.02)


def test_a_base_map_comes_only_when_it_is_given():
    told = spec(replace(SCENE, base=Base(tianditu("k&y"), "审图号")))
    assert told["mapProvider"] == "maplibre"
    assert told["mapStyle"].startswith("data:application/json")
    assert "tianditu.gov.cn" in told["mapStyle"]
    assert "tk%3Dk%2526y" in told["mapStyle"]
