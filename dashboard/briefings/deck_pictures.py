"""The pictures of slides and pages as HTML: a course, the plan of the courtyards, shares then and now.

HTML and not a drawing of fixed letters: as sharp as the screen, as large as the room needs, read aloud.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard.briefings.ground import Ground, ground, heat
from dashboard.briefings.model import Interval, Pair, Plot, Series, Units, Waiting, Work
from dashboard.charts.palette import palette, verdict_mark
from dashboard.i18n import N_, _, _n
from dashboard.indicators.scores import Compared
from dashboard.indicators.sentences import period_words

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
RULES = Path(__file__).with_name("pictures.css").read_text(encoding="utf-8")
DOTS = {"overdue": N_("past their day"), "dated": N_("not yet due"), "undated": N_("no day said")}
"""A request on the plan: which count, what it means."""
INKS = {
    Compared.CLEARLY_BETTER.value: "var(--yl-better)",
    Compared.CLEARLY_WORSE.value: "var(--yl-worse-ink)",
    Compared.ALIKE.value: "var(--yl-unsure-ink)",
}
"""In the theme's own colours, light or dark."""
AHEAD = timedelta(days=366)
"""What is planned later than that stands at the end of the calendar."""
MOST_DOTS = 21
"""More than that in one courtyard are told by their number."""


def course(series: Series) -> str:
    """A number over its periods: points with their intervals on a scale, the target a dashed line."""
    low, high = series.ends
    at = partial(_share, low=low, high=high)
    return _drawn("course.html", series=series, at=at, mark=verdict_mark)


def plan(plots: Sequence[Plot], *, ways: Mapping[int, str] | None = None, dark: bool = False) -> str:
    """Every courtyard where it lies, with a dot for each open request; `ways` leads on, by its number."""
    found = ground(plots)
    wide, high = found.size
    yards = [
        {
            "name": _("No. {no}", no=one.no),
            "told": _told(one),
            "way": (ways or {}).get(one.no, ""),
            "left": _share(x, high=wide),
            "top": _share(y, high=high),
            "dots": {name: getattr(one, name) for name in DOTS},
        }
        for one, (x, y) in zip(plots, found.middles, strict=True)
    ]
    legend = {name: _(text) for name, text in DOTS.items()}
    drawn = b64encode(outlines(plots, found, dark=dark).encode()).decode()
    ratio = f"{wide / high:.4f}"
    return _drawn("plan.html", yards=yards, ratio=ratio, drawn=drawn, legend=legend, most=MOST_DOTS)


def outlines(plots: Sequence[Plot], found: Ground, *, dark: bool = False) -> str:
    """The outlines as SVG, one unit a metre: a page lets it in as a picture only."""
    yards = [
        {
            "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in ring),
            "heat": f"{heat(one):.2f}",
            "is_late": one.overdue > 0,
        }
        for one, ring in zip(plots, found.rings, strict=True)
    ]
    size = " ".join(f"{one:.1f}" for one in found.size)
    return _drawn("outlines.svg", yards=yards, size=size, colours=palette(dark=dark))


def _told(one: Plot) -> str:
    """What the dots of a courtyard say to who does not see them."""
    counts = [f"{getattr(one, name)} {_(text)}" for name, text in DOTS.items() if getattr(one, name)]
    return f"{one.name}: {_(', ').join(counts) or _('nothing open')}"


def pairs(found: Sequence[Pair], *, errata: Sequence[str] = (), ways: Sequence[str] = ()) -> str:
    """Shares then and now on one scale from nothing to all: a ring, a line, a dot; the target a tick.

    Of each `errata` says what it is by now (empty where it is the same), and `ways` leads to it.
    """
    looks = {"then": _("a year ago"), "now": _("now"), "tick": _("target")}
    none = [""] * len(found)
    shown = [
        {
            "pair": one,
            "erratum": erratum,
            "way": way,
            "glyph": verdict_mark(one.mark).glyph,
            "ink": INKS[one.mark],
        }
        for one, erratum, way in zip(found, errata or none, ways or none, strict=True)
    ]
    return _drawn("pairs.html", pairs=shown, looks=looks, at=_share)


def intervals(found: Sequence[Interval], *, errata: Sequence[str] = ()) -> str:
    """A share of each courtyard with its interval on one scale from nothing to all; the site's is a line
    through all of them. Of each `errata` says what it is by now."""
    lines = [
        {
            "interval": one,
            "erratum": erratum,
            "glyph": verdict_mark(one.mark).glyph,
            "ink": INKS.get(one.mark, INKS[Compared.ALIKE.value]),
        }
        for one, erratum in zip(found, errata or [""] * len(found), strict=True)
    ]
    looks = {"now": _("courtyard, 95% interval"), "today": _("the site")}
    return _drawn("intervals.html", lines=lines, looks=looks, at=_share)


def waiting(found: Sequence[Waiting]) -> str:
    """What waits by its days, a line a kind: dots on one scale from today back to the oldest."""
    oldest = max(1, *(day for one in found for day in one.days))
    is_late = {late for one in found for late in one.overdue}
    ways = {name: _(DOTS[name]) for name, late in (("overdue", True), ("dated", False)) if late in is_late}
    ends = (_("today"), _n("{n} day ago", "{n} days ago", oldest))
    return _drawn("waiting.html", waiting=found, ways=ways, ends=ends, at=partial(_share, high=oldest))


def units(
    found: Sequence[Units], *, errata: Sequence[str] = (), hit: str | None = None, miss: str | None = None
) -> str:
    """What was due, a dot each; of each line `errata` says what it is by now. `hit` and `miss` say what
    either dot means."""
    lines = list(zip(found, errata or [""] * len(found), strict=True))
    words = {"hit": hit or _("as it should be"), "miss": miss or _("not so")}
    return _drawn("units.html", lines=lines, **words)


def works(found: Sequence[Work], today: date) -> str:
    """Pieces of work on one calendar: a bar from the first day to the last, a tick where it was planned to
    end, a ring where it was accepted; a line through all of them is today."""
    days = [day for one in found for day in (one.begun, one.done, one.accepted, one.planned) if day]
    first, last = min([today, *days]), min(max([today, *days]), today + AHEAD)
    at = partial(_share, low=first.toordinal(), high=last.toordinal())
    bars = [
        {
            "work": one,
            "left": at(begun.toordinal()) if (begun := one.begun or one.done) else "",
            "right": at((one.done or today).toordinal()),
            "planned": at(min(one.planned, last).toordinal()),
            "accepted": at(one.accepted.toordinal()) if one.accepted else "",
        }
        for one in found
    ]
    looks = {
        "built": _("at work"),
        "tick": _("planned until"),
        "then": _("accepted by the residents"),
        "today": _("today"),
    }
    ends = (period_words(f"{first:%Y-%m}"), period_words(f"{last:%Y-%m}"))
    return _drawn("works.html", bars=bars, looks=looks, ends=ends, today=at(today.toordinal()))


def _share(value: float, *, low: float = 0.0, high: float = 1.0) -> str:
    """Where a value lies between two ends."""
    return f"{100 * (value - low) / (high - low or 1.0):.2f}%"


def _drawn(template: str, **values: object) -> str:
    return TEMPLATES.get_template(template).render(**values)
