"""Audit trail: what was done, by whom and when; whether the chain is whole."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.audit import audit

by = guard(Action.SEE_AUDIT)

header(
    _("Audit trail"),
    _("Everything that was done here, by role and time. Each entry covers the one before: none can vanish."),
)
audit.chain(by)
audit.work(by)
