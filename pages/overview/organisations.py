"""Organisations."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_TOTALS)

header(_("Organisations"), "")
