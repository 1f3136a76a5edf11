"""Where a flat lies: from a building's footprint, its stairwell, floor and room. Plain plane geometry.

A ring is a list of [longitude, latitude] (WGS-84), closed or not. Within one site a degree is taken as so
many metres (equirectangular): at 25° N the error over 1 km is under a millimetre a metre.
"""

from collections.abc import Iterator, Sequence
from math import atan2, cos, degrees, hypot, radians

Ring = Sequence[Sequence[float]]
Point = tuple[float, float]

METRES = 111_320.0
"""Per degree of longitude on the equator; a degree of latitude near 25° N is 0.9951 of it."""
NORTHING = 0.9951
STOREY = 3.0
"""Metres from floor to floor."""
DIGITS, FINE = 6, 7
"""Of a degree: about 10 cm, and 1 cm for what is drawn inside a building."""
SPOTS_ALONG, SPOTS_AWAY, APART = (0.5, 0.25, 0.75), (4.0, 2.0), 3.0
"""Beside a building something may stand at these shares of a side, so many metres off it and off others."""


class Plane:
    """Metres east and north of a point, and back."""

    def __init__(self, at: Sequence[float], *, digits: int = DIGITS) -> None:
        self.lon, self.lat, self.digits = at[0], at[1], digits
        self.east, self.north = METRES * cos(radians(self.lat)), METRES * NORTHING

    def metres(self, ring: Ring) -> list[Point]:
        """The ring's corners in metres, without the closing one."""
        corners = ring[:-1] if len(ring) > 1 and list(ring[0]) == list(ring[-1]) else ring
        return [((one[0] - self.lon) * self.east, (one[1] - self.lat) * self.north) for one in corners]

    def degrees(self, point: Point) -> list[float]:
        """A point of the plane as [longitude, latitude]."""
        return [
            round(self.lon + point[0] / self.east, self.digits),
            round(self.lat + point[1] / self.north, self.digits),
        ]


class Block:
    """A building as the rectangle along its longest side, stairwells numbered from its first corner on."""

    def __init__(self, footprint: Ring, *, first_stairwell: int, stairwells: int) -> None:
        self.plane = Plane(footprint[0], digits=FINE)
        corners = self.plane.metres(footprint)
        sides = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)]
        along = max(sides, key=lambda side: hypot(*side))
        length = hypot(*along)
        self.along = along[0] / length, along[1] / length
        if sum(_dot(one, self.along) for one in corners) < 0:
            self.along = -self.along[0], -self.along[1]
        self.across = -self.along[1], self.along[0]
        self.ends = _range([_dot(one, self.along) for one in corners])
        self.sides = _range([_dot(one, self.across) for one in corners])
        self.first, self.stairwells = first_stairwell, stairwells

    def has(self, stairwell: int) -> bool:
        """Whether the building has this stairwell."""
        return self.first <= stairwell < self.first + self.stairwells

    def stairwell(self, no: int, *, inset: float = 0.3) -> list[list[float]]:
        """The rectangle of a stairwell; raises ValueError for one that the building does not have."""
        return self.flat(no, 0, 1, inset=inset)

    def flat(self, stairwell: int, place: int, of: int, *, inset: float = 0.3) -> list[list[float]]:
        """The closed ring of the `place`th (from 0) of the `of` flats on a landing, `inset` metres inside."""
        if not self.has(stairwell):
            raise ValueError(f"stairwell {stairwell}")
        start, end = self.ends
        step = (end - start) / self.stairwells
        left = start + step * (stairwell - self.first + place / of) + inset
        right = start + step * (stairwell - self.first + (place + 1) / of) - inset
        near, far = self.sides[0] + inset, self.sides[1] - inset
        corners = [(left, near), (right, near), (right, far), (left, far), (left, near)]
        return [self._at(*corner) for corner in corners]

    def _at(self, along: float, across: float) -> list[float]:
        return self.plane.degrees(
            (
                along * self.along[0] + across * self.across[0],
                along * self.along[1] + across * self.across[1],
            )
        )


def centre(ring: Ring) -> list[float]:
    """The centroid of a ring's area."""
    plane = Plane(ring[0])
    corners = plane.metres(ring)
    twice = x = y = 0.0
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        cross = ax * by - bx * ay
        twice, x, y = twice + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    return plane.degrees((x / (3 * twice), y / (3 * twice)))


def holds(ring: Ring, point: Sequence[float]) -> bool:
    """Whether a point lies inside a ring: a ray to the east crosses its sides an odd number of times."""
    lon, lat = point[0], point[1]
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def beside(
    footprint: Ring,
    *,
    outline: Ring,
    footprints: Sequence[Ring],
    taken: Sequence[Sequence[float]] = (),
    apart: float = APART,
) -> list[float] | None:
    """A spot of the yard close to a building, on the side that looks to its middle; None where there is none.

    It lies inside the outline, in none of the footprints, and `apart` metres or more from what is taken.
    """
    plane, middle = Plane(centre(footprint)), centre(outline)
    corners = plane.metres(footprint)
    spots = []
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        length = hypot(bx - ax, by - ay)
        for share, away in ((share, away) for away in SPOTS_AWAY for share in SPOTS_ALONG):
            for way in (away, -away):
                x = ax + share * (bx - ax) + way * (ay - by) / length
                y = ay + share * (by - ay) + way * (bx - ax) / length
                spots.append(plane.degrees((x, y)))
    free = [
        spot
        for spot in spots
        if holds(outline, spot)
        and not any(holds(ring, spot) for ring in footprints)
        and all(distance(spot, other) >= apart for other in taken)
    ]
    return min(free, key=lambda spot: distance(spot, middle), default=None)


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Metres between two points of a site."""
    [(east, north)] = Plane(other).metres([one])
    return hypot(east, north)


def area(ring: Ring) -> float:
    """The area of a ring in m²."""
    corners = Plane(ring[0]).metres(ring)
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def crosses_itself(ring: Ring) -> bool:
    """Whether two sides of a ring that are no neighbours meet."""
    corners = Plane(ring[0]).metres(ring)
    sides = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    count = len(sides)
    return any(
        _meet(*sides[i], *sides[j])
        for i in range(count)
        for j in range(i + 2, count)
        if (i, j) != (0, count - 1)
    )


def strip(ring: Ring, *, along: tuple[float, float], across: tuple[float, float]) -> list[list[float]]:
    """The part of a rectangle between shares (0-1, or a little outside) of its first and second side."""
    (ax, ay), (bx, by), _far, (dx, dy) = ((one[0], one[1]) for one in ring[:4])
    shares = [(along[0], across[0]), (along[1], across[0]), (along[1], across[1]), (along[0], across[1])]
    corners = [
        [round(ax + u * (bx - ax) + v * (dx - ax), FINE), round(ay + u * (by - ay) + v * (dy - ay), FINE)]
        for u, v in shares
    ]
    return [*corners, corners[0]]


def around(ring: Ring, times: float) -> list[list[float]]:
    """The ring, so many times as large about its middle."""
    middle = centre(ring)
    return [
        [round(mid + times * (end - mid), DIGITS) for mid, end in zip(middle, one, strict=True)]
        for one in ring
    ]


def hatch(ring: Ring, *, every: float = 6.0) -> Iterator[list[list[float]]]:
    """Slanting strokes inside a ring, `every` metres apart: what prints where there is no value."""
    plane = Plane(ring[0])
    corners = plane.metres(ring)
    sides = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    low, high = _range([x + y for x, y in corners])
    level = low + every / 2
    while level < high:
        hits = sorted(_cut(a, b, level) for a, b in sides if (a[0] + a[1] > level) != (b[0] + b[1] > level))
        for start, end in zip(hits[::2], hits[1::2], strict=False):
            yield [plane.degrees(start), plane.degrees(end)]
        level += every


def lean(ring: Ring) -> float:
    """By how many degrees (-45 to 45) the ring's first side rises from west to east, or falls."""
    (ax, ay), (bx, by) = Plane(ring[0]).metres(ring)[:2]
    return (degrees(atan2(by - ay, bx - ax)) + 45) % 90 - 45


def bounds(rings: Sequence[Ring]) -> tuple[float, float, float, float]:
    """West, south, east and north of all rings."""
    lons, lats = zip(*((one[0], one[1]) for ring in rings for one in ring), strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _cut(a: Point, b: Point, level: float) -> Point:
    """Where the side a-b meets the line x + y = level."""
    share = (level - a[0] - a[1]) / (b[0] + b[1] - a[0] - a[1])
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _turn(a, b, c) * _turn(a, b, d) <= 0 and _turn(c, d, a) * _turn(c, d, b) <= 0


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _dot(one: Point, other: Point) -> float:
    return one[0] * other[0] + one[1] * other[1]


def _range(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)
