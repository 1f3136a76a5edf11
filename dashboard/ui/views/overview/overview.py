"""The overview's sections: three lists in words, outcomes, matters, what changed, what cannot be told."""

from datetime import date

import streamlit as st

from dashboard.access import Action, Principal, scope
from dashboard.charts import overview as charts
from dashboard.i18n import _, _n
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.changes import Change
from dashboard.indicators.scores import Compared, Score
from dashboard.indicators.sentences import (
    amount,
    completeness,
    figure,
    interval,
    period_words,
    sentence,
    target_words,
    verdict_words,
)
from dashboard.queries import past_due
from dashboard.queries.overview import Overview
from dashboard.ui import cache, templates
from dashboard.ui.components import attention_list, chart, links, verdict_badges
from dashboard.ui.components.repeated import repeated
from dashboard.ui.formats import day
from dashboard.ui.shell.style import is_dark


def lead(seen: Overview) -> str:
    """The overview in one sentence."""
    due = sum(past_due.counted(seen.past_due).values())
    return _(
        "On {day} {open} and {due}. Of {all} indicators {met} meet their target and {missed} do not.",
        day=day(seen.matters.day),
        open=_n("{n} request is open", "{n} requests are open", seen.matters.open),
        due=_n("{n} matter is past its day", "{n} matters are past their day", due),
        all=len(seen.scores),
        met=len(seen.met),
        missed=len(seen.not_met),
    )


def doors(by: Principal) -> None:
    """The ways in for those who enter: what they came for stands on the first screen."""
    if scope(by, Action.REGISTER_REQUEST) is None:
        return
    with st.container(horizontal=True, key="doors"):
        links.to("register", _("Register a request"))
        links.to("inspections", _("Report a hazard"), do="report")
        links.to("meetings", _("Record a meeting"), do="record")
        if by.courtyard_id:
            links.to("courtyard", _("My courtyard"))


@repeated(lambda seen, _by: seen.day)
def lists(seen: Overview, by: Principal) -> None:
    """Needs attention, clearly better, data missing: side by side on a desk, below each other on a phone."""
    month = seen.day.isoformat()[:7]
    left, middle, right = st.columns(3, gap="large")
    worse, better = (seen.compared(one) for one in (Compared.CLEARLY_WORSE, Compared.CLEARLY_BETTER))
    with left:
        st.subheader(_("Needs attention"))
        attention_list.show(
            "worse",
            [*attention_list.overdue(seen, by), *attention_list.verdicts([*worse, *seen.not_met], month)],
        )
    with middle:
        st.subheader(_("Clearly better, or target met"))
        attention_list.show("better", attention_list.verdicts([*better, *seen.met], month))
    with right:
        st.subheader(_("Data missing"))
        attention_list.show("missing", attention_list.missing(seen, by))


@repeated(lambda seen, _by: seen.day)
def outcomes(seen: Overview, by: Principal) -> None:
    """What changed for residents: one card an outcome, with its interval, verdict and recent course."""
    st.subheader(_("Outcomes for residents"))
    for start in range(0, len(seen.outcomes), 4):
        for column, one in zip(st.columns(4), seen.outcomes[start : start + 4], strict=False):
            with column:
                _card(one, seen.day, by)


@repeated(lambda seen, _by: seen.day)
def course(seen: Overview, by: Principal) -> None:
    """The solved rate over time."""
    st.subheader(_("Solved, as residents say, month by month"))
    _trend("solve_rate", seen.day, by)


@repeated(lambda seen: seen.day)
def changed(seen: Overview) -> None:
    """What changed since the last joint meeting, both sides recomputed as of their day."""
    if seen.meeting_on is None or seen.matters_then is None:
        st.subheader(_("Since the last joint meeting"))
        st.info(_("No joint meeting is on record yet."))
        return
    st.subheader(_("Since the joint meeting of {day}", day=day(seen.meeting_on)))
    then, now = seen.matters_then, seen.matters
    st.text(
        _(
            "Open matters {open_then} → {open}, overdue {late_then} → {late}, "
            "promises late {kept_then} → {kept}.",
            open_then=then.open,
            open=now.open,
            late_then=then.overdue,
            late=now.overdue,
            kept_then=then.promises,
            kept=now.promises,
        )
    )
    month = seen.day.isoformat()[:7]
    attention_list.show("changed", [_change(one, month) for one in seen.changes], most=len(seen.changes))


@repeated(lambda seen: seen.day)
def unsure(seen: Overview) -> None:
    """What cannot be told, each with its reason."""
    st.subheader(_("What cannot be told"))
    told = attention_list.verdicts(seen.cannot_tell, seen.day.isoformat()[:7])
    attention_list.show("unsure", told, most=len(told))


@repeated(lambda seen: seen.day)
def freshness(seen: Overview) -> None:
    """How fresh and how complete the data are."""
    reports = [one for one in seen.scores if one.expected]
    st.caption(
        _(
            "Latest record {day}. Completeness stands beside every number: {sample}.",
            day=day(seen.last_record),
            sample=completeness(reports[0]) if reports else _("no reports expected"),
        )
    )


def _card(one: Score, on: date, by: Principal) -> None:
    indicator = CATALOGUE[one.key]
    values = [point.value for point in cache.trend(one.key, on, by) if point.value is not None]
    st.metric(
        _(indicator.name),
        figure(one),
        border=True,
        chart_data=values if len(values) > 2 else None,
        chart_type="line",
        help=_(indicator.meaning),
    )
    templates.draw(
        "views/overview/outcome.html",
        mark=verdict_badges.mark(str(one.verdict)),
        verdict=verdict_words(one),
        period=period_words(one.period),
        sentence=sentence(one),
        completeness=completeness(one),
    )
    links.to("indicators", _("Behind this number"), key=one.key, month=on.isoformat()[:7])


def _change(one: Change, month: str) -> attention_list.Line:
    """An outcome at the meeting and now, with what may be said of the difference."""
    name = _(CATALOGUE[one.now.key].name)
    told = f"{figure(one.before)} → {figure(one.now)} · {_moved(one)}"
    return attention_list.Line(
        "no_target", name, told, {"to": "indicators", "key": one.now.key, "month": month}
    )


def _moved(one: Change) -> str:
    """What may be said of the difference, with both intervals; none means that everybody was counted."""
    if one.may_be_chance is None:
        return _("counted in full: {before} → {now}", before=figure(one.before), now=figure(one.now))
    indicator = CATALOGUE[one.now.key]
    spread = f"{interval(indicator, one.before)} → {interval(indicator, one.now)}"
    if one.may_be_chance:
        return _("may be chance: {spread}", spread=spread)
    return _("more than chance: {spread}", spread=spread)


def _trend(key: str, on: date, by: Principal) -> None:
    indicator = CATALOGUE[key]
    scores = cache.trend(key, on, by)
    points = [
        {
            "period": one.period,
            "label": one.period[2:],
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "shown": amount(indicator, one.value) if one is scores[-1] and one.value is not None else "",
        }
        for one in scores
    ]
    target = float(indicator.target.exact) if indicator.target else None
    is_share = indicator.unit.is_share
    words = sentence(scores[-1])
    chart.show(charts.trend, points, target=target, is_share=is_share, dark=is_dark(), alt=words)
    st.caption(f"{words} ┄ {target_words(indicator)}")
    links.to("indicators", _("Behind this number"), key=key, month=on.isoformat()[:7])
