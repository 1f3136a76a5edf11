"""The overview: what needs attention, what is better, what is missing, what changed."""

import streamlit as st

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import cache, formats
from dashboard.ui.components import filters
from dashboard.ui.shell.frame import guard, lead, title_bar
from dashboard.ui.views.overview import first_fold, monthly_brief, overview

by = guard(Action.SEE_TOTALS)

with st.container(horizontal=True, vertical_alignment="center", key="bar"):
    title_bar(_("Overview"), formats.courtyard(cache.site()))
    day = filters.as_of(labelled=False)
    monthly_brief.offer(day)
seen = cache.load_overview(day, by)
lead(overview.lead(seen))
overview.doors(by)
first_fold.show(seen, by)
overview.lists(seen, by)
overview.outcomes(seen, by)
overview.course(seen, by)
overview.changed(seen)
overview.unsure(seen)
overview.freshness(seen)
