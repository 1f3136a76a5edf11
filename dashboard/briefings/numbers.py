"""The slides of numbers: all outcomes at a glance, a few with their course, the money."""

from collections.abc import Iterator
from dataclasses import replace

from dashboard.briefings import wording
from dashboard.briefings.facts import FEES, Facts, charted
from dashboard.briefings.model import Both, Point, Row, Series, Slide, SlideKind, both
from dashboard.i18n import N_, _
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Part
from dashboard.indicators.scores import Score, Verdict
from dashboard.indicators.sentences import (
    VERDICT_WORDS,
    amount,
    figure,
    period_words,
    sentence,
    target_words,
)
from dashboard.queries.quality import Report, tally
from dashboard.records import names

LINES = 10
MONTHS = 6
"""Months whose reports can be read from six metres."""
ORDER = (Verdict.NOT_MET, Verdict.CANNOT_TELL, Verdict.MET)


def outcomes(facts: Facts) -> Iterator[Slide]:
    """Every outcome with its number and verdict, what is not met first."""
    found = [one for one in facts.own() if CATALOGUE[one.key].role is Part.OUTCOME or facts.courtyard_id]
    if not found:
        return
    found.sort(key=lambda one: ORDER.index(one.verdict) if one.verdict in ORDER else len(ORDER))
    met = sum(one.verdict is Verdict.MET for one in found)
    missed = sum(one.verdict is Verdict.NOT_MET for one in found)
    yield Slide(
        key="outcomes",
        kind=SlideKind.OUTCOME,
        title=both(lambda: _("What residents have of it")),
        sentence=both(
            lambda: _(
                "Of {n} outcomes {met} reach their target, {missed} do not; the others cannot be told.",
                n=len(found),
                met=met,
                missed=missed,
            )
        ),
        completeness=together(found),
        source=both(lambda: _("Source: the indicators, each in its own period")),
        notes=both(lambda: _("Read the first and the last line. “Cannot tell” is no failure: it is honest.")),
        heads=tuple(
            both(lambda text=text: _(text))
            for text in (N_("Outcome"), N_("Value"), N_("Target"), N_("Verdict"))
        ),
        rows=tuple(_line(facts, one) for one in found[:LINES]),
        more=max(len(found) - LINES, 0),
    )


def _line(facts: Facts, score: Score) -> Row:
    one = CATALOGUE[score.key]
    cells = (
        both(lambda: _(one.name)),
        both(lambda: figure(score)),
        both(lambda: amount(one, float(one.target.exact)) if one.target else "—"),
        both(lambda: _(VERDICT_WORDS[score.verdict])),
    )
    return Row(cells, mark=score.verdict.value, score=facts.place(score))


def together(found: list[Score]) -> Both:
    """The reports that all of them rest on, the least complete one."""
    due = [one for one in found if one.expected]
    if not due:
        return both(lambda: _("no reports expected"))
    return wording.complete(min(due, key=lambda one: one.entered / one.expected))


def charts(facts: Facts) -> Iterator[Slide]:
    """The outcomes that matter most today, each with its course."""
    for score in charted(facts.own()):
        yield _charted(facts, score)


def _charted(facts: Facts, score: Score, key: str | None = None) -> Slide:
    one = CATALOGUE[score.key]
    return Slide(
        key=key or f"outcome:{score.key}",
        kind=SlideKind.OUTCOME,
        title=both(lambda: _(one.name)),
        sentence=both(lambda: sentence(score)),
        completeness=wording.complete(score),
        source=wording.source(score),
        notes=both(lambda: f"{_(one.meaning)} {_(one.why)}"),
        figure=both(lambda: figure(score)),
        mark=score.verdict.value,
        series=series(score, facts.courses.get(score.key, [])),
        score=facts.place(score),
    )


def series(score: Score, course: list[Score]) -> Series | None:
    """The course of a number as the points of one chart; None where there is too little to draw."""
    if sum(point.value is not None for point in course) < 2:
        return None
    one = CATALOGUE[score.key]
    last = len(course) - 1
    return Series(
        name=both(lambda: _(one.name)),
        points=tuple(_point(point, is_last=place == last) for place, point in enumerate(course)),
        digits=".0%" if one.unit.is_share else f".{one.unit.digits}f",
        target=float(one.target.exact) if one.target else None,
        target_words=both(lambda: target_words(one)),
        alt=both(lambda: sentence(score)),
    )


def _point(score: Score, *, is_last: bool) -> Point:
    return Point(
        label=both(lambda: period_words(score.period)),
        value=score.value,
        low=score.low,
        high=score.high,
        shown=both(lambda: figure(score)) if is_last and score.value is not None else Both(),
        mark=score.verdict.value if score.value is None else "",
    )


def money(facts: Facts) -> Iterator[Slide]:
    """Fees collected, with the courtyards beside; and what was made public on time."""
    found = next((one for one in facts.own() if one.key == FEES), None)
    if found is None:
        return
    made = _charted(facts, found, "money")
    disclosed = facts.disclosed
    told = both(
        lambda: (
            _(
                "{sentence} Of {due} disclosures due, {on_time} were published on time.",
                sentence=sentence(found),
                due=disclosed["due"],
                on_time=disclosed["on_time"],
            )
            if disclosed["due"]
            else sentence(found)
        )
    )
    homes = [one for one in facts.scores if one.key == FEES and one.scope > 0]
    yield replace(
        made,
        kind=SlideKind.MONEY,
        title=both(lambda: _("Money: property fees and disclosures")),
        sentence=told,
        rows=tuple(
            Row(
                (
                    wording.name(facts.courtyards[one.scope]),
                    both(lambda one=one: figure(one) if one.value is not None else "—"),
                ),
                mark="" if one.value is not None else one.verdict.value,
                score=facts.place(one),
            )
            for one in homes
        ),
    )


def reports(facts: Facts) -> Iterator[Slide]:
    """What the numbers rest on: of each kind of report how many came, month by month."""
    owed = facts.site.reports if facts.site else []
    months = sorted({one.month for one in owed if one.is_expected})[-MONTHS:]
    owed = [one for one in owed if one.month in months]
    if not months:
        return
    whole = tally(owed)
    kinds = [kind for kind in names.DUTIES if any(one.kind == kind for one in owed)]
    yield Slide(
        key="reports",
        kind=SlideKind.REPORTS,
        title=both(lambda: _("What the numbers rest on")),
        sentence=both(
            lambda: _(
                "Of {expected} reports due for these months {entered} came, {on_time} of them on time.",
                expected=whole.expected,
                entered=whole.entered,
                on_time=whole.on_time,
            )
        ),
        source=wording.records(facts.day),
        notes=both(
            lambda: _("Where a report is missing a number says less than it seems. Ask who sends it.")
        ),
        heads=(
            both(lambda: _("Report")),
            *(both(lambda month=month: period_words(month)) for month in months),
        ),
        rows=tuple(_reported(owed, kind, months) for kind in kinds),
    )


def _reported(owed: list[Report], kind: str, months: list[str]) -> Row:
    """A kind of report, month by month."""
    of_kind = [one for one in owed if one.kind == kind]
    came = (_came([one for one in of_kind if one.month == month]) for month in months)
    return Row((both(lambda: _(names.DUTIES[kind])), *came))


def _came(owed: list[Report]) -> Both:
    """`●` where all came, `8/10` where some did, `–` where none was due."""
    counted = tally(owed)
    if not counted.expected:
        return both("–")
    is_whole = counted.entered == counted.expected
    return both("●" if is_whole else f"{counted.entered}/{counted.expected}")
