"""Presenting: a meeting's slides by keys, from what was frozen when it was opened."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.meetings import present

by = guard(Action.SEE_MEETINGS)

header(_("Present"), _("The slides of a meeting, by keys, from the numbers that were frozen when it opened."))
chosen = present.chosen()
if chosen is None:
    present.choose(by)
else:
    present.show(by, chosen)
