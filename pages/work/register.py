"""Register a request: big choices first, on a phone."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import forms, request_forms
from dashboard.ui.shell import guard, header

by = guard(Action.REGISTER_REQUEST)

header(_("Register a request"), _("Choose what and where, add a few words, save: you get a receipt number."))
forms.large()
request_forms.register(by)
