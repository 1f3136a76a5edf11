"""Data quality."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_QUALITY)

header(_("Data quality"), "")
