"""Partners' pledges and members' check-in."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.records.bodies import CHECK_IN, PLEDGE
from dashboard.ui.components import record_pages
from dashboard.ui.shell.frame import guard, header

by = guard(Action.SEE_PLEDGES)

header(
    _("Partners and members"),
    _("What the units based here promised and delivered; members who checked in where they live."),
)
record_pages.pages(by, [PLEDGE, CHECK_IN])
