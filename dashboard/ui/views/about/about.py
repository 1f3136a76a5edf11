"""About: the story of two places and the frame, and what the demonstration invents."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboard.charts import story as charts
from dashboard.i18n import N_, _, _n, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import THEME_NAMES, Theme
from dashboard.indicators.sentences import period_words
from dashboard.intake import facts as article
from dashboard.ui import cache, templates
from dashboard.ui.components import definitions, filters, links, source_marks
from dashboard.ui.formats import day
from dashboard.ui.views.about import method, rulebook

STAGES = {
    N_("At first"): ("before",),
    N_("Turning point"): ("turning_point",),
    N_("The frame"): ("frame",),
    N_("Bodies"): ("bodies",),
    N_("Mechanism"): ("mechanism",),
    N_("Day to day"): ("duties", "partners", "meetings"),
    N_("Now"): ("now",),
    N_("How many"): ("size",),
}
"""The story's stages in their order, with the topics told in each."""
INVENTED = (
    N_("Every person, household, request, call-back, vote, payment, theft and answer."),
    N_("The plan: outlines, buildings and facilities are a schematic, not a survey."),
    N_('"Demo Property Company" and every post held in it.'),
    N_("The courtyards' names 1 to 10, their years of building, storeys and stairwells."),
)


def page() -> None:
    """The section that the address names, below the choice of sections."""
    sections = {
        "story": (_("The story"), story),
        "definitions": (_("Definitions"), definitions.page),
        "glossary": (_("Glossary"), definitions.glossary),
        "rules": (_("Rules"), rulebook.page),
        "method": (_("Method"), method.page),
    }
    if cache.site().get("is_demo"):
        sections["demo"] = (_("What is invented"), demo)
    names = {code: name for code, (name, _show) in sections.items()}
    chosen = filters.section("part", names, label=_("Section"))
    sections[chosen][1]()


def story() -> None:
    """The frame, then the timeline of the two places."""
    source = article.known()["source"][language()]
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader(_("One Core, Many Dimensions"))
        _frame()
    with right:
        st.subheader(_("What it means, and where it is measured"))
        source_marks.fact("frame")
        _themes()
    st.subheader(_("How two places got here"))
    st.caption(_("Source: {source}. Told in our own words, without persons.", source=source))
    source_marks.legend()
    _timeline()


def demo() -> None:
    """What the demonstration invents, and what it does not."""
    st.subheader(_("What the demonstration invents"))
    for key in ("composite", "no_counts"):
        source_marks.fact(key)
    templates.draw("views/about/plain.html", texts=[_(text) for text in INVENTED])
    st.text(
        _(
            "All of it is drawn from a fixed seed, so that the same day gives the same data. From the "
            'article come only the bodies, the mechanisms and "ten courtyards, 365 households".'
        )
    )


def _frame() -> None:
    def part(theme: Theme, text: str) -> dict[str, str]:
        return {"text": text, "href": links.href("indicators", theme=theme.value)}

    st.html(
        charts.frame(
            aim=_("Sharing: the aim"),
            shares=[
                part(Theme.GAIN, _("gain")),
                part(Theme.WELLBEING, _("well-being")),
                part(Theme.SAFETY, _("safety")),
            ],
            core=part(Theme.CORE, _("One core: Party-led")),
            rooms=[
                part(Theme.MICRO_POWER, _("Micro-power")),
                part(Theme.CONSULTATION, _("Consultation")),
                part(Theme.CULTURE, _("Public culture")),
                part(Theme.BODIES, _("Mass and social organisations")),
            ],
            base=part(Theme.TOGETHER, _("Building together: the base")),
            words=article.fact("frame")[language()],
        )
    )


def _themes() -> None:
    counts = {theme: len([one for one in CATALOGUE.values() if one.theme is theme]) for theme in Theme}
    with st.container(horizontal=True, gap="small"):
        for theme, count in counts.items():
            number = _n("{n} indicator", "{n} indicators", count)
            links.to("indicators", f"{_(THEME_NAMES[theme])} · {number}", theme=theme.value)


def _timeline() -> None:
    names = {one["key"]: one[language()] for one in article.known()["places"]}
    stages = [_stage(_(name), article.facts(*topics), names) for name, topics in STAGES.items()]
    st.html(charts.timeline(stages, places=(names["taihe"], names["shuguang"])))


def _stage(name: str, found: Sequence[dict[str, Any]], names: dict[str, str]) -> dict[str, Any]:
    shown: dict[str, list[dict[str, str]]] = {"taihe": [], "shuguang": [], "district": []}
    for one in found:
        told = {"place": names[one["place"]], "when": _when(one), "text": one[language()]}
        shown[one["place"]].append(told | {"tag": source_marks.tag(one)})
    return {"name": name, "left": shown["taihe"], "right": shown["shuguang"], "across": shown["district"]}


def _when(one: dict[str, Any]) -> str:
    """The fact's day, month or year in words, as far as it is known."""
    written = str(one.get("date") or one.get("year") or "")
    return (
        day(date.fromisoformat(written)) if len(written) == 10 else period_words(written) if written else ""
    )
