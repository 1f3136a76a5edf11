"""Slides on paper without colour: what each table line and each chart needs to be read in black and white."""

from dataclasses import dataclass

from dashboard.briefings.deck import GLYPHS
from dashboard.briefings.model import Point, Row, Series
from dashboard.briefings.slides import STATES
from dashboard.charts.palette import verdict_mark
from dashboard.i18n import _
from dashboard.indicators.sentences import COMPARED_WORDS, VERDICT_WORDS
from dashboard.rules.promises import State

WIDTH, HEIGHT, RIGHT, FOOT, TOP = 340.0, 104.0, 122.0, 16.0, 10.0
"""A drawn course in its own units, with room at the right for the target's words."""


@dataclass(frozen=True)
class Dot:
    """One period at `x`; `y` is None where there is no value, then `mark` stands in its place."""

    x: float
    y: float | None = None
    top: float | None = None
    bottom: float | None = None
    shown: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Course:
    """A course ready to be drawn: dots with their intervals, the height of the target and its words."""

    alt: str
    dots: tuple[Dot, ...]
    first: str
    last: str
    goal: float | None = None
    goal_words: str = ""


def glyph(mark: str) -> str:
    """The mark of a promise's state, a verdict or a comparison."""
    return GLYPHS[State(mark)][0] if mark in GLYPHS else verdict_mark(mark).glyph


def words(mark: str) -> str:
    """What a mark says."""
    if mark in STATES:
        return _(STATES[State(mark)])
    known = {str(one): text for one, text in (COMPARED_WORDS | VERDICT_WORDS).items()}
    return _(known[mark])


def legend(rows: tuple[Row, ...]) -> list[tuple[str, str]]:
    """The marks of a table with their words, each once: glyph, words."""
    return [(glyph(mark), words(mark)) for mark in dict.fromkeys(row.mark for row in rows if row.mark)]


def course(series: Series) -> Course:
    """Where the points of a series stand on a drawing of WIDTH by HEIGHT."""
    low, high = series.ends
    step = (WIDTH - RIGHT) / len(series.points)

    def at(value: float) -> float:
        return round(TOP + (HEIGHT - FOOT - TOP) * (high - value) / (high - low or 1.0), 1)

    def dot(place: int, point: Point) -> Dot:
        drawn = {
            name: None if value is None else at(value)
            for name, value in (("y", point.value), ("top", point.high), ("bottom", point.low))
        }
        mark = glyph(point.mark) if point.mark else ""
        return Dot(round((place + 0.5) * step, 1), **drawn, shown=str(point.shown), mark=mark)

    return Course(
        str(series.alt),
        tuple(dot(place, point) for place, point in enumerate(series.points)),
        str(series.points[0].label),
        str(series.points[-1].label),
        None if series.target is None else at(series.target),
        str(series.target_words),
    )
