"""What to enter: one big tile for each form."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.enter import enter

by = guard(Action.REGISTER_REQUEST)

header(_("Enter something"), _("Choose what you want to record. Each takes about a minute."))
enter.tiles(by)
enter.news(by)
