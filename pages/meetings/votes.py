"""Votes: by which rule, how they stand, what is still needed, and what came out."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.votes import votes

by = guard(Action.SEE_VOTES)

header(_("Votes"), _("By which rule, how they stand, and what came out."))
chosen = votes.chosen()
if chosen is None:
    votes.work(by)
else:
    votes.story(by, chosen)
