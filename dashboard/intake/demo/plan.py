"""The schematic lane plan: courtyards along a main lane and a cross lane, as plain geometry.

A point is (along, away): metres along the main lane from the crossing and away from it, before the plan is
turned about the anchor and read as longitude and latitude. No survey stands behind it (示意图).
"""

from collections.abc import Mapping, Sequence
from math import cos, radians, sin
from typing import Any

Point = tuple[float, float]
Ring = list[list[float]]

METRES_PER_DEGREE = 111_320.0
EARTH_FLATTENING = 0.9951
"""A degree of latitude near 25° N against one of longitude at the equator (WGS-84)."""


class Plan:
    """Where courtyards, buildings and facilities lie."""

    def __init__(
        self, given: Mapping[str, Any], anchor: Point, courtyards: Sequence[Mapping[str, Any]]
    ) -> None:
        self.given = given
        self.anchor = anchor
        self.starts = {one["no"]: _start(given, one, courtyards) for one in courtyards}

    def outline(self, yard: Mapping[str, Any]) -> Ring:
        """The courtyard's closed ring of [longitude, latitude]."""
        width, depth = float(yard["width"]), float(yard["depth"])
        return self._ring(yard, [(0, 0), (width, 0), (width, depth), (0, depth)])

    def footprints(self, yard: Mapping[str, Any]) -> list[Ring]:
        """One ring for each building: the first along the back, the second along one side."""
        margin, deep = self.given["margin"], self.given["building_depth"]
        lengths = [self.given["stairwell_length"] * count for count in yard["buildings"]]
        width, depth = float(yard["width"]), float(yard["depth"])
        right = width - margin
        boxes = [(right - lengths[0], depth - margin - deep, right, depth - margin)]
        if len(lengths) > 1:
            boxes.append((margin, margin, margin + deep, margin + lengths[1]))
        return [self._ring(yard, [(a, b), (c, b), (c, d), (a, d)]) for a, b, c, d in boxes]

    def spot(self, yard: Mapping[str, Any], share: Sequence[float]) -> list[float]:
        """The [longitude, latitude] at shares of a courtyard's width and depth."""
        return self._read(yard, (share[0] * yard["width"], share[1] * yard["depth"]))

    def _ring(self, yard: Mapping[str, Any], corners: Sequence[Point]) -> Ring:
        read = [self._read(yard, corner) for corner in corners]
        return [*read, read[0]]

    def _read(self, yard: Mapping[str, Any], point: Point) -> list[float]:
        """A courtyard's own point (from its corner at the lane, away from it) as longitude and latitude."""
        along = self.starts[yard["no"]] + point[0] + yard["lean"] * point[1] / yard["depth"]
        away = self.given["lane_width"] / 2 + point[1]
        if yard["side"] == "south":
            away = -away
        turn = radians(self.given["turn"])
        east, north = along * cos(turn) - away * sin(turn), along * sin(turn) + away * cos(turn)
        longitude = self.anchor[0] + east / (METRES_PER_DEGREE * cos(radians(self.anchor[1])))
        latitude = self.anchor[1] + north / (METRES_PER_DEGREE * EARTH_FLATTENING)
        return [round(longitude, 7), round(latitude, 7)]


def _start(
    given: Mapping[str, Any], yard: Mapping[str, Any], all_yards: Sequence[Mapping[str, Any]]
) -> float:
    """Where a courtyard begins along the lane: behind the cross lane and those nearer to it."""
    nearer = [
        one
        for one in all_yards
        if (one["side"], one["arm"]) == (yard["side"], yard["arm"]) and one["order"] < yard["order"]
    ]
    start = given["lane_width"] / 2 + sum(one["width"] + given["gap"] for one in nearer)
    return float(start if yard["arm"] == "east" else -start - yard["width"])
