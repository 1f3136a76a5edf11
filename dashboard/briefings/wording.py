"""Words that the slides share: days, sources, names of bodies and courtyards, in both languages."""

from datetime import date
from typing import Any

from dashboard.briefings.model import Both, both
from dashboard.i18n import _, _n, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.scores import Score
from dashboard.indicators.sentences import completeness, day_words, period_words
from dashboard.queries.agenda import Proposal
from dashboard.records import names


def day(one: date | None) -> Both:
    return both(lambda: day_words(one))


def name(row: dict[str, Any]) -> Both:
    """A courtyard or whatever else has a name in either language."""
    return Both(row["name_zh"], row["name_en"])


def owner(row: dict[str, Any]) -> Both:
    """The body that answers for something; a dash for nobody."""
    return Both(row["owner_zh"] or "—", row["owner_en"] or "—")


def records(asof: date) -> Both:
    """The source of what is counted one by one."""
    return both(lambda: _("Source: the records of the site, as of {day}", day=day_words(asof)))


def counted() -> Both:
    """The completeness of what is counted one by one."""
    return both(lambda: _("every recorded case is counted"))


def source(score: Score) -> Both:
    """The indicator and period that a number comes from."""
    return both(
        lambda: _(
            "Source: indicator “{name}”, {period}",
            name=_(CATALOGUE[score.key].name),
            period=period_words(score.period),
        )
    )


def complete(score: Score) -> Both:
    return both(lambda: completeness(score))


def proposed(one: Proposal) -> str:
    """What a proposal is called on the agenda: no more than the room may read."""
    where = one.courtyard[f"name_{language()}"] if one.courtyard else ""
    if one.score is not None:
        return " ".join(filter(None, [where, _(CATALOGUE[one.score.key].name)]))
    if one.why == "hazard":
        return _("{where}: hazard, {kind}", where=where, kind=_(names.HAZARDS[one.kind][0]))
    if one.why == "renovation":
        name = one.names[language() == "en"]
        return _("{where}: {name}, to be accepted", where=where, name=name)
    if one.why == "supported":
        kind = _(names.TYPES[one.kind][0])
        return _("{where}: {kind} ({number})", where=where, kind=kind, number=one.title)
    return one.title


def heads(*texts: str) -> tuple[Both, ...]:
    """The heads of a table's columns."""
    return tuple(both(lambda text=text: _(text)) for text in texts)


def others(count: int) -> str:
    """How many more there are than there was room for."""
    return _n("and {n} other", "and {n} others", count)
