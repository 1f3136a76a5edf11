"""GeoJSON with courtyard outlines and building footprints → rings in WGS-84, or every problem found.

Each feature is a Polygon (or a MultiPolygon of one) with the property `courtyard` (its number); with
`building` as well (A, B ...) it is a footprint. Holes are left out. The file says nothing about its datum:
whoever gives it does. A file is read in a child process (`read`), which prints what it has found as JSON.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from dashboard.errors import Problem
from dashboard.intake import apart
from dashboard.rules import datum as datums
from dashboard.rules.geometry import DIGITS, area, crosses_itself
from dashboard.schema.places import Datum

CONVERT: dict[Datum, Callable[[datums.Point], datums.Point]] = {
    Datum.WGS84: datums.as_given,
    Datum.GCJ02: datums.from_gcj02,
    Datum.BD09: datums.from_bd09,
}
SMALLEST, LARGEST = 20.0, 2_000_000.0
"""m²; outside this something else was drawn, or degrees and metres were mixed up."""
LARGEST_FILE = 2 * 1024 * 1024
FEATURES_AT_MOST, CORNERS_AT_MOST, CORNERS_IN_ALL = 500, 200, 10_000
"""Whether a ring crosses itself takes its corners squared; a site has a few thousand corners."""
NUMBER_AT_MOST = 5
"""Digits of a courtyard's number."""
SECONDS = 20


@dataclass(frozen=True)
class Outline:
    """A ring (closed, WGS-84) of a courtyard, or of one of its buildings."""

    courtyard_no: int
    building_no: str | None
    ring: list[list[float]]


@dataclass
class Read:
    """What a file holds: outlines, or the problems that keep it out; a problem's name is the feature."""

    outlines: list[Outline] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Wrong(Exception):
    """Why a feature cannot be taken, by the code of its sentence."""

    def __init__(self, code: str, **values: int) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def read(data: bytes, datum: Datum) -> Read:
    """Read a file in a child process, as `parse` does."""
    try:
        told = json.loads(apart.answer(__name__, datum.value, data=data, seconds=SECONDS))
    except apart.TooHeavy:
        return Read(problems=[_problem("file", _too_large())])
    return Read([Outline(**one) for one in told["outlines"]], [Problem(**one) for one in told["problems"]])


def parse(text: str | bytes, datum: Datum) -> Read:
    """Read a FeatureCollection; `problems` is empty when all of it can be taken."""
    found = Read()
    try:
        features = _features(text)
    except Wrong as wrong:
        found.problems.append(_problem("file", wrong))
        return found
    seen: set[tuple[int, str | None]] = set()
    for number, feature in enumerate(features, start=1):
        name = f"feature {number}"
        try:
            one = _outline(feature, datum)
            if (one.courtyard_no, one.building_no) in seen:
                raise Wrong("given_twice")
        except Wrong as wrong:
            found.problems.append(_problem(name, wrong))
            continue
        seen.add((one.courtyard_no, one.building_no))
        found.outlines.append(one)
    return found


def _problem(name: str, wrong: Wrong) -> Problem:
    return Problem(name, wrong.code, wrong.values)


def _too_large() -> Wrong:
    return Wrong(
        "file_too_large",
        megabytes=LARGEST_FILE // 1024 // 1024,
        features=FEATURES_AT_MOST,
        corners=CORNERS_IN_ALL,
    )


def _features(text: str | bytes) -> list[Any]:
    if len(text) > LARGEST_FILE:
        raise _too_large()
    try:
        given = json.loads(text)
        features = given["features"]
        if given["type"] != "FeatureCollection" or not isinstance(features, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Wrong("no_feature_collection") from None
    if not features:
        raise Wrong("no_features")
    if len(features) > FEATURES_AT_MOST or sum(map(_count, features)) > CORNERS_IN_ALL:
        raise _too_large()
    return features


def _count(feature: Any) -> int:
    """How many corners a feature has, 0 where it has none that could be read."""
    try:
        return len(_corners(feature["geometry"]))
    except (KeyError, TypeError, IndexError):
        return 0


def _outline(feature: Any, datum: Datum) -> Outline:
    try:
        told, shape = feature["properties"], feature["geometry"]
        number, building = told["courtyard"], told.get("building")
        corners = _corners(shape)
    except (KeyError, TypeError, IndexError, AttributeError):
        raise Wrong("no_polygon_with_courtyard") from None
    written = str(number)
    if not (written.isascii() and written.isdecimal() and len(written) <= NUMBER_AT_MOST):
        raise Wrong("courtyard_is_no_number")
    ring = _ring(corners, datum)
    return Outline(int(written), str(building)[:10] if building else None, ring)


def _corners(shape: Any) -> list[Any]:
    rings = shape["coordinates"]
    if shape["type"] == "MultiPolygon" and len(rings) == 1:
        rings = rings[0]
    elif shape["type"] != "Polygon":
        raise KeyError("type")
    return list(rings[0])


def _ring(corners: list[Any], datum: Datum) -> list[list[float]]:
    if len(corners) > CORNERS_AT_MOST + 1:
        raise Wrong("too_many_corners", most=CORNERS_AT_MOST)
    if len(corners) < 4 or corners[0] != corners[-1]:
        raise Wrong("ring_not_closed")
    ring = [[round(axis, DIGITS + 1) for axis in CONVERT[datum](point)] for point in _points(corners)]
    if not SMALLEST <= area(ring) <= LARGEST:
        raise Wrong("area_cannot_be")
    if crosses_itself(ring):
        raise Wrong("ring_crosses_itself")
    return ring


def _points(corners: list[Any]) -> Iterator[datums.Point]:
    for corner in corners:
        if not isinstance(corner, list) or len(corner) < 2:
            raise Wrong("corner_is_no_point")
        lon, lat = corner[0], corner[1]
        if not all(isinstance(axis, int | float) and not isinstance(axis, bool) for axis in (lon, lat)):
            raise Wrong("corner_is_no_point")
        # GeoJSON writes the longitude first; in China it is the larger of the two.
        if not (-180 <= lon <= 180 and -85 <= lat <= 85):
            raise Wrong("corner_off_the_earth")
        yield float(lon), float(lat)


def _child() -> None:
    """Parse what is on standard input, print what was found."""
    found = parse(sys.stdin.buffer.read(), Datum(sys.argv[1]))
    json.dump(asdict(found), sys.stdout)


if __name__ == "__main__":
    apart.limit(SECONDS)
    _child()
