"""Money: property fees by month and flat, and what must be published."""

from dashboard.access import Action
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.money import money

by = guard(Action.SEE_DISCLOSURES)

header(*money.head(by))
money.work(by)
