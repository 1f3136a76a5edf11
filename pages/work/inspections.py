"""Inspections and hazards: what is dangerous, a round, one hazard until it is fixed."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import hazards
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_HAZARDS)

header(
    _("Inspections and hazards"),
    _("What is dangerous, by when it must be fixed, and whether it is: overdue first."),
)
chosen = hazards.chosen()
if chosen is None:
    hazards.work(by)
else:
    hazards.story(by, chosen)
