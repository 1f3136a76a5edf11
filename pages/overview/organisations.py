"""Organisations: one core and many bodies, who is in office, what partners pledged, the station's rooms."""

import streamlit as st

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.queries import organisations as reads
from dashboard.ui import cache
from dashboard.ui.components import filters
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.organisations import office_holders, organisations

by = guard(Action.SEE_TOTALS)

top = st.container()
day = filters.as_of()
seen = cache.structure(day)
held = cache.read(reads.in_office, by=by, day=day)
with top:
    header(_("Organisations"), organisations.lead(seen, held))
if not seen.bodies:
    st.info(_("No body is on record yet. The community office enters bodies and who is in office in them."))
    st.stop()
organisations.drawing(seen)
organisations.rates(by, day)
office_holders.people(seen, held)
office_holders.reach(by, seen, held)
office_holders.promises(by, seen)
organisations.station(by, day)
