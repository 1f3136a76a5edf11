"""A meeting from its call to its close: agenda, notice, opening, what became of each matter."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import agenda, sitting
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_MEETINGS)

header(
    _("Prepare and run a meeting"),
    _("Call it, put the matters in order, open it, note what becomes of them."),
)
chosen = agenda.chosen()
if chosen is None:
    sitting.ahead(by)
else:
    agenda.run(by, chosen)
