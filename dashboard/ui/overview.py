"""The overview's sections: three lists in words, outcomes, matters, what changed, what cannot be told."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import streamlit as st

from dashboard.charts import overview as charts
from dashboard.i18n import _, _n
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.scores import Compared, Score
from dashboard.indicators.sentences import (
    amount,
    bare,
    completeness,
    interval,
    period_words,
    sentence,
    target_words,
    verdict_words,
)
from dashboard.queries.overview import Overview
from dashboard.ui import cached, parts
from dashboard.ui.shell import is_dark
from dashboard.ui.words import DUTIES as DUTY_NAMES
from dashboard.ui.words import courtyard, day, named, safe

SHOWN = 7


class Line(NamedTuple):
    """One line of a list: our HTML around harmless text, and the name by which it is called when folded."""

    html: str
    name: str = ""


def lead(seen: Overview) -> str:
    """The overview in one sentence."""
    matters = seen.matters
    return _(
        "{open} matters are open and {overdue} of them overdue; {promises} promises are late. "
        "Of {all} indicators {met} meet their target and {missed} do not; for {unsure} it cannot be judged.",
        open=matters.open,
        overdue=matters.overdue,
        promises=matters.promises,
        all=len(seen.scores),
        met=len(seen.met),
        missed=len(seen.not_met),
        unsure=len(seen.cannot_tell),
    )


def lists(seen: Overview) -> None:
    """Needs attention, clearly better, data missing: side by side on a desk, below each other on a phone."""
    left, middle, right = st.columns(3, gap="large")
    with left:
        st.subheader(_("Needs attention"))
        _list([*_overdue(seen), *_verdicts(seen.compared(Compared.CLEARLY_WORSE)), *_verdicts(seen.not_met)])
    with middle:
        st.subheader(_("Clearly better, or target met"))
        _list([*_verdicts(seen.compared(Compared.CLEARLY_BETTER)), *_verdicts(seen.met)])
    with right:
        st.subheader(_("Data missing"))
        _list(_missing(seen))


def outcomes(seen: Overview) -> None:
    """What changed for residents: one card an outcome, with its interval, verdict and recent course."""
    st.subheader(_("Outcomes for residents"))
    for start in range(0, len(seen.outcomes), 4):
        for column, one in zip(st.columns(4), seen.outcomes[start : start + 4], strict=False):
            with column:
                _card(one, seen.day)


def pictures(seen: Overview) -> None:
    """Matters by courtyard and the solved rate over time."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader(_("Open and overdue by courtyard"))
        _matters(seen)
    with right:
        st.subheader(_("Solved, as residents say, month by month"))
        _trend("solve_rate", seen.day)


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
    rows = [
        {
            _("Outcome"): _(CATALOGUE[one.now.key].name),
            _("At the meeting"): _value(one.before),
            _("Now"): _value(one.now),
            _("Reading"): _moved(one.before, one.now),
        }
        for one in seen.changes
    ]
    st.table(rows, border="horizontal")


def unsure(seen: Overview) -> None:
    """What cannot be told, each with its reason."""
    st.subheader(_("What cannot be told"))
    _list(_verdicts(seen.cannot_tell), most=len(seen.cannot_tell))


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


def _overdue(seen: Overview) -> list[Line]:
    matters = seen.matters
    lines: list[Line] = []
    if matters.overdue:
        worst = max(matters.by_courtyard.items(), key=lambda item: item[1]["overdue"])
        lines.append(
            _plain(
                _(
                    "{overdue} of {open} open requests are past their date; most in {courtyard} ({most}).",
                    overdue=matters.overdue,
                    open=matters.open,
                    courtyard=_name(worst[0]),
                    most=worst[1]["overdue"],
                )
            )
        )
    lines += [
        _plain(_("Promised and late: {title}, due {day}.", title=one.title, day=day(one.due_on)))
        for one in seen.promises[:3]
    ]
    if len(seen.promises) > 3:
        more = len(seen.promises) - 3
        lines.append(_plain(_n("{n} more promise is late.", "{n} more promises are late.", more)))
    if matters.hazards:
        text = _n("{n} hazard is past its date.", "{n} hazards are past their date.", matters.hazards)
        lines.append(_plain(text))
    return lines


def _plain(text: str) -> Line:
    return Line(parts.mark("not_met") + safe(text))


def _verdicts(scores: Iterable[Score]) -> list[Line]:
    lines = []
    for one in scores:
        indicator = CATALOGUE[one.key]
        verdict = one.compared if one.compared and one.scope > 0 else one.verdict
        who = f"{_name(one.scope)} · " if one.scope > 0 else ""
        words = _("{period}: {sentence}", period=period_words(one.period), sentence=sentence(one))
        name = who + _(indicator.name)
        lines.append(Line(f"{parts.mark(str(verdict))}<b>{safe(name)}</b> {safe(words)}", name))
    return lines


def _missing(seen: Overview) -> list[Line]:
    by_place: dict[Any, list[str]] = {}
    for one in seen.missing:
        text = f"{named(DUTY_NAMES, one['kind'])} ×{one['months']}"
        by_place.setdefault(one["courtyard_id"], []).append(text)
    lines = [
        Line(
            parts.mark("not_reported")
            + f"<b>{safe(_name(place) if place else _('Whole site'))}</b> "
            + safe(_("monthly reports missing in twelve months: {kinds}", kinds=_("; ").join(kinds)))
        )
        for place, kinds in by_place.items()
    ]
    return lines + _verdicts(seen.not_reported)


def _list(lines: list[Line], most: int = SHOWN) -> None:
    if not lines:
        st.caption(_("Nothing at present."))
        return
    parts.items(line.html for line in lines[:most])
    if len(lines) > most:
        st.caption(_("Also: {names}.", names=_("; ").join(line.name for line in lines[most:] if line.name)))
        with st.expander(_n("{n} more", "{n} more", len(lines) - most)):
            parts.items(line.html for line in lines[most:])


def _card(one: Score, on: date) -> None:
    indicator = CATALOGUE[one.key]
    values = [point.value for point in cached.trend(one.key, on) if point.value is not None]
    st.metric(
        _(indicator.name),
        _value(one),
        border=True,
        chart_data=values if len(values) > 2 else None,
        chart_type="line",
        help=_(indicator.meaning),
    )
    st.html(
        f'<p class="yl-note">{parts.mark(str(one.verdict))}<b>{safe(verdict_words(one))}</b> · '
        f"{safe(period_words(one.period))}<br>{safe(sentence(one))}<br>{safe(completeness(one))}</p>"
    )


def _value(one: Score) -> str:
    if one.value is None:
        return f"{one.part:,}/{one.whole:,}" if one.whole else "—"
    return bare(CATALOGUE[one.key], one.value)


def _moved(before: Score, now: Score) -> str:
    """Two intervals that overlap leave room for chance; none means that everybody was counted."""
    indicator = CATALOGUE[now.key]
    ends = (before.low, before.high, now.low, now.high)
    if any(end is None for end in ends):
        return _("counted in full: {before} → {now}", before=_value(before), now=_value(now))
    spread = f"{interval(indicator, before)} → {interval(indicator, now)}"
    if _overlap(before, now):
        return _("may be chance: {spread}", spread=spread)
    return _("more than chance: {spread}", spread=spread)


def _overlap(one: Score, other: Score) -> bool:
    ends = (one.low, one.high, other.low, other.high)
    low, high, other_low, other_high = (0.0 if end is None else end for end in ends)
    return low <= other_high and other_low <= high


def _matters(seen: Overview) -> None:
    bars = []
    for one in cached.courtyards():
        found = seen.matters.by_courtyard.get(one["id"], {"open": 0, "overdue": 0})
        words = _("{open} open, {overdue} overdue", **found)
        bars.append({"courtyard": courtyard(one), **found, "words": words})
    st.altair_chart(charts.matters(bars, dark=is_dark()), theme=None, alt=lead(seen))


def _trend(key: str, on: date) -> None:
    indicator = CATALOGUE[key]
    scores = cached.trend(key, on)
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
    chart = charts.trend(
        points,
        target=target,
        is_share=indicator.unit.is_share,
        dark=is_dark(),
    )
    st.altair_chart(chart, theme=None, alt=sentence(scores[-1]))
    st.caption(f"{sentence(scores[-1])} ┄ {target_words(indicator)}")


def _name(courtyard_id: int) -> str:
    return next((courtyard(one) for one in cached.courtyards() if one["id"] == courtyard_id), "")
