"""Activities with who took part, and the station's visitors."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.records.work import ACTIVITY, STATION_VISIT
from dashboard.ui.components import record_pages
from dashboard.ui.shell.frame import guard, header

by = guard(Action.SEE_ACTIVITIES)

header(
    _("Activities and station"),
    _("What was organised, who took part and for how many hours; how many people came to the station."),
)
record_pages.pages(by, [ACTIVITY, STATION_VISIT])
