"""The follow-up board: what was promised, by whom and until when."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import follow_up
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_TASKS)

header(_("Follow-up"), _("What was promised, overdue first: who does it, by when, and whether it is done."))
if not follow_up.record(by):
    follow_up.work(by)
