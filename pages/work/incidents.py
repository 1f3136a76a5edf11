"""Incidents: burglaries, fires, injuries."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.records.work import INCIDENT
from dashboard.ui.components import record_pages
from dashboard.ui.shell.frame import guard, header

by = guard(Action.SEE_INCIDENTS)

header(_("Incidents"), _("Burglaries, fires and injuries: what happened, where and when."))
record_pages.work(by, INCIDENT)
