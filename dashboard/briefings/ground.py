"""The ground that the plan of the courtyards is drawn on: their outlines in metres, y downwards."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.briefings.model import Plot
from dashboard.rules.geometry import Plane, Point, centre

EDGE = 1.0
"""Metres around the courtyards."""
HEAT, HOTTEST = 0.07, 0.35


@dataclass(frozen=True)
class Ground:
    """Width and height; each courtyard's corners and the middle of its area; metres from the upper left."""

    size: tuple[float, float]
    rings: list[list[Point]]
    middles: list[Point]


def ground(plots: Sequence[Plot]) -> Ground:
    """The courtyards on the smallest ground that holds them; raises IndexError where there are none."""
    plane = Plane(plots[0].ring[0])
    rings = [plane.metres(one.ring) for one in plots]
    xs, ys = zip(*(corner for ring in rings for corner in ring), strict=True)
    left, top = min(xs) - EDGE, max(ys) + EDGE
    size = (max(xs) + EDGE - left, top - min(ys) + EDGE)

    def moved(point: Point) -> Point:
        return point[0] - left, top - point[1]

    middles = [moved(plane.metres([centre(one.ring)])[0]) for one in plots]
    return Ground(size, [[moved(corner) for corner in ring] for ring in rings], middles)


def heat(one: Plot) -> float:
    """How much of the colour of what is late a courtyard has, from 0: more with each request past its day."""
    return min(HEAT * (1 + one.overdue), HOTTEST) if one.overdue else 0.0
