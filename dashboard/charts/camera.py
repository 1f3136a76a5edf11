"""How deck.gl looks at the site: where from, so that all of it is seen as large as its picture allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, log2, radians, sin
from typing import Any

from dashboard.rules.geometry import Plane, Point, Ring, bounds, lean

Place = tuple[float, float, float]
"""Metres to the right, ahead and upwards from the middle of the site, as the picture is turned."""
TILE = 512
EQUATOR = 40_075_016.7
AIR = 1.05
"""Around the site."""
PITCH = 42
"""Degrees from straight above, where buildings are solid."""
EYE = 1.5
"""How far away deck.gl looks from, in heights of the picture."""
ROUNDS = 12
"""Each fits the site better into the picture; what is near grows faster than what is far."""
LOWEST = 260
"""Pixels: no picture is less high."""


@dataclass(frozen=True)
class Camera:
    """A first view. `right` and `ahead`: metres from the site's middle to what lies in the picture's middle.

    `size`: width and height of the picture in pixels.
    """

    plane: Plane
    bearing: float
    pitch: float
    right: float
    ahead: float
    per_pixel: float
    size: tuple[int, int]

    def state(self) -> dict[str, Any]:
        """The view as deck.gl is told it."""
        longitude, latitude = self._degrees(self.right, self.ahead)
        zoom = log2(EQUATOR * cos(radians(latitude)) / (TILE * self.per_pixel))
        return {
            "longitude": longitude,
            "latitude": latitude,
            "zoom": round(zoom, 2),
            "pitch": self.pitch,
            "bearing": self.bearing,
            "max_pitch": 70,
        }

    def seen(self, ring: Ring, height: float = 0) -> list[Point]:
        """Where points so high above the ground are seen: pixels from the left and from the top."""
        wide, high = self.size
        found = []
        for x, y, _up in _places(self.plane, self.bearing, [(ring, height)]):
            across, above = self._project((x, y, height))
            found.append((wide / 2 + across, high / 2 - above))
        return found

    def nearness(self, at: Sequence[float]) -> float:
        """How much larger than in the picture's middle something at a place of the ground is seen."""
        [(x, y, _up)] = _places(self.plane, self.bearing, [([at], 0)])
        return self._project((x + self.per_pixel, y, 0))[0] - self._project((x, y, 0))[0]

    def ground(self, spot: Point) -> list[float]:
        """The [longitude, latitude] of the ground that is seen at a spot of the picture."""
        wide, high = self.size
        across, above = spot[0] - wide / 2, high / 2 - spot[1]
        tilt, eye = radians(self.pitch), EYE * high
        ahead = above * eye / (cos(tilt) * eye - above * sin(tilt))
        right = across * (eye + ahead * sin(tilt)) / eye
        return self._degrees(self.right + right * self.per_pixel, self.ahead + ahead * self.per_pixel)

    def _project(self, place: Place) -> Point:
        x, y, z = place
        moved = ((x - self.right) / self.per_pixel, (y - self.ahead) / self.per_pixel, z / self.per_pixel)
        return _seen(moved, self.pitch, self.size[1])

    def _degrees(self, right: float, ahead: float) -> list[float]:
        turn = radians(self.bearing)
        return self.plane.degrees(
            (right * cos(turn) + ahead * sin(turn), ahead * cos(turn) - right * sin(turn))
        )


def looking_at(
    rings: Sequence[Ring], raised: Sequence[tuple[Ring, float]], *, pitch: float, room: tuple[int, int]
) -> Camera:
    """The camera that shows all rings and, so many metres above the ground, the `raised` ones.

    `room`: width and greatest height of the picture in pixels. The picture is as high as the site then needs;
    a site that is longer than its room is wide is turned, so that its lane runs upwards.
    """
    west, south, east, north = bounds(rings)
    plane = Plane(((west + east) / 2, (south + north) / 2))
    level = -lean(rings[0])
    wide, high = _extent(_places(plane, level, [(ring, 0) for ring in rings]))
    along, turned = min(room[0] / wide, room[1] / high), min(room[0] / high, room[1] / wide)
    bearing = round(level + (90 if turned > along else 0), 1)
    places = _places(plane, bearing, [*((ring, 0) for ring in rings), *(raised if pitch else ())])
    right, ahead, per_pixel, used = _fitted(places, pitch, room)
    size = room[0], min(room[1], max(LOWEST, ceil(used)))
    right, ahead, per_pixel, _used = _fitted(places, pitch, size)
    return Camera(plane, bearing, pitch, right, ahead, per_pixel, size)


def _places(plane: Plane, bearing: float, raised: Sequence[tuple[Ring, float]]) -> list[Place]:
    turn = radians(bearing)
    return [
        (x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn), height)
        for ring, height in raised
        for x, y in plane.metres(ring)
    ]


def _extent(places: Sequence[Sequence[float]]) -> Point:
    across, above = ([place[axis] for place in places] for axis in (0, 1))
    return max(across) - min(across), max(above) - min(above)


def _fitted(
    places: Sequence[Place], pitch: float, size: tuple[int, int]
) -> tuple[float, float, float, float]:
    """What lies in the middle (to the right, ahead), metres a pixel, and how many pixels high the site is."""
    right = ahead = high = 0.0
    per_pixel = max(abs(axis) for place in places for axis in place) / min(size)
    for _round in range(ROUNDS):
        seen = [
            _seen(((x - right) / per_pixel, (y - ahead) / per_pixel, z / per_pixel), pitch, size[1])
            for x, y, z in places
        ]
        (left, low), (most, top) = map(min, zip(*seen, strict=True)), map(max, zip(*seen, strict=True))
        right += per_pixel * (left + most) / 2
        ahead += per_pixel * (low + top) / 2 / cos(radians(pitch))
        share = AIR * max((most - left) / size[0], (top - low) / size[1])
        per_pixel, high = per_pixel * share, AIR * (top - low) / share
    return right, ahead, per_pixel, high


def _seen(place: Place, pitch: float, height: int) -> Point:
    """Where a place (to the right, ahead, upwards from the middle; pixels) is seen: to the right, above."""
    right, ahead, up = place
    tilt = radians(pitch)
    nearer = up * cos(tilt) - ahead * sin(tilt)
    grown = EYE * height / (EYE * height - nearer)
    return right * grown, (ahead * cos(tilt) + up * sin(tilt)) * grown
