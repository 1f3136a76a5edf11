"""Mediation: disputes, how they ended, whether agreements are kept."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.records.work import MEDIATION
from dashboard.ui.components import record_pages
from dashboard.ui.shell.frame import guard, header

by = guard(Action.SEE_MEDIATION)

header(
    _("Mediation"), _("Disputes brought to mediation, how they ended, and whether what was agreed is kept.")
)
record_pages.work(by, MEDIATION)
