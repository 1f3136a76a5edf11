"""Coordinates of other datums as WGS-84 (DOMAIN §2): Gaode and Tencent give GCJ-02, Baidu BD-09.

GCJ-02 shifts a point by a published series of sines on the Krasovsky ellipsoid, with no closed inverse;
the inverse is found by iteration. BD-09 turns and stretches GCJ-02 a little more. Points are
(longitude, latitude) in degrees.
"""

from collections.abc import Callable
from math import atan2, cos, hypot, pi, radians, sin, sqrt

Point = tuple[float, float]

AXIS = 6_378_245.0
"""The Krasovsky ellipsoid's semi-major axis in metres, and its eccentricity squared."""
ECCENTRICITY = 0.00669342162296594
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
"""Outside this rectangle GCJ-02 is WGS-84."""
BD_OFFSET = (0.0065, 0.006)
BD_TURN = pi * 3000 / 180
NEAR = 1e-10
"""Degrees: a hundredth of a millimetre."""
ROUNDS = 30


def to_gcj02(point: Point) -> Point:
    """A WGS-84 point as GCJ-02."""
    lon, lat = point
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        return point
    east, north = _shift(lon - 105, lat - 35)
    swing = 1 - ECCENTRICITY * sin(radians(lat)) ** 2
    metres_north = AXIS * (1 - ECCENTRICITY) / (swing * sqrt(swing))
    metres_east = AXIS / sqrt(swing) * cos(radians(lat))
    return lon + east * 180 / (metres_east * pi), lat + north * 180 / (metres_north * pi)


def from_gcj02(point: Point) -> Point:
    """A GCJ-02 point as WGS-84, to within a millimetre."""
    return _inverse(to_gcj02, point)


def from_bd09(point: Point) -> Point:
    """A BD-09 point as WGS-84; BD-09's own inverse is good to about a metre."""
    lon, lat = point[0] - BD_OFFSET[0], point[1] - BD_OFFSET[1]
    reach = hypot(lon, lat) - 0.00002 * sin(lat * BD_TURN)
    angle = atan2(lat, lon) - 0.000003 * cos(lon * BD_TURN)
    return from_gcj02((reach * cos(angle), reach * sin(angle)))


def as_given(point: Point) -> Point:
    """A WGS-84 point: nothing to do."""
    return point


def _inverse(forward: Callable[[Point], Point], point: Point) -> Point:
    found = point
    for _round in range(ROUNDS):
        there = forward(found)
        off = point[0] - there[0], point[1] - there[1]
        found = found[0] + off[0], found[1] + off[1]
        if max(map(abs, off)) < NEAR:
            break
    return found


def _shift(x: float, y: float) -> Point:
    """Metres to the east and north by which GCJ-02 moves a point `x`, `y` degrees from 105° E, 35° N."""
    both = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (both + 20 * sin(x * pi) + 40 * sin(x * pi / 3)) * 2 / 3
    east += (150 * sin(x * pi / 12) + 300 * sin(x * pi / 30)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (both + 20 * sin(y * pi) + 40 * sin(y * pi / 3)) * 2 / 3
    north += (160 * sin(y * pi / 12) + 320 * sin(y * pi / 30)) * 2 / 3
    return east, north
