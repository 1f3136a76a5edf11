"""Meetings: which were held, how many households came, who sat for whom."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import meetings
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_MEETINGS)

header(_("Meetings"), _("Which meetings were held, how many households came, and who sat for whom."))
chosen = meetings.chosen()
if chosen is None:
    meetings.work(by)
else:
    meetings.story(by, chosen)
