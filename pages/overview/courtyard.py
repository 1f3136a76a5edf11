"""One courtyard: how it stands, what is open, who governs it, what was done."""

import streamlit as st

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.components import filters
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.courtyard import courtyard, courtyard_spine, courtyard_story

by = guard(Action.SEE_TOTALS)

top = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    day = filters.as_of()
    no = filters.courtyard_no(own=by.courtyard_id)
seen = courtyard.chosen(by, no, day)
if seen is None:
    header(_("Courtyards"), _("No courtyard is on record yet."))
    st.stop()
with top:
    header(seen.name, courtyard.lead(seen))
    courtyard.facts(seen)
courtyard.neighbours(seen)
first, second, third = st.columns([14, 9, 7], gap="small")
with first:
    courtyard.matters(seen)
with second:
    courtyard.governed(seen)
with third:
    courtyard.bodies(seen)
courtyard_spine.standing(seen)
left, right = st.columns(2, gap="medium")
with left:
    courtyard_story.renovation(seen)
with right:
    courtyard_story.meetings(seen)
    courtyard_story.seals(seen)
courtyard_story.timeline(seen)
