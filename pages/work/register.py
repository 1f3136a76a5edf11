"""Register a request: big choices first, on a phone."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell import style
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.requests import request_form

by = guard(Action.REGISTER_REQUEST)

header(_("Register a request"), _("Choose what and where, add a few words, save: you get a receipt number."))
style.touch_targets()
request_form.register(by)
