"""Meetings."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_MEETINGS)

header(_("Meetings"), "")
