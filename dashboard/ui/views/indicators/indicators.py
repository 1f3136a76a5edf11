"""All indicators on one page: by theme, outcomes first, each with its value, interval, target and verdict."""

from datetime import date

import streamlit as st
from markupsafe import Markup

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
from dashboard.ui import cache, templates
from dashboard.ui.components import filters, links, verdict_badges
from dashboard.ui.components.repeated import repeated
from dashboard.ui.shell.style import is_dark

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


@repeated(lambda _by, day, group: (day, group, month()))
def listed(by: Principal, day: date, group: str | None) -> None:
    """The indicators of a group, or of all, one line each."""
    scores = {one.key: one for one in cache.load_overview(day, by).scores}
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


def drawn(one: Score, *, at: float | None, end: float, code: str, line: str = "target") -> Markup:
    """A score as an interval bar."""
    row = {
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "at": at,
        "verdict": code,
        "words": sentence(one),
    }
    return Markup(charts.bar(row, end=end, dark=is_dark(), line=line))


def _line(one: Score) -> None:
    indicator = CATALOGUE[one.key]
    name, body = st.columns([2, 9], vertical_alignment="center", gap="small")
    with name:
        links.to("indicators", links.plain(_(indicator.name)), key=one.key, month=month())
    target = float(indicator.target.exact) if indicator.target else None
    bar = drawn(one, at=target, end=end_of(one.key, [one.value, one.high]), code=str(one.verdict))
    with body:
        templates.draw(
            "views/indicators/one_line.html",
            value=figure(one),
            spread="" if by_count(indicator, one) else interval(indicator, one),
            bar=bar,
            verdict=verdict_badges.verdict(str(one.verdict), verdict_words(one)),
            target=target_words(indicator),
            about=f"{_(ROLES[indicator.role])} · {period_words(one.period)}",
            completeness=completeness(one),
        )


def month() -> str | None:
    """The month in the address, to be kept when a link is followed."""
    found: str | None = st.query_params.get("month")
    return found if found in filters.months() else None
