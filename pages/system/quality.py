"""Data quality: which reports came and when, and what in the records asks for a look."""

import streamlit as st

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.components import filters
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.quality import findings, quality

by = guard(Action.SEE_QUALITY)

top = st.container()
day = filters.as_of()
reports, found = quality.reports(by, day), findings.findings(by)
with top:
    header(_("Data quality"), quality.lead(reports, findings.asking(found), day))
if reports:
    quality.totals(reports)
    quality.matrix(reports)
else:
    st.info(_("No reports were due in these months."))
findings.lists(by, found)
