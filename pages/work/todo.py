"""To do: which reports are due from the reader, what waits for approval, which matters are overdue."""

import streamlit as st

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell import style
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.duties import duties

by = guard(Action.SEE_DUTIES)

style.touch_targets()
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
