"""The pictures of a deck as HTML: a course, the plan of the courtyards, shares then and now.

HTML and not a drawing of fixed letters: as sharp as the screen, as large as the room needs, read aloud.
"""

from base64 import b64encode
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard.briefings.ground import Ground, ground, heat
from dashboard.briefings.model import Pair, Plot, Series
from dashboard.charts.palette import palette, verdict_ink, verdict_mark
from dashboard.i18n import N_, _

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
DOTS = {"overdue": N_("past their day"), "dated": N_("not yet due"), "undated": N_("no day said")}
"""A request on the plan: which count, what it means."""
MOST_DOTS = 21
"""More than that in one courtyard are told by their number."""


def course(series: Series) -> str:
    """A number over its periods: points with their intervals on a scale, the target a dashed line."""
    low, high = series.ends
    at = partial(_share, low=low, high=high)
    return _drawn("course.html", series=series, at=at, mark=verdict_mark)


def plan(plots: Sequence[Plot]) -> str:
    """Every courtyard where it lies, with a dot for each open request."""
    found = ground(plots)
    wide, high = found.size
    yards = [
        {
            "no": one.no,
            "told": _told(one),
            "left": _share(x, high=wide),
            "top": _share(y, high=high),
            "dots": {name: getattr(one, name) for name in DOTS},
        }
        for one, (x, y) in zip(plots, found.middles, strict=True)
    ]
    legend = {name: _(text) for name, text in DOTS.items()}
    drawn = b64encode(outlines(plots, found).encode()).decode()
    ratio = f"{wide / high:.4f}"
    return _drawn("plan.html", yards=yards, ratio=ratio, drawn=drawn, legend=legend, most=MOST_DOTS)


def outlines(plots: Sequence[Plot], found: Ground) -> str:
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
    return _drawn("outlines.svg", yards=yards, size=size, colours=palette())


def _told(one: Plot) -> str:
    """What the dots of a courtyard say to who does not see them."""
    counts = [f"{getattr(one, name)} {_(text)}" for name, text in DOTS.items() if getattr(one, name)]
    return f"{one.name}: {_(', ').join(counts) or _('nothing open')}"


def pairs(found: Sequence[Pair], errata: Sequence[str]) -> str:
    """Shares then and now on one scale from nothing to all: a ring, a line, a dot; the target a tick.

    `errata` says of each what it is by now, empty where it is the same.
    """
    ways = {"then": _("a year ago"), "now": _("now"), "tick": _("target")}
    told = list(zip(found, errata, strict=True))
    return _drawn("pairs.html", pairs=told, ways=ways, at=_share, mark=verdict_mark, ink=verdict_ink)


def _share(value: float, *, low: float = 0.0, high: float = 1.0) -> str:
    """Where a value lies between two ends."""
    return f"{100 * (value - low) / (high - low or 1.0):.2f}%"


def _drawn(template: str, **values: object) -> str:
    return TEMPLATES.get_template(template).render(**values)
