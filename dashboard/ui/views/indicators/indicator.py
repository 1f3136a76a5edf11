"""One indicator: its sentence, value and verdict, its course, the courtyards, and how we know."""

from datetime import date
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboard.access import Principal
from dashboard.briefings import deck_pictures, short
from dashboard.briefings.model import Both, Units
from dashboard.charts import indicators as charts
from dashboard.charts.palette import verdict_mark
from dashboard.i18n import _, _n
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Indicator, Level, Stat
from dashboard.indicators.scores import Compared, Score
from dashboard.indicators.sentences import (
    COMPARED_WORDS,
    amount,
    by_count,
    completeness,
    counts,
    figure,
    interval,
    period_words,
    sentence,
    target_words,
    verdict_words,
)
from dashboard.queries.indicators import View
from dashboard.ui import cache, templates
from dashboard.ui.components import chart, filters, links, verdict_badges
from dashboard.ui.formats import courtyard
from dashboard.ui.shell.frame import header
from dashboard.ui.shell.style import is_dark
from dashboard.ui.views.indicators import indicators


def scope(key: str) -> dict[str, Any] | None:
    """The courtyard that is asked for, None for the whole site."""
    if CATALOGUE[key].lowest is Level.SITE:
        return None
    no = filters.courtyard_no(everywhere=_("Whole site"))
    return next((one for one in cache.courtyards() if one["no"] == no), None)


def seen(by: Principal, key: str, day: date, place: dict[str, Any] | None) -> View:
    """The indicator as this reader may see it."""
    return cache.indicator(key, day, place["id"] if place else None, by)


def top(key: str, view: View, place: dict[str, Any] | None) -> None:
    """The way back, the name, the sentence to read aloud and the facts of the number."""
    one = CATALOGUE[key]
    links.to("indicators", _("← All indicators"), month=indicators.month())
    where = f"{courtyard(place)} · " if place else ""
    header(where + _(one.name), _(one.meaning))
    templates.line(sentence(view.score), "yl-sentence")
    _facts(one, view.score)
    _cases(one, view.score)
    _beside(one, view.beside)


def course(key: str, view: View) -> None:
    """Period by period, with intervals and the target."""
    one = CATALOGUE[key]
    st.subheader(_("Period by period"))
    points = course_points(view.trend)
    if sum(point["value"] is not None for point in points) < 2:
        st.caption(_("There is no course yet: fewer than two periods have a value."))
        return
    how = {"target": target(one), "digits": axis(one), "dark": is_dark()}
    chart.show(charts.trend, points, **how, alt=sentence(view.score))
    notes = [_("The bars are 95% intervals.")] if any(one.low is not None for one in view.trend) else []
    empty = dict.fromkeys((glyph(one), verdict_words(one)) for one in view.trend if one.value is None)
    notes += [f"{mark} {words}" for mark, words in empty]
    if view.score.period.startswith("R"):
        notes.append(_("Each point covers the twelve months to the end of its quarter, so points overlap."))
    st.caption(" ".join(notes))


def courtyards(key: str, view: View) -> None:
    """Every courtyard in its fixed order, against the site's value."""
    st.subheader(_("The courtyards"))
    if not view.courtyards or view.around is None:
        st.caption(_("This number is kept for the whole site only: a courtyard has too few cases."))
        return
    numbers = [number for row in view.courtyards for number in (row.value, row.high)]
    end = indicators.end_of(key, [*numbers, view.around.value])
    by_scope = {row.scope: row for row in view.courtyards}
    rows = []
    for place in cache.courtyards():
        row = by_scope.get(place["id"])
        if row is not None:
            rows.append(_row(place, row, at=view.around.value, end=end))
    templates.draw("views/indicators/courtyards.html", rows=rows)
    st.caption(
        _(
            "{period}. The line is the whole site: {value}. Courtyards stand in their fixed order; "
            "this is no ranking.",
            period=period_words(view.around.period),
            value=figure(view.around),
        )
    )


def course_points(scores: list[Score]) -> list[dict[str, Any]]:
    """Scores as points of a course; the last one carries its figure."""
    return [
        {
            "label": label(one.period),
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "shown": figure(one) if one is scores[-1] else "",
            "glyph": glyph(one),
        }
        for one in scores
    ]


def glyph(one: Score) -> str:
    """The mark of a score without a value, empty for one with a value."""
    return "" if one.value is not None else verdict_mark(str(one.verdict)).glyph


def label(period: str) -> str:
    """A period on an axis: `26-09`, `26Q3`, `2026`."""
    text = period.removeprefix("R")
    return text if len(text) == 4 else text[2:].replace("-Q", "Q")


def target(one: Indicator) -> tuple[float, str] | None:
    """The target and the words on its line."""
    return (float(one.target.exact), target_words(one)) if one.target else None


def axis(one: Indicator) -> str:
    """The axis format of an indicator's unit."""
    return ".0%" if one.unit.is_share else f".{one.unit.digits}f"


def compared(one: Score) -> tuple[str, str]:
    """How a courtyard stands against the site: the code of its mark and the words."""
    if one.value is None:
        return str(one.verdict), verdict_words(one)
    if one.compared is None:
        return "no_target", ""
    if one.compared is Compared.ALIKE:
        return "alike", _("may be chance")
    return str(one.compared), _(COMPARED_WORDS[one.compared])


def _facts(one: Indicator, score: Score) -> None:
    value = {
        "name": _("Value"),
        "shown": amount(one, score.value) if score.value is not None else figure(score),
        "spread": "" if by_count(one, score) else interval(one, score),
    }
    facts = [
        {"name": _("Target"), "told": target_words(one) or _("none")},
        {"name": _("Verdict"), "told": verdict_badges.verdict(str(score.verdict), verdict_words(score))},
        {"name": _("Period"), "told": period_words(score.period)},
        {"name": _("Completeness"), "told": completeness(score)},
    ]
    templates.draw("views/indicators/facts.html", value=value, facts=facts)


def _cases(one: Indicator, score: Score) -> None:
    """A number that is judged case by case as its cases: a dot each, and how many are missing."""
    if not short.is_counted(score):
        return
    missing = short.missing(score)
    words = _n("{n} short", "{n} short", missing) if missing else verdict_words(score)
    dots = Units(Both(*[_(one.name)] * 2), score.part, score.whole - score.part, Both(words, words))
    templates.draw("views/indicators/cases.html", dots=Markup(deck_pictures.units([dots])))


def _beside(one: Indicator, scores: list[Score]) -> None:
    """What stands beside the number, and never in its place."""
    if not scores:
        return
    told = []
    for score in scores:
        base = f"{score.part:,}/{score.whole:,}" if score.whole else f"{score.part:,}"
        if one.stat is Stat.MEAN:
            base = _n("{n} answer:", "{n} answers:", score.whole)
        figures = [_(one.beside[score.stratum]), base]
        if score.value is not None:
            spread = "" if by_count(one, score) else interval(one, score)
            value = amount(one, score.value) if one.unit.is_share or score.whole else ""
            figures.append(f"{value} ({spread})" if spread else value)
        told.append(" ".join(figure for figure in figures if figure))
    templates.line(f"{_('Beside it:')} {_('; ').join(told)}", "yl-note")


def _row(place: dict[str, Any], row: Score, *, at: float | None, end: float) -> dict[str, str]:
    code, words = compared(row)
    return {
        "courtyard": courtyard(place),
        "bar": indicators.drawn(row, at=at, end=end, code=code, line="site"),
        "base": _base(row),
        "compared": verdict_badges.verdict(code, words) if words else "",
    }


def _base(row: Score) -> str:
    """`18 of 20 · 90%`, or nothing where it is withheld."""
    if not row.whole:
        return ""
    one = CATALOGUE[row.key]
    figures = [_("{part} of {whole}", part=f"{row.part:,}", whole=f"{row.whole:,}")]
    if one.headline == "yuan":
        figures = [counts(row)]
    if row.value is not None:
        figures.append(figure(row))
    return " · ".join(figures)
