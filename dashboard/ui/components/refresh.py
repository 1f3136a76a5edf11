"""What looks whether the page is still true."""

from dashboard.access import Action, Principal
from dashboard.ui import cache
from dashboard.ui.forms import unsent
from dashboard.ui.shell import who
from dashboard.ui.shell.fragments import fragment

FRESH_EVERY = "1.5s"


@fragment(Action.SEE_TOTALS, run_every=FRESH_EVERY)
def poll_for_changes(_by: Principal) -> None:
    """Redraw the page when somebody, anywhere, has changed the facts, or when its connection was cut."""
    if cache.is_old() or unsent.was_cut():
        who.refresh()
