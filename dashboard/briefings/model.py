"""The briefing of a meeting: its numbers and matters at one revision, in both languages, as plain JSON.

It is made once (`compose`), kept in `Frozen.body`, and read by slides, handout, minutes and the meeting's
page alike. Sentences stand in it in both languages as they were that day; nothing in it names a person.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from dashboard.i18n import LANGUAGES, language, speaking
from dashboard.indicators.scores import Score


class SlideKind(StrEnum):
    """What a slide is about, in the order of the meeting."""

    TITLE = "title"
    PROMISES = "promises"
    CHANGED = "changed"
    ATTENTION = "attention"
    OWED = "owed"
    COURTYARDS = "courtyards"
    CHANGES = "changes"
    OUTCOME = "outcome"
    APART = "apart"
    MONEY = "money"
    SHORT = "short"
    SAFETY = "safety"
    RENOVATION = "renovation"
    POSTS = "posts"
    REPORTS = "reports"
    AGENDA = "agenda"
    MATTER = "matter"
    RESOLUTIONS = "resolutions"


@dataclass(frozen=True)
class Both:
    """A text in both languages; typed words are the same in both."""

    zh: str = ""
    en: str = ""

    def __str__(self) -> str:
        """In the reader's language."""
        return self.en if language() == "en" else self.zh

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


def both(make: Any) -> Both:
    """What a function of no arguments says in either language; typed words as they are."""
    if isinstance(make, str):
        return Both(make, make)
    told = {}
    for code in LANGUAGES:
        with speaking(code):
            told[code] = str(make())
    return Both(**told)


@dataclass(frozen=True)
class Row:
    """One line of a slide's table. `mark` is a code: a promise's state, a verdict, a comparison.

    `score` is the place in `Briefing.scores` of the number that the line tells, for errata beside it.
    """

    cells: tuple[Both, ...]
    mark: str = ""
    score: int | None = None


@dataclass(frozen=True)
class Point:
    """One period of a series; None where there is no value, then `mark` tells why (a verdict's code)."""

    label: Both
    value: float | None
    low: float | None = None
    high: float | None = None
    shown: Both = Both()
    mark: str = ""


@dataclass(frozen=True)
class Series:
    """The numbers of one native chart. Shares are 0-1; `digits` is the format of the axis (`.0%`)."""

    name: Both
    points: tuple[Point, ...]
    digits: str
    target: float | None = None
    target_words: Both = Both()
    alt: Both = Both()

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the axis, with some room; a share has none below nothing nor above all."""
        points = [number for one in self.points for number in (one.value, one.low, one.high)]
        known = [number for number in (*points, self.target) if number is not None]
        low, high = min(known), max(known)
        room = (high - low or 1.0) * 0.12
        return max(low - room, 0.0), min(high + room, 1.0) if "%" in self.digits else high + room


@dataclass(frozen=True)
class Plot:
    """A courtyard on the plan: its outline, [longitude, latitude], and its open requests, each counted once:
    past their day, with a day to come, with none."""

    no: int
    name: Both
    ring: tuple[tuple[float, float], ...]
    overdue: int
    dated: int
    undated: int


@dataclass(frozen=True)
class Pair:
    """A share (0-1) twelve months before and now; `mark` is the code of what may be said of the difference,
    `figures` tells both as they are read."""

    name: Both
    before: float
    now: float
    figures: Both
    mark: str
    words: Both
    target: float | None = None


@dataclass(frozen=True)
class Interval:
    """A courtyard's share (0-1) with its 95% interval, and `around`, the site's; `mark` is the code of what
    may be said of the difference, or of why there is no value."""

    name: Both
    value: float | None
    low: float | None
    high: float | None
    around: float
    figures: Both
    mark: str
    words: Both


@dataclass(frozen=True)
class Waiting:
    """What waits of one kind: for how many days each has, which of them are past their day, in words."""

    name: Both
    days: tuple[int, ...]
    overdue: tuple[bool, ...]
    words: Both


@dataclass(frozen=True)
class Units:
    """What was due, each a dot: so many hits and misses, and in words how many are missing to the target."""

    name: Both
    hits: int
    misses: int
    words: Both


@dataclass(frozen=True)
class Work:
    """A piece of work on the calendar: begun (None: not yet, or not on record) and planned until which days,
    done and accepted on which (None: not by then). `mark` is `overdue`, `dated` or `done`."""

    name: Both
    begun: date | None
    planned: date
    done: date | None
    accepted: date | None
    mark: str
    words: Both


@dataclass(frozen=True)
class Photo:
    """A photo of a record, by its id: the picture itself is asked for by whoever may see it."""

    id: int
    stage: str
    caption: Both


@dataclass(frozen=True)
class Slide:
    """One slide: one message. `figure` is the one large number, `heads` name the columns of `rows`.

    `score` is the place in `Briefing.scores` of the number it tells. A matter names its agenda item, its
    minutes and who presents; its vote and what was resolved are read when it is shown.
    """

    key: str
    kind: SlideKind
    title: Both
    sentence: Both
    completeness: Both = Both()
    source: Both = Both()
    notes: Both = Both()
    figure: Both = Both()
    mark: str = ""
    heads: tuple[Both, ...] = ()
    rows: tuple[Row, ...] = ()
    more: int = 0
    """How many further lines there were no room for."""
    series: Series | None = None
    plots: tuple[Plot, ...] = ()
    """Drawn in place of the rows, as the next five are, where there is room for a picture."""
    pairs: tuple[Pair, ...] = ()
    intervals: tuple[Interval, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    units: tuple[Units, ...] = ()
    works: tuple[Work, ...] = ()
    day: date | None = None
    """The day of the works: today, as they were frozen."""
    photos: tuple[Photo, ...] = ()
    score: int | None = None
    item_id: int | None = None
    request_id: int | None = None
    minutes: int | None = None
    presenter: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether a picture tells its lines."""
        pictures = (self.plots, self.pairs, self.intervals, self.waiting, self.units, self.works)
        return any(pictures)


@dataclass(frozen=True)
class Called:
    """The meeting itself."""

    id: int
    kind: str
    title: str
    place: str
    held_on: date
    courtyard_id: int | None = None
    site: Both = Both()
    is_demo: bool = False


@dataclass(frozen=True)
class Briefing:
    """Everything that a meeting was shown. `at`, `revision`, `seq` and `head` say of which state of the data.

    `since` is the day of the meeting before of the same kind; `scores` holds every number that a slide or
    paper may tell: the site's headlines, then the courtyards that stand apart.
    """

    meeting: Called
    at: datetime
    revision: int
    seq: int
    head: str
    since: date | None = None
    scores: tuple[Score, ...] = ()
    slides: tuple[Slide, ...] = ()

    def slide(self, key: str) -> Slide | None:
        """The slide of that key, None where there is none."""
        return next((one for one in self.slides if one.key == key), None)

    def of(self, *kinds: SlideKind) -> list[Slide]:
        """The slides of these kinds in their order."""
        return [one for one in self.slides if one.kind in kinds]

    def stamped(self, *, at: datetime, revision: int, seq: int, head: str) -> "Briefing":
        """The same briefing of another moment's name."""
        return replace(self, at=at, revision=revision, seq=seq, head=head)


_ADAPTER: TypeAdapter[Briefing] = TypeAdapter(Briefing)


def to_json(briefing: Briefing) -> dict[str, Any]:
    """Plain JSON, to stand in `Frozen.body`."""
    body: dict[str, Any] = _ADAPTER.dump_python(briefing, mode="json")
    return body


def from_json(body: Any) -> Briefing:
    """The briefing that a body holds; what a later version added is left out."""
    return _ADAPTER.validate_python(body)
