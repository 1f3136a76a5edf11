"""The slide of one core and many bodies: which seats are empty, which posts are not held in both bodies."""

from collections.abc import Iterator

from dashboard.briefings import wording
from dashboard.briefings.facts import Facts, Offices
from dashboard.briefings.model import Both, Row, Slide, SlideKind, Units, both
from dashboard.briefings.wording import heads
from dashboard.i18n import N_, _, _n, joined, language
from dashboard.queries.organisations import SOON, Body

LINES = 6
"""Bodies with empty seats, a line each; the others are counted."""


def posts(facts: Facts) -> Iterator[Slide]:
    """The bodies with empty seats, those with most first; nothing where no seat, post or term asks for it."""
    offices = facts.site.offices if facts.site else None
    if offices is None or not (offices.gaps or offices.unfilled or offices.ending):
        return
    shown = offices.gaps[:LINES]
    yield Slide(
        key="posts",
        kind=SlideKind.POSTS,
        title=both(lambda: _("Vacant seats and joint posts")),
        sentence=both(lambda: joined(*_told(offices))),
        completeness=wording.counted(),
        source=wording.records(facts.day),
        notes=both(lambda: _("Ask who could be asked. Say when the next election is, and who prepares it.")),
        heads=heads(N_("Body"), N_("In office"), N_("Seats"), N_("Empty")) if shown else (),
        rows=tuple(_row(one) for one in shown),
        more=len(offices.gaps) - len(shown),
        units=tuple(Units(_name(one), one.serving, one.empty, _empty(one)) for one in shown),
    )


def _told(offices: Offices) -> Iterator[str]:
    empty = sum(one.empty for one in offices.gaps)
    if empty:
        yield _n("{n} seat is empty.", "{n} seats are empty.", empty)
    for one in offices.unfilled:
        name = one.name_en if language() == "en" else one.name_zh
        yield _("Joint post not filled: {name}.", name=name)
    if offices.ending:
        yield _n(
            "{n} term ends within {days} days.",
            "{n} terms end within {days} days.",
            offices.ending,
            days=SOON,
        )


def _name(one: Body) -> Both:
    return Both(one.name_zh, one.name_en)


def _empty(one: Body) -> Both:
    return both(lambda: _n("{n} seat is empty", "{n} seats are empty", one.empty))


def _row(one: Body) -> Row:
    return Row((_name(one), *(both(str(n)) for n in (one.serving, one.seats, one.empty))))
