"""Who looked behind masks: at what, when and why."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.people import looks

by = guard(Action.SEE_REVEALS)

header(
    _("Who looked behind masks"),
    _("Names and telephone numbers are masked. Whoever looks at them gives a reason, and it stands here."),
)
looks.work(by)
