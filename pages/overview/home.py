"""The overview: what needs attention, what is better, what is missing, what changed."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import cached, overview, words
from dashboard.ui.shell import guard, header

by = guard(Action.SEE_TOTALS)

place = cached.site()
day = overview.as_of()
seen = cached.look(day)
header(_("{site}: overview", site=words.courtyard(place)), overview.lead(seen))
overview.lists(seen)
overview.outcomes(seen)
overview.pictures(seen)
overview.changed(seen)
overview.unsure(seen)
overview.freshness(seen)
