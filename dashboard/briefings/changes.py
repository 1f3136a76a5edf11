"""The slides of what has been done: what changed since somebody asked, renovation; with before and after."""

from collections.abc import Iterator
from typing import Any

from dashboard.briefings import wording
from dashboard.briefings.facts import Facts
from dashboard.briefings.model import Both, Photo, Row, Slide, SlideKind, both
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
        photos=_photos(facts, "request", facts.changed),
    )


def renovation(facts: Facts) -> Iterator[Slide]:
    """What is done of what was agreed, with before and after."""
    if not facts.works:
        return
    agreed, done, late, fresh = (
        sum(row[name] for row in facts.works) for name in ("agreed", "done", "late", "fresh")
    )
    rows = [
        Row((wording.name(one), Both(one["title_zh"], one["title_en"]), wording.day(one["done_on"])))
        for one in facts.finished
    ]
    yield Slide(
        key="renovation",
        kind=SlideKind.RENOVATION,
        title=both(lambda: _("Renovation")),
        sentence=both(
            lambda: _(
                "{done} of {agreed} basic works are done, {fresh} since the last meeting; {late} are late.",
                agreed=agreed,
                done=done,
                fresh=fresh,
                late=late,
            )
        ),
        completeness=wording.counted(),
        source=wording.records(facts.day),
        notes=both(lambda: _("Name who lived with the noise. Say what comes next.")),
        heads=heads(N_("Courtyard"), N_("Done since the last meeting"), N_("Day")) if rows else (),
        rows=tuple(rows[:LINES]),
        more=max(len(rows) - LINES, 0),
        photos=_photos(facts, "renovation_item", facts.finished),
    )


def _photos(facts: Facts, noun: str, rows: list[dict[str, Any]]) -> tuple[Photo, ...]:
    """Before and after of the first record that has both, else nothing."""
    for row in rows:
        mine = {one["stage"]: one for one in facts.photos[noun] if one["ref"] == row["id"]}
        if set(STAGES) <= set(mine):
            return tuple(
                Photo(mine[stage]["id"], stage, both(lambda text=text: _(text)))
                for stage, text in STAGES.items()
            )
    return ()
