"""The seal-use ledger: numbered, two approvers, void but never deleted."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.records.bodies import SEAL
from dashboard.ui.components import record_pages
from dashboard.ui.shell.frame import guard, header

by = guard(Action.SEE_SEAL)

header(
    _("Seal-use ledger"), _("Every use of a courtyard seal: what for, by which resolution, approved by whom.")
)
record_pages.work(by, SEAL)
