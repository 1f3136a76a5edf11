"""How much room words take on a slide: estimated, on the safe side, for whatever font draws them."""

import math
from collections.abc import Sequence
from itertools import pairwise

WIDE, LATIN_SHARE = 0x2000, 0.62
"""Characters from here on are as wide as high, those before take this share of it."""
LINE = 1.3
"""How high a line is, in the size of its letters."""


def lines(words: str, size: float, wide: float) -> int:
    """How many lines a text takes, estimated on the safe side: `size` in points, `wide` in inches."""
    room = max((wide - 0.25) * 72 / size, 1)
    return sum(max(1, math.ceil(long(line) / room)) for line in words.split("\n"))


def long(words: str) -> float:
    """In widths of a Chinese character; some programs part Chinese and Latin by a quarter of one."""
    wide = [ord(one) > WIDE for one in words]
    return sum(1 if one else LATIN_SHARE for one in wide) + 0.25 * sum(a != b for a, b in pairwise(wide))


def widths(cells: Sequence[Sequence[str]], size: float, wide: float) -> list[float]:
    """The columns as wide as their longest text; where that is too much the widest give way; inches."""
    columns = [
        [part for words in column for part in words.split("\n")] for column in zip(*cells, strict=True)
    ]
    wanted = [max(map(long, column)) * size / 72 + 0.45 for column in columns]
    left, most = wide, wide
    for done, one in enumerate(sorted(wanted)):
        most = left / (len(wanted) - done)
        if one > most:
            break
        left -= one
    return [min(one, most) for one in wanted] if sum(wanted) > wide else wanted


def high(line: Sequence[str], widths: Sequence[float], size: float) -> float:
    """How high a row is that holds these texts; inches."""
    most = max(lines(words, size, width) for words, width in zip(line, widths, strict=True))
    return most * size * LINE / 72 + 0.1
