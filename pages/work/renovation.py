"""Renovation: agreed work by class until it is accepted, and the facilities that stand because of it."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.records.work import FACILITY, RENOVATION
from dashboard.ui.components import record_pages
from dashboard.ui.shell.frame import guard, header

by = guard(Action.SEE_RENOVATION)

header(
    _("Renovation and facilities"),
    _("Work agreed for the courtyards until it is accepted, and what stands where."),
)
record_pages.pages(by, [RENOVATION, FACILITY])
