"""The slide of the targets that are missed by a case or two: each case a dot."""

from collections.abc import Iterator
from math import ceil

from dashboard.briefings.facts import Facts
from dashboard.briefings.model import Both, Row, Slide, SlideKind, Units, both
from dashboard.briefings.numbers import together
from dashboard.briefings.wording import heads
from dashboard.i18n import N_, _, _n
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Better, Judged
from dashboard.indicators.scores import Score, Verdict

FEW = 2
"""Cases that are little to be missing."""
MOST = 60
"""More dots than that are not counted at a glance."""
LINES = 8


def short(facts: Facts) -> Iterator[Slide]:
    """The targets that are judged case by case and missed by one or two of them, the nearest first."""
    near = sorted((one for one in facts.own() if 0 < missing(one) <= FEW), key=missing)
    if not near:
        return
    found = near[:LINES]
    yield Slide(
        key="short",
        kind=SlideKind.SHORT,
        title=both(lambda: _("Where little is missing")),
        sentence=both(
            lambda: _n(
                "{n} target is missed by one or two cases.",
                "{n} targets are missed by one or two cases.",
                len(near),
            )
        ),
        completeness=together(found),
        source=both(lambda: _("Source: the indicators, each in its own period")),
        notes=both(lambda: _("Ask of each: which case is it, who has it, and can it still be made good?")),
        heads=heads(N_("Target"), N_("Value"), N_("To the target")),
        rows=tuple(
            Row((_name(one), both(f"{one.part}/{one.whole}"), _short(one)), score=facts.place(one))
            for one in found
        ),
        more=len(near) - len(found),
        units=tuple(Units(_name(one), one.part, one.whole - one.part, _short(one)) for one in found),
    )


def is_counted(score: Score) -> bool:
    """Whether a number is judged case by case, more hits are better, and each case can be drawn."""
    one = CATALOGUE[score.key]
    counted = one.target is not None and one.target.judged is Judged.COUNT
    shares = counted and one.unit.is_share and one.better is Better.HIGHER and score.compared is None
    return shares and score.value is not None and score.whole <= MOST


def missing(score: Score) -> int:
    """How many cases are missing to a target that is judged case by case; 0 where none is, or none told."""
    target = CATALOGUE[score.key].target
    if target is None or score.verdict is not Verdict.NOT_MET or not is_counted(score):
        return 0
    return ceil(target.exact * score.whole) - score.part


def _short(score: Score) -> Both:
    return both(lambda: _n("{n} short", "{n} short", missing(score)))


def _name(score: Score) -> Both:
    return both(lambda: _(CATALOGUE[score.key].name))
