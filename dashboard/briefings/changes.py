"""The slide of what changed since somebody asked, with before and after."""

from collections.abc import Iterator
from typing import Any

from dashboard.briefings import wording
from dashboard.briefings.facts import Facts
from dashboard.briefings.model import Photo, Row, Slide, SlideKind, both
from dashboard.briefings.wording import heads
from dashboard.i18n import N_, _
from dashboard.indicators.sentences import day_words
from dashboard.records import names

LINES = 6
"""Lines of a table that can be read from six metres."""
STAGES = {"before": N_("before"), "after": N_("after")}


def changed(facts: Facts) -> Iterator[Slide]:
    """What changed since somebody asked: requests that residents call solved, with before and after."""
    if not facts.changed:
        return
    rows = [
        Row(
            (
                both(lambda one=one: f"{_(names.TYPES[one['type']][0])} {one['number']}"),
                wording.name(one),
                both(
                    lambda one=one: _(
                        "asked {asked}, done {done}",
                        asked=day_words(one["accepted_on"]),
                        done=day_words(one["closed_on"]),
                    )
                ),
            )
        )
        for one in facts.changed
    ]
    count = len(rows)
    yield Slide(
        key="changed",
        kind=SlideKind.CHANGED,
        title=both(lambda: _("What changed since you asked")),
        sentence=both(
            lambda: _(
                "{n} requests that were waiting on {day} are done, and the residents call them solved.",
                n=count,
                day=day_words(facts.since),
            )
        ),
        completeness=wording.counted(),
        source=wording.records(facts.day),
        notes=both(lambda: _("Ask whoever lives there: is it so? A no is written down.")),
        heads=heads(N_("Request"), N_("Courtyard"), N_("When")),
        rows=tuple(rows[:LINES]),
        more=max(count - LINES, 0),
        photos=before_and_after(facts, "request", facts.changed),
    )


def before_and_after(facts: Facts, noun: str, rows: list[dict[str, Any]]) -> tuple[Photo, ...]:
    """Before and after of the first record that has both, else nothing."""
    for row in rows:
        mine = {one["stage"]: one for one in facts.photos[noun] if one["ref"] == row["id"]}
        if set(STAGES) <= set(mine):
            return tuple(
                Photo(mine[stage]["id"], stage, both(lambda text=text: _(text)))
                for stage, text in STAGES.items()
            )
    return ()
