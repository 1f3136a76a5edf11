"""Indicators: the catalogue by theme, or one of them with everything behind it (`?key=`)."""

import streamlit as st

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.components import filters
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.indicators import (
    evidence,
    indicator,
    indicator_exports,
    indicators,
    statistical_evidence,
)

by = guard(Action.SEE_TOTALS)

key, known = indicators.asked()
top = st.container()
with st.container(horizontal=True):
    day = filters.as_of()
    place = indicator.scope(key) if key else None
    group = None if key else indicators.chosen_group()
if key:
    view = indicator.seen(by, key, day, place)
    with top:
        indicator.top(key, view, place)
    indicator.course(key, view)
    indicator.courtyards(key, view)
    statistical_evidence.section(key, view, day)
    opened = evidence.section(by, key, view.score, place)
    indicator_exports.buttons(key, view, opened)
else:
    with top:
        header(_("Indicators"), indicators.lead())
        if not known:
            st.info(_("There is no indicator of that name; here are all of them."))
    indicators.listed(by, day, group)
