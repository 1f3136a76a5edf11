"""Where a courtyard's words stand on the map: inside it, over as little of what is built there as can be."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from dashboard.rules.geometry import Point

Shape = Sequence[Point]
ASTRAY = 0.8
"""What a pixel outside the courtyard weighs beside one over a building."""
NEARER = 0.05
"""Of the words' area, for words half a courtyard away from its middle: of two free places the nearer."""


def spots(
    yards: Sequence[Shape], taken: Sequence[Shape], words: Sequence[tuple[float, float]]
) -> list[Point]:
    """The middle of each courtyard's words, in pixels.

    `yards`: outlines as they are seen. `taken`: shapes that words should not hide. `words`: width and height
    of each courtyard's words. Words also keep clear of each other.
    """
    covered = list(taken)
    found = []
    for yard, (wide, high) in zip(yards, words, strict=True):
        x, y = _spot(yard, covered, round(wide), round(high))
        covered.append([(x - wide / 2, y - high / 2), (x + wide / 2, y + high / 2)])
        found.append((x, y))
    return found


def _spot(yard: Shape, taken: Sequence[Shape], wide: int, high: int) -> Point:
    """The best middle of a box of that size, looked for among all of them over the yard."""
    across, down = zip(*yard, strict=True)
    left, top = round(min(across)) - wide // 2, round(min(down)) - high // 2
    size = round(max(across)) + wide // 2 + 1 - left, round(max(down)) + high // 2 + 1 - top
    hidden = _painted(taken, (left, top), size)
    astray = 1 - _painted([yard], (left, top), size)
    sums = np.pad((hidden + ASTRAY * astray).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    cost = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    rows, columns = np.indices(cost.shape)
    middle = np.array(cost.shape) / 2
    cost += NEARER * wide * high * np.hypot(rows / middle[0] - 1, columns / middle[1] - 1)
    row, column = np.unravel_index(int(cost.argmin()), cost.shape)
    return left + int(column) + wide / 2, top + int(row) + high / 2


def _painted(shapes: Sequence[Shape], corner: tuple[int, int], size: tuple[int, int]) -> NDArray[np.float64]:
    """1 where a shape lies, else 0, from a corner of the picture on. Two points are a rectangle's corners."""
    image = Image.new("L", size, 0)
    pen = ImageDraw.Draw(image)
    for shape in shapes:
        moved = [(x - corner[0], y - corner[1]) for x, y in shape]
        (pen.rectangle if len(moved) == 2 else pen.polygon)(moved, fill=1)
    return np.asarray(image, dtype=np.float64)
