"""About and method: the story, definitions, rules with their sources, how numbers are judged."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.about import about

by = guard(Action.SEE_TOTALS)

header(
    _("About and method"), _("Where this comes from, what each number means, and how far it can be trusted.")
)
about.page()
