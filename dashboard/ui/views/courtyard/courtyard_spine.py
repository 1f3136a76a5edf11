"""The courtyard page, in the middle: each indicator against the site, on a spine."""

from typing import Any

import streamlit as st

from dashboard.charts import courtyard as charts
from dashboard.i18n import _
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Better
from dashboard.indicators.scores import Score
from dashboard.indicators.sentences import (
    COMPARED_WORDS,
    amount,
    bare,
    counts,
    interval,
    period_words,
    sentence,
    target_words,
    verdict_words,
)
from dashboard.queries.courtyard import Standing
from dashboard.ui import templates
from dashboard.ui.components import links, verdict_badges
from dashboard.ui.shell.style import is_dark
from dashboard.ui.views.courtyard.courtyard import Seen


def standing(seen: Seen) -> None:
    """The spine: each indicator against the site, better always to the right."""
    st.subheader(_("How it stands against the site"))
    if not seen.view.standings:
        st.info(_("Nothing has been counted for this courtyard yet."))
        return
    st.caption(
        _(
            "Centre line: the value of the whole site in the same period. Light ticks: the other courtyards. "
            "The bar is the 95% interval; figures counted in full have none."
        )
    )
    left, middle, right = st.columns([3, 6, 6], gap="small")
    with middle:
        st.html(charts.spine_head(_("worse"), _("site"), _("better"), dark=is_dark()))
    for one in seen.view.standings:
        left, middle, right = st.columns([3, 6, 6], gap="small", vertical_alignment="center")
        with left:
            name = links.plain(_(CATALOGUE[one.score.key].name))
            links.to("indicators", name, key=one.score.key, no=seen.no, month=seen.month)
        with middle:
            st.html(charts.spine_row(_spine(one), dark=is_dark()))
        with right:
            _reading(one.score)


def _spine(one: Standing) -> dict[str, Any]:
    indicator, own = CATALOGUE[one.score.key], one.score
    site = one.site.value
    if site is None:
        return {"site": 0.0, "lower_is_better": False, "value": None, "low": None, "high": None} | {
            "others": [],
            "verdict": str(own.verdict),
            "site_words": "—",
            "words": sentence(own),
        }
    return {
        "site": site,
        "lower_is_better": indicator.better is Better.LOWER,
        **_ends(own),
        "others": [_ends(other) for other in one.others],
        "verdict": str(own.compared or own.verdict),
        "site_words": bare(indicator, site),
        "words": sentence(own),
    }


def _ends(one: Score) -> dict[str, float | None]:
    return {"value": one.value, "low": one.low, "high": one.high}


def _reading(one: Score) -> None:
    """What may be said of a row: the comparison where there is one, else the target, with its counts."""
    indicator = CATALOGUE[one.key]
    code, told = str(one.verdict), verdict_words(one)
    if one.compared is not None:
        code, told = str(one.compared), _(COMPARED_WORDS[one.compared])
    elif one.value is not None and indicator.target:
        told = _("{verdict}: {target}", verdict=told, target=target_words(indicator))
    said = [counts(one)] if one.whole else []
    if one.value is not None:
        spread = interval(indicator, one)
        value = amount(indicator, one.value)
        said.append(_("{value} ({interval})", value=value, interval=spread) if spread else value)
    note = _("{period}: {sentence}", period=period_words(one.period), sentence=_(", ").join(said))
    verdict = verdict_badges.verdict(code, told)
    templates.draw("views/courtyard/reading.html", verdict=verdict, note=note)
