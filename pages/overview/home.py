"""The overview: what needs attention, what is better, what is missing, what changed."""

import streamlit as st

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import cache, formats
from dashboard.ui.components import filters
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.overview import first_fold, monthly_brief, overview

by = guard(Action.SEE_TOTALS)

top = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    day = filters.as_of()
    monthly_brief.offer(day)
seen = cache.load_overview(day, by)
with top:
    header(_("{site}: overview", site=formats.courtyard(cache.site())), overview.lead(seen))
    overview.doors(by)
first_fold.show(seen, by)
overview.lists(seen, by)
overview.outcomes(seen, by)
overview.course(seen, by)
overview.changed(seen)
overview.unsure(seen)
overview.freshness(seen)
