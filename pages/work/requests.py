"""Requests: what is open, one request with its story, the next step."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.requests import request_list, requests

by = guard(Action.SEE_REQUESTS)

header(_("Requests"), _("Overdue first. Choose one to see its story and to take the next step."))
chosen = requests.chosen() or request_list.table(by)
if chosen is not None:
    requests.story(by, chosen)
