"""A meeting from its call to its close: agenda, notice, opening, what became of each matter."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.meetings import agenda, meeting_calls

by = guard(Action.SEE_MEETINGS)

header(
    _("Prepare and run a meeting"),
    _("Call it, put the matters in order, open it, note what becomes of them."),
)
chosen = agenda.chosen()
if chosen is None:
    meeting_calls.ahead(by)
else:
    agenda.run(by, chosen)
