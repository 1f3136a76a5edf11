"""All indicators on one page: by theme, outcomes first, each with its value, interval, target and verdict."""

from datetime import date

import streamlit as st

from dashboard.access import Principal
from dashboard.charts import indicators as charts
from dashboard.i18n import N_, _
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Part, Stat, Theme
from dashboard.indicators.scores import Score
from dashboard.indicators.sentences import (
    by_count,
    completeness,
    figure,
    interval,
    period_words,
    sentence,
    target_words,
    verdict_words,
)
from dashboard.ui import cached, filters, links, parts
from dashboard.ui.shell import is_dark
from dashboard.ui.words import safe

GROUPS = {
    "core": (N_("One core"), (Theme.CORE,)),
    "dimensions": (
        N_("Many dimensions"),
        (Theme.MICRO_POWER, Theme.CONSULTATION, Theme.CULTURE, Theme.BODIES),
    ),
    "together": (N_("Building together"), (Theme.TOGETHER,)),
    "sharing": (N_("Sharing"), (Theme.GAIN, Theme.WELLBEING, Theme.SAFETY)),
    "property": (N_("Red Property"), (Theme.PROPERTY,)),
    "renovation": (N_("Renovation"), (Theme.RENOVATION,)),
}
"""The groups of the catalogue by their code in the address: name and themes."""
ROLES = {Part.OUTCOME: N_("Outcome"), Part.OUTPUT: N_("Output"), Part.ACTIVITY: N_("Activity")}
TENTH = 10.0
SEEN = "indicators.key"


def asked() -> tuple[str, bool]:
    """The key in the address ("" for the list), and whether it names an indicator."""
    key = st.query_params.get("key", "")
    _keep(key)
    return (key, True) if key in CATALOGUE else ("", not key)


def _keep(key: str) -> None:
    """Write the address anew where a link within this page has changed it: the browser's own still stands."""
    before = st.session_state.get(SEEN)
    st.session_state[SEEN] = key
    if before is not None and before != key:
        st.query_params.from_dict(st.query_params.to_dict())


def chosen_group() -> str | None:
    """The group to look at, kept in the address; None for all."""
    names = {code: _(name) for code, (name, _themes) in GROUPS.items()}
    return filters.chosen("theme", names, label=_("Theme"), default=None, none=_("All themes"), width=220)


def lead() -> str:
    """What the list is, in one sentence."""
    return _(
        "{n} indicators, each defined once. The bar is the interval in which the true value lies 95 times "
        "in 100; the thin dashed line is the target.",
        n=len(CATALOGUE),
    )


def listed(by: Principal, day: date, group: str | None) -> None:
    """The indicators of a group, or of all, one line each."""
    scores = {one.key: one for one in cached.look(day, by).scores}
    for code, (name, themes) in GROUPS.items():
        if group in (None, code):
            st.subheader(_(name))
            order = list(Part)
            keys = [key for key in scores if CATALOGUE[key].theme in themes]
            for key in sorted(keys, key=lambda one: order.index(CATALOGUE[one].role)):
                _line(scores[key])


def end_of(key: str, numbers: list[float | None]) -> float:
    """Where the scale of an indicator ends: shares at 100%, well-being at 10, others where they fit."""
    one = CATALOGUE[key]
    if one.unit.is_share:
        return 1.0
    if one.stat is Stat.MEAN:
        return TENTH
    target = float(one.target.exact) if one.target else None
    return charts.reach([*numbers, target])


def drawn(one: Score, *, at: float | None, end: float, code: str, line: str = "target") -> str:
    """A score as an interval bar."""
    row = {
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "at": at,
        "verdict": code,
        "words": sentence(one),
    }
    return charts.bar(row, end=end, dark=is_dark(), line=line)


def style() -> None:
    """The rules of the lines and of one indicator's facts."""
    st.html(
        """<style>
        .yl-ind {display:grid;grid-template-columns:minmax(8.5rem,3fr) minmax(6rem,4fr) minmax(9.5rem,4fr)
          minmax(15rem,5fr);gap:.1rem 1rem;align-items:center;line-height:1.35}
        .yl-ind .yl-value b {font-size:1.15rem}
        .yl-rows {display:grid;grid-template-columns:max-content minmax(8rem,1fr) max-content
          minmax(8rem,max-content);gap:0 1rem;align-items:center}
        .yl-rows > * {min-height:26px;display:flex;align-items:center}
        .yl-said {font-size:clamp(1.25rem,1.65vw,2rem);line-height:1.5;margin:.2rem 0 .6rem;max-width:70rem}
        .yl-facts {display:flex;flex-wrap:wrap;gap:.4rem 2.4rem;margin:.2rem 0 .6rem}
        .yl-facts > div {font-size:1.15rem;align-self:end} .yl-big {font-size:1.9rem;line-height:1.2}
        .yl-card {display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.2rem;
          margin:.3rem 0 1rem !important;padding:0 !important}
        .yl-card dt {opacity:.75;margin:0 !important} .yl-card dd {margin:0 !important}
        @media (max-width: 640px) {
          .yl-ind {grid-template-columns:1fr 1fr}
          .yl-ind .yl-meta {grid-column:1/-1;padding-bottom:.5rem}
          .yl-rows {grid-template-columns:max-content 1fr;gap:0 .8rem}
          .yl-rows > :nth-child(4n), .yl-rows > :nth-child(4n+3) {margin-bottom:.5rem}
          .yl-card {grid-template-columns:1fr;gap:0} .yl-card dd {margin-bottom:.5rem !important}
        }
        </style>"""
    )


def _line(one: Score) -> None:
    indicator = CATALOGUE[one.key]
    name, body = st.columns([2, 9], vertical_alignment="center", gap="small")
    with name:
        links.to("indicators", links.plain(_(indicator.name)), key=one.key, month=month())
    target = float(indicator.target.exact) if indicator.target else None
    bar = drawn(one, at=target, end=end_of(one.key, [one.value, one.high]), code=str(one.verdict))
    spread = "" if by_count(indicator, one) else interval(indicator, one)
    meta = f"{_(ROLES[indicator.role])} · {period_words(one.period)}"
    body.html(
        f'<div class="yl-ind"><span class="yl-value"><b>{safe(figure(one))}</b>'
        f"{f' <span class=yl-note>({safe(spread)})</span>' if spread else ''}</span>"
        f"<span>{bar}</span>"
        f"<span>{parts.verdict(str(one.verdict), verdict_words(one))}<br>"
        f'<span class="yl-note">{safe(target_words(indicator))}</span></span>'
        f'<span class="yl-note yl-meta">{safe(meta)}<br>{safe(completeness(one))}</span></div>'
    )


def month() -> str | None:
    """The month in the address, to be kept when a link is followed."""
    found: str | None = st.query_params.get("month")
    return found
