"""People: who has an account here, invite somebody, one account."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.people import people

by = guard(Action.MANAGE_PEOPLE)

header(
    _("People"), _("Who can sign in and as what. Whoever is invited opens the account with a one-time code.")
)
chosen = people.chosen()
if chosen is None:
    people.work(by)
else:
    people.account(by, chosen)
