"""To do: which reports are due from the reader, what waits for approval, which matters are overdue."""

import streamlit as st

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import duties, forms
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_DUTIES)

forms.large()
top = st.container()
month, at = duties.chosen(by)
reports = duties.found(by, month, at)
with top:
    header(_("To do"), duties.lead(by, reports, at))
duties.due(by, reports, at)
duties.matters(by, at)
duties.approval(by, reports)
duties.elsewhere(by, reports, at)
duties.done(by, reports)
