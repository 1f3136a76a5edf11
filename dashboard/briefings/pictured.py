"""The slides that are a picture: the courtyards with what is open in them, the outcomes then and now."""

from collections.abc import Iterator
from typing import Any

from dashboard.briefings import wording
from dashboard.briefings.facts import Facts
from dashboard.briefings.model import Both, Pair, Plot, Row, Slide, SlideKind, Waiting, both
from dashboard.briefings.numbers import together
from dashboard.briefings.wording import heads
from dashboard.charts.palette import verdict_mark
from dashboard.i18n import N_, _, _n, joined
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.changes import Change
from dashboard.indicators.scores import Compared
from dashboard.indicators.sentences import figure, period_words
from dashboard.records import names

SAID = {
    Compared.CLEARLY_BETTER: N_("clearly better"),
    Compared.CLEARLY_WORSE: N_("clearly worse"),
    Compared.ALIKE: N_("may be chance"),
}


def courtyards(facts: Facts) -> Iterator[Slide]:
    """Every courtyard with its open requests: past their day, not yet due, without a day."""
    plan = facts.site.plan if facts.site else []
    if not plan:
        return
    late = sum(one["overdue"] for one in plan)
    count = sum(one["open"] for one in plan)
    yield Slide(
        key="courtyards",
        kind=SlideKind.COURTYARDS,
        title=both(lambda: _("What is open, courtyard by courtyard")),
        sentence=both(lambda: joined(_open(count, late), _where(plan))),
        completeness=wording.counted(),
        source=wording.records(facts.day),
        notes=both(
            lambda: _("Ask the courtyards with ◆ first: what stops it? Then: who names a day for the ○?")
        ),
        heads=heads(N_("Courtyard"), N_("Open"), N_("Overdue"), N_("Not yet due"), N_("No day said")),
        rows=tuple(
            Row(
                (
                    wording.name(one),
                    *(both(str(one[name])) for name in ("open", "overdue", "dated", "undated")),
                )
            )
            for one in plan
        ),
        plots=tuple(
            Plot(
                one["no"],
                wording.name(one),
                tuple((lon, lat) for lon, lat in one["outline"]),
                **{name: one[name] for name in ("overdue", "dated", "undated")},
            )
            for one in plan
            if one["outline"]
        ),
    )


def _open(count: int, late: int) -> str:
    counted = _n("{n} request is open", "{n} requests are open", count)
    return _("{open}, {late} of them past their day.", open=counted, late=late)


def _where(plan: list[dict[str, Any]]) -> str:
    """The courtyard in which most are past their day, where one stands out."""
    most = max(one["overdue"] for one in plan)
    there = [one for one in plan if one["overdue"] == most]
    if most < 2 or len(there) > 1:
        return ""
    return _("Most in {courtyard}: {n}.", courtyard=wording.name(there[0]), n=most)


def safety(facts: Facts) -> Iterator[Slide]:
    """Every open hazard by the days that it has waited, and how long the last burglary is ago."""
    if facts.site is None:
        return
    found = facts.site.hazards
    kinds = list(dict.fromkeys(one["kind"] for one in found))
    waiting = [_waiting(kind, [one for one in found if one["kind"] == kind]) for kind in kinds]
    yield Slide(
        key="safety",
        kind=SlideKind.SAFETY,
        title=both(lambda: _("Safety")),
        sentence=both(lambda: joined(_hazards(found), _burglary(facts))),
        completeness=wording.counted(),
        source=wording.records(facts.day),
        notes=both(
            lambda: _("Name who holds each ◆, and by when it is gone. A known hazard left is the worst.")
        ),
        heads=heads(N_("Hazard"), N_("Open"), N_("Overdue"), N_("The oldest")) if found else (),
        rows=tuple(_hazard_line(one) for one in waiting),
        waiting=tuple(waiting),
    )


def _hazards(found: list[dict[str, Any]]) -> str:
    if not found:
        return _("No hazard is open.")
    late = sum(one["overdue"] for one in found)
    counted = _n("{n} hazard is open", "{n} hazards are open", len(found))
    return _("{open}; {late} of them are past their day.", open=counted, late=late)


def _burglary(facts: Facts) -> str:
    last = facts.site.last_burglary if facts.site else None
    if last is None:
        return _("No burglary is on record.")
    days = (facts.day - last).days
    return _n("The last burglary was {n} day ago.", "The last burglary was {n} days ago.", days)


def _waiting(kind: str, found: list[dict[str, Any]]) -> Waiting:
    days = tuple(one["days"] for one in found)
    return Waiting(
        name=both(lambda: _(names.HAZARDS[kind][0])),
        days=days,
        overdue=tuple(one["overdue"] for one in found),
        words=both(lambda: _n("found up to {n} day ago", "found up to {n} days ago", max(days))),
    )


def _hazard_line(one: Waiting) -> Row:
    counts = (len(one.days), sum(one.overdue))
    return Row(
        (one.name, *(both(str(n)) for n in counts), both(lambda: _n("{n} day", "{n} days", max(one.days))))
    )


def changes(facts: Facts) -> Iterator[Slide]:
    """The shares of the last twelve months beside those of the twelve before."""
    found = facts.site.changes if facts.site else ()
    if not found:
        return
    said = [one.said for one in found]
    better, worse = (said.count(one) for one in (Compared.CLEARLY_BETTER, Compared.CLEARLY_WORSE))
    yield Slide(
        key="changes",
        kind=SlideKind.CHANGES,
        title=both(lambda: _("A year ago and now")),
        sentence=both(lambda: _moved(len(found), better, worse)),
        completeness=together([one.now for one in found]),
        source=both(
            lambda: _(
                "{now} beside {before}",
                now=period_words(found[0].now.period),
                before=period_words(found[0].before.period),
            )
        ),
        notes=both(
            lambda: _(
                "Praise what got clearly better, and say what was done for it. “Clearly” means: the 95%"
                " interval of the difference leaves out zero. The others may be chance."
            )
        ),
        heads=heads(N_("Share"), N_("A year ago"), N_("Now"), N_("What can be said")),
        rows=tuple(_line(facts, one) for one in found),
        pairs=tuple(pair(one) for one in found),
    )


def _moved(count: int, better: int, worse: int) -> str:
    if not better and not worse:
        return _n(
            "{n} share is not clearly better or worse than a year ago.",
            "None of {n} shares is clearly better or worse than a year ago.",
            count,
        )
    return _(
        "{better} of {n} shares are clearly better than a year ago, {worse} clearly worse.",
        n=count,
        better=better,
        worse=worse,
    )


def _line(facts: Facts, one: Change) -> Row:
    glyph = verdict_mark(one.said).glyph
    figures = (both(lambda end=end: figure(end)) for end in (one.before, one.now))
    return Row(
        (_name(one), *figures, both(lambda: f"{glyph} {_(SAID[one.said])}")), score=facts.place(one.now)
    )


def pair(one: Change) -> Pair:
    """A share then and now, ready to be drawn."""
    indicator = CATALOGUE[one.now.key]
    target = float(indicator.target.exact) if indicator.target else None
    return Pair(
        name=_name(one),
        before=one.before.value or 0.0,
        now=one.now.value or 0.0,
        figures=both(lambda: f"{figure(one.before)} → {figure(one.now)}"),
        mark=str(one.said),
        words=_said(one),
        target=target,
    )


def _name(one: Change) -> Both:
    return both(lambda: _(CATALOGUE[one.now.key].name))


def _said(one: Change) -> Both:
    return both(lambda: _(SAID[one.said]))
