"""The follow-up board: what was promised, by whom and until when."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.meetings import follow_up

by = guard(Action.SEE_TASKS)

header(_("Follow-up"), _("What was promised, overdue first: who does it, by when, and whether it is done."))
if not follow_up.record(by):
    follow_up.work(by)
