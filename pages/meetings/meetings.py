"""Meetings: which were held, how many households came, who sat for whom."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.meetings import meetings

by = guard(Action.SEE_MEETINGS)

header(_("Meetings"), _("Which meetings were held, how many households came, and who sat for whom."))
chosen = meetings.chosen()
if chosen is None:
    meetings.work(by)
else:
    meetings.story(by, chosen)
