"""The overview: what needs attention, what is better, what is missing, what changed."""

import streamlit as st

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import cached, filters, monthly, overview, words
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_TOTALS)

top = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    day = filters.as_of()
    monthly.offer(day)
seen = cached.look(day, by)
with top:
    header(_("{site}: overview", site=words.courtyard(cached.site())), overview.lead(seen))
    overview.doors(by)
overview.lists(seen, by)
overview.outcomes(seen, by)
overview.pictures(seen, by)
overview.changed(seen)
overview.unsure(seen)
overview.freshness(seen)
