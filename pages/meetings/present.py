"""Presenting: a meeting's slides by keys, from what was frozen when it was opened."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import present
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_MEETINGS)

header(_("Present"), _("The slides of a meeting, by keys, from the numbers that were frozen when it opened."))
chosen = present.chosen()
if chosen is None:
    present.choose(by)
else:
    present.show(by, chosen)
