"""Organisations: one core and many bodies, who is in office, what partners pledged, the station's rooms."""

import streamlit as st

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.queries import organisations as reads
from dashboard.ui import cached, filters, offices, organisations
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_TOTALS)

top = st.container()
day = filters.as_of()
seen = cached.structure(day)
held = cached.read(reads.in_office, by=by, day=day)
with top:
    header(_("Organisations"), organisations.lead(seen, held))
if not seen.bodies:
    st.info(_("No body is on record yet. The community office enters bodies and who is in office in them."))
    st.stop()
organisations.drawing(seen)
organisations.rates(by, day)
offices.people(seen, held)
offices.reach(by, seen, held)
offices.promises(by, seen, cached.read(reads.pledges, by=by, day=day))
organisations.station(by, cached.read(reads.rooms, day=day), day)
