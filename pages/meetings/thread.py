"""One matter: the whole story under one number."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import threads
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_THREADS)

header(_("Matters"), _("One number for one matter, from the first word to the resident's confirmation."))
number = threads.asked()
if number:
    threads.story(by, number)
else:
    threads.table(by)
