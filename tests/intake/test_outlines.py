"""GeoJSON from outside: taken whole, or refused with every problem by its feature."""

import json
from math import cos, pi, sin
from time import perf_counter

import pytest

from dashboard.intake.outlines import parse, read
from dashboard.rules.datum import to_gcj02
from dashboard.schema.places import Datum

RING = [[102.727, 25.028], [102.7276, 25.028], [102.7276, 25.0286], [102.727, 25.0286], [102.727, 25.028]]
BOW = [[102.727, 25.028], [102.7276, 25.0286], [102.7276, 25.028], [102.727, 25.0287], [102.727, 25.028]]


def feature(ring=RING, kind="Polygon", **told):
    return {"type": "Feature", "properties": told, "geometry": {"type": kind, "coordinates": [ring]}}


def collection(*features) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def test_an_outline_and_a_footprint_are_read():
    found = parse(collection(feature(courtyard=3), feature(courtyard="3", building="A")), Datum.WGS84)
    assert found.problems == []
    assert [(one.courtyard_no, one.building_no) for one in found.outlines] == [(3, None), (3, "A")]
    assert found.outlines[0].ring == RING


def test_other_datums_are_converted():
    shifted = [list(to_gcj02((lon, lat))) for lon, lat in RING]
    [one] = parse(collection(feature(shifted, courtyard=3)), Datum.GCJ02).outlines
    for got, meant in zip(one.ring, RING, strict=True):
        assert got == pytest.approx(meant, abs=2e-7)


def test_a_multipolygon_of_one_is_a_polygon():
    one = feature([RING], kind="MultiPolygon", courtyard=3)
    assert parse(collection(one), Datum.WGS84).outlines[0].ring == RING


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (feature(), "no_polygon_with_courtyard"),
        (feature(courtyard="three"), "courtyard_is_no_number"),
        (feature(courtyard="9" * 5000), "courtyard_is_no_number"),
        (feature(courtyard="100000"), "courtyard_is_no_number"),
        (feature(courtyard=10**4000), "courtyard_is_no_number"),
        (feature(courtyard="３"), "courtyard_is_no_number"),
        (feature(courtyard="²"), "courtyard_is_no_number"),
        (feature(courtyard=True), "courtyard_is_no_number"),
        (feature(RING[:-1], courtyard=3), "ring_not_closed"),
        (feature(BOW, courtyard=3), "ring_crosses_itself"),
        (feature([[25.028, 102.727], *RING[1:-1], [25.028, 102.727]], courtyard=3), "corner_off_the_earth"),
        (feature([[x * 1e-5, y * 1e-5] for x, y in RING], courtyard=3), "area_cannot_be"),
        (feature([["a", 1], *RING[1:-1], ["a", 1]], courtyard=3), "corner_is_no_point"),
        (feature(kind="Point", courtyard=3), "no_polygon_with_courtyard"),
        ({"type": "Feature", "properties": None, "geometry": None}, "no_polygon_with_courtyard"),
        (7, "no_polygon_with_courtyard"),
    ],
)
def test_each_problem_names_its_feature(given, code):
    found = parse(collection(feature(courtyard=1), given), Datum.WGS84)
    assert [(one.name, one.code) for one in found.problems] == [("feature 2", code)]


def test_the_same_courtyard_twice_is_a_problem():
    found = parse(collection(feature(courtyard=1), feature(courtyard=1)), Datum.WGS84)
    assert [one.code for one in found.problems] == ["given_twice"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"type": "Feature"}', "[" * 100_000, b"\xff\xfe"])
def test_a_file_of_another_kind_is_refused(text):
    assert [one.code for one in parse(text, Datum.WGS84).problems] == ["no_feature_collection"]


def round_ring(corners: int) -> list[list[float]]:
    turns = [2 * pi * one / corners for one in range(corners)]
    ring = [[102.727 + 0.0003 * cos(turn), 25.028 + 0.0003 * sin(turn)] for turn in turns]
    return [*ring, ring[0]]


def test_an_outline_has_200_corners_at_most():
    assert parse(collection(feature(round_ring(200), courtyard=1)), Datum.WGS84).problems == []
    [problem] = parse(collection(feature(round_ring(201), courtyard=1)), Datum.WGS84).problems
    assert (problem.name, problem.code, problem.values) == ("feature 1", "too_many_corners", {"most": 200})


def test_a_file_that_is_too_large_is_not_read():
    spaced = collection(feature(courtyard=1)) + " " * (2 * 1024 * 1024)
    many = collection(*(feature(courtyard=no) for no in range(501)))
    corners = collection(*(feature(round_ring(200), courtyard=no) for no in range(50)))
    for text in (spaced, spaced.encode(), many, corners):
        assert [(one.name, one.code) for one in parse(text, Datum.WGS84).problems] == [
            ("file", "file_too_large")
        ]
    assert parse(collection(*(feature(courtyard=no) for no in range(500))), Datum.WGS84).problems == []


def test_the_largest_file_is_read_in_a_moment():
    text = collection(*(feature(round_ring(200), courtyard=no) for no in range(49)))
    start = perf_counter()
    assert len(parse(text, Datum.WGS84).outlines) == 49
    assert perf_counter() - start < 10


@pytest.mark.parametrize(
    "given",
    [
        collection(feature(courtyard=3), feature(courtyard="3", building="A")),
        collection(feature(courtyard=1), feature(courtyard="\ud800"), feature(BOW, courtyard=2)),
        collection(*[feature(courtyard=1)] * 501),
        "[" * 100_000,
        "{",
    ],
    ids=["good", "problems", "too many", "deep", "no JSON"],
)
def test_a_file_is_read_apart_as_it_is_parsed(given):
    data = given.encode()
    assert read(data, Datum.GCJ02) == parse(data, Datum.GCJ02)


def test_a_file_that_kills_its_reader_is_too_large():
    [problem] = read(b"[" + b"0," * 300 * 1024 * 1024, Datum.WGS84).problems
    assert problem == parse(b" " * 3 * 1024 * 1024, Datum.WGS84).problems[0]
    assert problem.code == "file_too_large"
