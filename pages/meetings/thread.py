"""One matter: the whole story under one number."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.threads import threads

by = guard(Action.SEE_THREADS)

header(_("Matters"), _("One number for one matter, from the first word to the resident's confirmation."))
number = threads.asked()
if number:
    threads.story(by, number)
else:
    threads.table(by)
