"""Renovation: agreed work by class, until it is done."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.records.work import RENOVATION
from dashboard.ui.components import record_pages
from dashboard.ui.shell.frame import guard, header

by = guard(Action.SEE_RENOVATION)

header(
    _("Renovation"),
    _("Work agreed for the courtyards by class, by when it is planned, and whether it is done."),
)
record_pages.work(by, RENOVATION)
