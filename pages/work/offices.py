"""People in office: who, how they came to it, until when."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.records.bodies import TERM
from dashboard.ui.components import record_pages
from dashboard.ui.shell.frame import guard, header

by = guard(Action.SEE_OFFICES)

header(_("People in office"), _("Who holds which post, how they came to it and until when."))
record_pages.work(by, TERM)
