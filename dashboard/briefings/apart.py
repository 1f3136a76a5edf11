"""The slides of what differs between courtyards: ten intervals beside the value of the whole site."""

from collections.abc import Iterator

from dashboard.briefings import wording
from dashboard.briefings.facts import APART, Beside, Facts
from dashboard.briefings.model import Both, Interval, Row, Slide, SlideKind, both
from dashboard.briefings.wording import heads
from dashboard.charts.palette import verdict_mark
from dashboard.i18n import N_, _, joined
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.scores import Compared, Score, Verdict
from dashboard.indicators.sentences import SHORT_WORDS, VERDICT_WORDS, figure, interval, period_words

SHOWN = 2
"""Indicators that get a slide of their own."""


def apart(facts: Facts) -> Iterator[Slide]:
    """Each share by which a courtyard is clearly apart from the site, with all courtyards in their order."""
    for beside in (facts.site.beside if facts.site else ())[:SHOWN]:
        yield _slide(facts, beside)


def _slide(facts: Facts, beside: Beside) -> Slide:
    one = CATALOGUE[beside.around.key]
    return Slide(
        key=f"apart:{one.key}",
        kind=SlideKind.APART,
        title=both(lambda: _("Courtyards clearly apart: {name}", name=_(one.name))),
        sentence=both(lambda: _told(facts, beside)),
        completeness=wording.complete(beside.around),
        source=both(lambda: _("Source: the indicators, each in its own period")),
        notes=both(
            lambda: _(
                "Ask the courtyard that is clearly apart what it does otherwise. Of the others nothing is"
                " certain: the difference may be chance, or too few were asked."
            )
        ),
        heads=heads(N_("Courtyard"), N_("Value"), N_("95% interval"), N_("Beside the site")),
        rows=tuple(_row(facts, score) for score in beside.courtyards),
        intervals=tuple(_interval(facts, score, beside.around) for score in beside.courtyards),
    )


def _told(facts: Facts, beside: Beside) -> str:
    texts = {
        Compared.CLEARLY_WORSE: N_("Clearly worse than the site: {where}."),
        Compared.CLEARLY_BETTER: N_("Clearly better than the site: {where}."),
    }
    told = []
    for said, text in texts.items():
        found = [one for one in beside.courtyards if one.compared is said]
        names = _(", ").join(
            _("{where} {figure}", where=_where(facts, one), figure=figure(one)) for one in found
        )
        told.append(_(text, where=names) if found else "")
    site = _(
        "The site: {figure}, {period}.",
        figure=figure(beside.around),
        period=period_words(beside.around.period),
    )
    return joined(*told, site)


def _where(facts: Facts, score: Score) -> Both:
    return wording.name(facts.courtyards[score.scope])


def _row(facts: Facts, score: Score) -> Row:
    ends = both(lambda: interval(CATALOGUE[score.key], score) or "—")
    value = both(lambda: figure(score) if score.value is not None else "—")
    said = both(lambda: f"{verdict_mark(_mark(score)).glyph} {_words(score)}")
    return Row((_where(facts, score), value, ends, said), score=facts.place(score))


def _interval(facts: Facts, score: Score, around: Score) -> Interval:
    return Interval(
        name=_where(facts, score),
        value=score.value,
        low=score.low,
        high=score.high,
        around=around.value or 0.0,
        figures=both(lambda: figure(score) if score.value is not None else "—"),
        mark=_mark(score),
        words=both(lambda: _words(score)),
    )


def _mark(score: Score) -> str:
    """What may be said of it: clearly apart, maybe chance, or why nothing can be told."""
    if score.compared in APART:
        return score.compared.value
    return score.verdict.value if score.value is None else Compared.ALIKE.value


def _words(score: Score) -> str:
    if score.compared in APART:
        return _(SHORT_WORDS[score.compared])
    if score.verdict is Verdict.BELOW_BASE:
        return _("too few cases")
    return _(VERDICT_WORDS[score.verdict]) if score.value is None else _("may be chance")
