"""Definitions: every indicator by theme, and the glossary."""

import streamlit as st

from dashboard.i18n import N_, _, _n, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import THEME_NAMES, Indicator, Judged, Level, Part, Stat, Theme
from dashboard.indicators.periods import Kind
from dashboard.indicators.sentences import target_words
from dashboard.intake import facts as article
from dashboard.ui import templates
from dashboard.ui.components import filters, links, source_marks

JUDGED = {
    Judged.COUNT: N_("by count: n of N compared exactly"),
    Judged.INTERVAL: N_("by interval: met or not met only when all of it lies on one side"),
}
STATS = {
    Stat.PROPORTION: N_("share with a Wilson interval"),
    Stat.RATE: N_("rate with an exact Poisson interval"),
    Stat.MEAN: N_("mean with a t interval"),
    Stat.MEDIAN: N_("Kaplan-Meier median, open cases included"),
    Stat.CENSUS: N_("everybody counted: n of N compared exactly, no interval"),
    Stat.CHANGE: N_("share with a Wilson interval, compared with the season before"),
}
PARTS = {
    Part.OUTCOME: N_("outcome: what changed for residents"),
    Part.OUTPUT: N_("output: what was produced"),
    Part.ACTIVITY: N_("activity: what was done"),
}
PERIODS = {
    Kind.MONTH: N_("month"),
    Kind.QUARTER: N_("quarter"),
    Kind.YEAR: N_("year"),
    Kind.ROLLING: N_("rolling 12 months"),
}
LEVELS = {Level.SITE: N_("site"), Level.COURTYARD: N_("courtyard")}


def page() -> None:
    """The indicators of the theme chosen, or of all."""
    themes = {theme.value: _(THEME_NAMES[theme]) for theme in Theme}
    st.subheader(_n("{n} indicator", "{n} indicators", len(CATALOGUE)))
    st.caption(_("Each is defined once; cards, charts, map and exports follow from the definition."))
    chosen = filters.section("theme", themes, label=_("Theme"), none=True)
    for theme in Theme:
        if chosen in ("", theme.value):
            _theme(theme)


def glossary() -> None:
    """The words of the courtyards and their standard English, with help where a word needs one."""
    st.subheader(_("Glossary"))
    rows = [
        [one["zh"], one["en"], one.get("help", {}).get(language(), "")] for one in article.known()["terms"]
    ]
    source_marks.table([_("Chinese"), _("English"), _("Note")], rows)


def _theme(theme: Theme) -> None:
    st.markdown(f"#### {_(THEME_NAMES[theme])}")
    own = [one for one in CATALOGUE.values() if one.theme is theme]
    for start in range(0, len(own), 2):
        for column, one in zip(st.columns(2), own[start : start + 2], strict=False):
            with column.container(border=True, height="stretch"):
                _card(one)


def _card(one: Indicator) -> None:
    links.to("indicators", f"**{_(one.name)}**", key=one.key)
    judged = (target_words(one) or _("no target"), _judged(one), _shown(one), _(PARTS[one.role]))
    templates.draw(
        "components/definition.html",
        meaning=_(one.meaning),
        part=_(one.part_means),
        whole=_(one.whole_means),
        judged=" · ".join(judged),
    )


def _judged(one: Indicator) -> str:
    """Its statistic and, where there is a choice, how the target is judged."""
    stat = _(STATS[one.stat])
    if one.target is None or one.stat is Stat.CENSUS:
        return stat
    return f"{stat} · {_(JUDGED[one.target.judged])}"


def _shown(one: Indicator) -> str:
    levels = (f"{_(LEVELS[level])} ({_(PERIODS[kind])})" for level, kind in one.shown.items())
    return _("; ").join(levels)
