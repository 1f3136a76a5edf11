"""How do we know? The run or control chart, the funnel across courtyards, the definition card."""

from datetime import date

import streamlit as st

from dashboard.charts import indicators as charts
from dashboard.i18n import LANGUAGES, N_, _, _n, language, speaking
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import THEME_NAMES, Better, Indicator, Level, Stat
from dashboard.indicators.scores import Score
from dashboard.indicators.sentences import amount, period_words, target_words
from dashboard.indicators.statistics import Signal, SignalKind
from dashboard.queries import indicators as queries
from dashboard.queries.indicators import Control, View
from dashboard.ui import cache, templates
from dashboard.ui.components import chart
from dashboard.ui.components.definitions import JUDGED, LEVELS, PARTS, PERIODS, STATS
from dashboard.ui.formats import courtyard, day
from dashboard.ui.shell.style import is_dark
from dashboard.ui.views.indicators.indicator import axis, compared, label

SIGNALS = {
    SignalKind.ABOVE_LIMIT: N_("{period}: above the upper limit"),
    SignalKind.BELOW_LIMIT: N_("{period}: below the lower limit"),
    SignalKind.SEVEN_ABOVE: N_("{since} to {period}: seven on the upper side of the centre"),
    SignalKind.SEVEN_BELOW: N_("{since} to {period}: seven on the lower side of the centre"),
    SignalKind.SEVEN_RISING: N_("{since} to {period}: seven rising in a row"),
    SignalKind.SEVEN_FALLING: N_("{since} to {period}: seven falling in a row"),
}
BETTER = {Better.HIGHER: N_("higher"), Better.LOWER: N_("lower"), Better.NONE: N_("neither")}


def section(key: str, view: View, on: date) -> None:
    """Everything behind the first view, folded and not made until it is asked for."""
    box = st.expander(_("How do we know?"), on_change="rerun", key="knowing")
    if not box.open:
        return
    with box:
        one = CATALOGUE[key]
        _chance(one, view, on)
        _funnel(one, view)
        st.subheader(_("Definition"))
        templates.draw("views/indicators/definition.html", definition=definition(key))


def definition(key: str) -> list[tuple[str, str]]:
    """The definition card: what is asked of every indicator, with its answer."""
    one = CATALOGUE[key]
    stat = _(STATS[one.stat])
    judged = _(JUDGED[one.target.judged]) if one.target else _("no target: nothing is judged against one")
    shown = (f"{_(LEVELS[level])} ({_(PERIODS[kind])})" for level, kind in one.shown.items())
    return [
        (_("Key"), one.key),
        (_("Indicator"), " · ".join(_names(key))),
        (_("Theme"), _(THEME_NAMES[one.theme])),
        (_("Kind"), _(PARTS[one.role])),
        (_("Meaning"), _(one.meaning)),
        (_("Why it matters"), _(one.why)),
        (_("Numerator"), _(one.part_means)),
        (_("Denominator"), _(one.whole_means)),
        (_("Better"), _(BETTER[one.better])),
        (_("Target"), target_words(one) or _("none")),
        (_("Period and level"), _("; ").join(shown)),
        (_("Lowest level"), _(LEVELS[one.lowest])),
        (_("Minimum base"), _base(one)),
        (_("How judged"), f"{stat}{_('; ')}{judged}"),
        (_("Owner"), _(one.owner)),
        (_("Reviewed by"), _(one.reviewed_by)),
        (_("Next review"), day(one.review_by)),
    ]


def _names(key: str) -> list[str]:
    """Its name in every language, the reader's first."""
    codes = sorted(LANGUAGES, key=lambda code: code != language())
    names = []
    for code in codes:
        with speaking(code):
            names.append(_(CATALOGUE[key].name))
    return names


def _base(one: Indicator) -> str:
    if one.base_unit == 1:
        return _n("{n} household", "{n} households", one.base)
    if one.base_unit:
        return _n("{n} household-year", "{n} household-years", one.base)
    return _n("{n} record", "{n} records", one.base)


def _chance(one: Indicator, view: View, on: date) -> None:
    """Has it changed, or is it chance?"""
    st.subheader(_("Change or chance over time?"))
    if one.stat is Stat.RATE:
        _since_last(view, on)
    known = [score for score in view.series if score.value is not None]
    found = queries.control(view.series)
    if found is None:
        st.text(_no_chart(view.series))
    else:
        _control(one, view.series, found)
        st.caption(_kind(found, len(known)))
        for line in _signals(view.series, found):
            st.text(line)
    st.caption(_("A change after something was done is no proof that it was done by it."))
    if one.better is Better.NONE:
        st.caption(_("Volume has no direction: more of it is neither good nor bad news."))


def _no_chart(series: list[Score]) -> str:
    if not series:
        return _("Its periods overlap or are withheld, so no limits of chance can be drawn through them.")
    return _("Fewer than four periods have a value: too few to tell change from chance.")


def _since_last(view: View, on: date) -> None:
    if view.last_event is None:
        st.text(_("No event is on record."))
        return
    days = (on - view.last_event).days
    st.text(
        _n(
            "{n} day since the last event ({day}).",
            "{n} days since the last event ({day}).",
            days,
            day=day(view.last_event),
        )
    )


def _control(one: Indicator, series: list[Score], found: Control) -> None:
    ends = {signal.index for signal in found.signals}
    points = [
        {"label": label(score.period), "value": score.value, "signal": place in ends}
        for place, score in enumerate(series)
    ]
    centre = _("median {value}") if found.low is None else _("mean {value}")
    levels = [(found.centre, centre.format(value=amount(one, found.centre)), True)]
    for value, words in ((found.high, _("upper limit {value}")), (found.low, _("lower limit {value}"))):
        if value is not None and _on_scale(one, value):
            levels.append((value, words.format(value=amount(one, value)), False))
    told = " ".join(_signals(series, found))
    chart.show(charts.control, points, levels=levels, digits=axis(one), dark=is_dark(), alt=told)


def _on_scale(one: Indicator, value: float) -> bool:
    """Limits may pass 0 or 100%, where nothing can lie."""
    return 0 <= value <= (1 if one.unit.is_share else value)


def _kind(found: Control, known: int) -> str:
    if found.low is None:
        return _n(
            "Run chart of {n} period around its median: below 12 points no limits are drawn.",
            "Run chart of {n} periods around their median: below 12 points no limits are drawn.",
            known,
        )
    text = _n(
        "XmR chart of {n} period: mean ± 2.66 × mean moving range.",
        "XmR chart of {n} periods: mean ± 2.66 × mean moving range.",
        known,
    )
    return f"{text} {_('Limits on fewer than 20 points are provisional.')}" if found.provisional else text


def _signals(series: list[Score], found: Control) -> list[str]:
    """The signals in words, or that there is none."""
    told = [_signal(series, signal) for signal in found.signals]
    if found.shifted:
        told.append(_("Fewer runs around the median than chance gives: it stays on one side for long."))
    if found.zigzag:
        told.append(_("More runs around the median than chance gives: two things may be mixed."))
    return told or [_("No signal: the ups and downs look like chance.")]


def _signal(series: list[Score], signal: Signal) -> str:
    since, until = (period_words(series[place].period) for place in (signal.since, signal.index))
    return "◇ " + _(SIGNALS[signal.kind], since=since, period=until)


def _funnel(one: Indicator, view: View) -> None:
    """Do the courtyards differ by more than chance?"""
    if one.lowest is Level.SITE:
        return
    st.subheader(_("Do courtyards differ by more than chance?"))
    found = queries.funnel(view.courtyards, view.around)
    if found is None:
        st.text(
            _("No funnel: it is drawn for shares and rates of cases, where four courtyards reach their base.")
        )
        return
    names = {place["id"]: courtyard(place) for place in cache.courtyards()}
    points = [
        {
            "whole": score.whole,
            "value": score.value,
            "name": names[score.scope],
            "code": compared(score)[0],
        }
        for score in view.courtyards
        if score.value is not None
    ]
    how = {"centre": found.centre, "digits": axis(one), "dark": is_dark()}
    alt = _("Courtyards around the site's value by their number of cases")
    chart.show(charts.funnel, points, found.curves, **how, alt=alt)
    st.caption(
        _(
            "Across: the number of cases. Inside the dotted lines (95%) chance explains the difference; "
            "outside the dashed lines (99.8%) it hardly does."
        )
    )
    if found.overdispersed:
        st.caption(
            _(
                "More than 1 in 10 courtyards lie outside 99.8%: they differ by more than chance as a whole, "
                "so read single ones with care."
            )
        )
