"""The slide of renovation: what is late, what goes on, what was done since, each on one calendar."""

from collections.abc import Iterator
from typing import Any

from dashboard.briefings import wording
from dashboard.briefings.changes import before_and_after
from dashboard.briefings.facts import Facts
from dashboard.briefings.model import Both, Row, Slide, SlideKind, Work, both
from dashboard.briefings.wording import heads
from dashboard.i18n import N_, _, _n
from dashboard.indicators.sentences import day_words

HEADS = (N_("Piece of work"), N_("Started"), N_("Planned until"), N_("How it stands"))
MARKS = ("overdue", "dated", "done")
LINES = 6
"""How many are drawn; the others are counted."""


def renovation(facts: Facts) -> Iterator[Slide]:
    """What is done of what was agreed; the course of what is late, goes on or was done since last time."""
    if not facts.works:
        return
    agreed, done, late, fresh = (
        sum(row[name] for row in facts.works) for name in ("agreed", "done", "late", "fresh")
    )
    found = [_work(facts, row) for row in facts.in_course]
    shown = found[:LINES]
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
        notes=both(
            lambda: _("Ask what holds up each ◆. Name who lived with the noise. Who looks at what is done?")
        ),
        heads=heads(*HEADS) if shown else (),
        rows=tuple(
            Row((work.name, wording.day(work.begun), wording.day(work.planned), work.words)) for work in shown
        ),
        more=len(found) - len(shown),
        works=tuple(shown),
        day=facts.day,
        photos=before_and_after(facts, "renovation_item", facts.finished),
    )


def _work(facts: Facts, row: dict[str, Any]) -> Work:
    """One piece of work as it stood on the day."""
    place, title = wording.name(row), Both(row["title_zh"], row["title_en"])
    overdue, dated, done = MARKS
    mark = done if row["done_on"] else overdue if row["planned_until"] < facts.day else dated
    return Work(
        name=both(lambda: _("{where}: {name}", where=place, name=title)),
        begun=row["started_on"],
        planned=row["planned_until"],
        done=row["done_on"],
        accepted=row["accepted_on"],
        mark=mark,
        words=both(lambda: _stands(facts, row, mark)),
    )


def _stands(facts: Facts, row: dict[str, Any], mark: str) -> str:
    if row["accepted_on"]:
        return _("is accepted")
    if row["done_on"]:
        return _("done, to be accepted")
    if mark == MARKS[0]:
        days = (facts.day - row["planned_until"]).days
        return _n("{n} day late", "{n} days late", days)
    return _("due {day}", day=day_words(row["planned_until"])) if row["started_on"] else _("not begun")
