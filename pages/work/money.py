"""Money: property fees by month and flat, and what must be published."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import money
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_DISCLOSURES)

header(
    _("Fees and disclosures"),
    _("What is due and paid, month by month; what must be published, and when it was."),
)
money.work(by)
