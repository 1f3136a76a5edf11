"""Money: property fees by month and flat, and what must be published."""

from dashboard.access import Action
from dashboard.ui import money
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_DISCLOSURES)

header(*money.head(by))
money.work(by)
