"""Surveys: those there are, a new one, one with its progress, its slips and sheets of paper."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.surveys import surveys

by = guard(Action.SEE_SURVEYS)

header(
    _("Surveys"),
    _("Four questions, a slip with a QR code for each household, one answer each, anonymous."),
)
chosen = surveys.chosen()
if chosen is None:
    surveys.work(by)
else:
    surveys.story(by, chosen)
