"""The slide of what is still owed: by who holds it, each matter a dot at the days that it is late."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from dashboard.briefings import wording
from dashboard.briefings.facts import Facts
from dashboard.briefings.model import Both, Row, Slide, SlideKind, Waiting, both
from dashboard.briefings.wording import heads
from dashboard.i18n import N_, _, _n, joined
from dashboard.queries import past_due
from dashboard.queries.past_due import PastDue

LINES = 6
"""Who holds something, a line each; the others are counted."""


def owed(facts: Facts) -> Iterator[Slide]:
    """Everything past its day, by the body that holds it; the one that holds most comes first."""
    late = [one for one in facts.past_due if one.due_on]
    if facts.site is None or not late:
        return
    # Who mediates and since when is nothing for a room: of agreements it is told how many.
    waiting = _by_holder([one for one in late if one.noun != "mediation"])
    shown = waiting[:LINES]
    yield Slide(
        key="owed",
        kind=SlideKind.OWED,
        title=both(lambda: _("What is overdue, and with whom")),
        sentence=both(lambda: joined(*_told(facts.past_due, waiting))),
        completeness=wording.counted(),
        source=wording.records(facts.day),
        notes=both(lambda: _("Ask each in turn: what stops it, and which day do you name instead?")),
        heads=heads(N_("Who holds it"), N_("Past their day"), N_("The longest")),
        rows=tuple(
            Row((one.name, both(str(len(one.days))), both(lambda one=one: _days(max(one.days)))))
            for one in shown
        ),
        more=len(waiting) - len(shown),
        waiting=tuple(shown),
    )


def _by_holder(late: Sequence[PastDue]) -> list[Waiting]:
    theirs: dict[tuple[tuple[str, str], bool], list[int]] = defaultdict(list)
    for one in late:
        theirs[one.holder, one.is_persons].append(one.days)
    lines = [
        Waiting(
            name=_name(*holder),
            days=tuple(days),
            overdue=tuple(True for _day in days),
            words=both(lambda days=days: _n("up to {n} day late", "up to {n} days late", max(days))),
        )
        for holder, days in theirs.items()
    ]
    return sorted(lines, key=lambda one: (-len(one.days), -max(one.days)))


def _name(holder: tuple[str, str], is_persons: bool) -> Both:
    """A body by its name, a person without one."""
    if is_persons:
        return both(lambda: _("a person in office"))
    return Both(*holder) if any(holder) else both(lambda: _("nobody"))


def _told(found: Sequence[PastDue], waiting: Sequence[Waiting]) -> Iterator[str]:
    """How many in all, what is not drawn, who stands out, and what has no day at all."""
    counts, undated = past_due.counted(found), past_due.undated(found)
    count = sum(counts.values())
    yield _n("{n} matter is past its day.", "{n} matters are past their day.", count)
    if agreements := counts.get("mediation", 0):
        yield _n(
            "{n} of them is a mediation agreement and not drawn.",
            "{n} of them are mediation agreements and not drawn.",
            agreements,
        )
    most = [one for one in waiting if len(one.days) == len(waiting[0].days)]
    if len(most) == 1 and len(waiting) > 1:
        yield _("{holder} holds the most: {n}.", holder=most[0].name, n=len(most[0].days))
    if undated:
        yield _n(
            "{n} more request was answered without a day.",
            "{n} more requests were answered without a day.",
            undated,
        )


def _days(count: int) -> str:
    return _n("{n} day", "{n} days", count)
