"""Inspections and hazards: what is dangerous, a round, one hazard until it is fixed."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.inspections import hazards, inspection_form

by = guard(Action.SEE_HAZARDS)

header(
    _("Inspections and hazards"),
    _("What is dangerous, by when it must be fixed, and whether it is: overdue first."),
)
chosen, made = hazards.chosen(), inspection_form.chosen()
if chosen is not None:
    hazards.story(by, chosen)
elif made is not None:
    inspection_form.story(by, made)
else:
    hazards.work(by)
