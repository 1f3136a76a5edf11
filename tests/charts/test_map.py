"""The map's specification: nothing from outside, fixed ids, colours and marks of the palette."""

import json
from dataclasses import replace

import numpy as np
import pytest

from dashboard.charts.basemap import Base, tianditu
from dashboard.charts.free_ground import spots
from dashboard.charts.map import Scene, draw, view
from dashboard.charts.map_words import room_of, size_on
from dashboard.charts.palette import LIGHT, rgba
from dashboard.rules.geometry import holds

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
    return {"no": 1, "ring": RING, "step": 3, **quiet} | given


SCENE = Scene(
    yards=[yard()],
    blocks=[{"ring": HOME, "height": 18, "is_redone": False}],
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


def test_from_above_flats_are_cells_and_whole_buildings_are_painted_where_there_are_none():
    found = layers(replace(SCENE, solid=False))
    assert "extruded" not in found["flats"]
    assert found["flats"]["pickable"] is True
    assert found["footprints"]["filled"] is False
    assert layers(replace(SCENE, solid=False, flats=[]))["footprints"]["filled"] is True
    assert spec(replace(SCENE, solid=False))["initialViewState"]["pitch"] == 0


def test_a_redone_roof_is_told_apart():
    redone = [SCENE.blocks[0] | {"is_redone": True}]
    [outline] = layers(replace(SCENE, solid=False, blocks=redone))["footprints"]["data"]
    assert outline["l"] == rgba(LIGHT.better)
    [roof] = layers(replace(SCENE, blocks=redone))["roofs"]["data"]
    assert (roof["f"], {point[2] for point in roof["p"]}) == (rgba(LIGHT.better), {18})
    assert "roofs" not in layers(SCENE)


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


LONG = replace(
    SCENE,
    yards=[yard(), yard(no=2, ring=FAR)],
    blocks=[{"ring": ring, "height": 18, "is_redone": False} for ring in (RING, FAR)],
)
DESK, PHONE = (1022, 520), (358, 574)


@pytest.mark.parametrize("room", [DESK, PHONE])
@pytest.mark.parametrize("solid", [True, False])
def test_all_of_the_site_is_in_the_middle_of_the_first_view_and_fills_it(solid, room):
    """Seen by deck.gl's own rules, written as matrices: the eye is one and a half heights away."""
    drawn = draw(replace(LONG, solid=solid, room=room), dark=False)
    start, width, height = json.loads(drawn.to_json())["initialViewState"], room[0], drawn.height
    pixels = 512 * 2 ** start["zoom"] / (40_075_016.7 * 0.9061)
    turn, tilt = np.radians(start["bearing"]), np.radians(start["pitch"])
    turned = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    tilted = np.array([[1, 0, 0], [0, np.cos(tilt), np.sin(tilt)], [0, -np.sin(tilt), np.cos(tilt)]])
    metres = [
        ((lon - start["longitude"]) * 111_320 * 0.9061, (lat - start["latitude"]) * 111_320, high)
        for ring in (RING, FAR)
        for lon, lat in ring
        for high in ((0, 18) if solid else (0,))
    ]
    right, above, nearer = tilted @ turned @ np.array(metres).T * pixels
    eye = 1.5 * height
    across, upwards = np.array([right / (width / 2), above / (height / 2)]) * eye / (eye - nearer)
    assert 0.9 < max(across.max(), upwards.max()) < 1
    assert across.min() == pytest.approx(-across.max(), abs=0.02)
    assert upwards.min() == pytest.approx(-upwards.max(), abs=0.02)


def test_a_picture_is_as_high_as_the_site_needs_and_no_higher_than_its_room():
    broad = replace(SCENE, solid=False, room=DESK)
    assert draw(broad, dark=False).height == 520  # one square courtyard: all there is
    assert draw(replace(LONG, solid=False, room=DESK), dark=False).height == 260
    assert draw(replace(LONG, solid=False, room=PHONE), dark=False).height == 574


def test_the_lane_runs_upwards_only_where_the_site_is_then_seen_larger():
    assert view(replace(LONG, room=DESK)).bearing == 0
    assert view(replace(LONG, room=PHONE)).bearing == 90
    assert view(replace(SCENE, room=PHONE)).bearing == 0


@pytest.mark.parametrize("solid", [True, False])
@pytest.mark.parametrize("room", [DESK, PHONE])
def test_what_is_seen_at_a_spot_is_found_again_on_the_ground(solid, room):
    camera = view(replace(LONG, solid=solid, room=room))
    for corner, spot in zip(FAR, camera.seen(FAR[:4]), strict=False):
        assert camera.ground(spot) == pytest.approx(corner, abs=2e-6)


@pytest.mark.parametrize("solid", [True, False])
def test_words_stand_in_their_courtyard_and_on_no_building(solid):
    """The building stands in the south-west, and then in the north-east."""
    away = [[102.7274, 25.0285], [102.7275, 25.0285], [102.7275, 25.0284], [102.7274, 25.0284]]
    for house in (HOME[:4], away):
        scene = replace(
            SCENE,
            blocks=[SCENE.blocks[0] | {"ring": house, "height": 6}],
            flats=[],
            solid=solid,
            room=(400, 400),
        )
        [words] = layers(scene)["labels"]["data"]
        camera = view(scene)
        [(x, y)] = camera.seen([words["at"]])
        wide, high = room_of("1号院", size_on(400) * camera.nearness(words["at"]))
        across, down = np.array([*camera.seen(house), *camera.seen(house, 6 if solid else 0)]).T
        apart_x = max(across.min() - x, x - across.max()) - wide / 2
        apart_y = max(down.min() - y, y - down.max()) - high / 2
        assert max(apart_x, apart_y) > -3  # the corners of a body seen aslant are not its rectangle's
        assert holds(RING, words["at"])


def test_words_keep_clear_of_what_is_taken_and_of_each_other():
    yard_seen = [(0, 0), (100, 0), (100, 100), (0, 100)]
    [alone] = spots([yard_seen], [], [(40, 20)])
    assert alone == pytest.approx((50, 50), abs=2)
    [low] = spots([yard_seen], [[(0, 0), (100, 70)]], [(40, 20)])
    assert low[1] - 10 >= 70
    one, other = spots([yard_seen, yard_seen], [], [(80, 40), (80, 40)])
    assert abs(one[1] - other[1]) >= 39 or abs(one[0] - other[0]) >= 79


def test_a_base_map_comes_only_when_it_is_given():
    told = spec(replace(SCENE, base=Base(tianditu("k&y"), "审图号")))
    assert told["mapProvider"] == "maplibre"
    assert told["mapStyle"].startswith("data:application/json")
    assert "tianditu.gov.cn" in told["mapStyle"]
    assert "tk%3Dk%2526y" in told["mapStyle"]
