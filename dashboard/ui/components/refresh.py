"""What draws the page anew once it is no longer true."""

from dashboard.access import Action, Principal
from dashboard.jobs import freshness
from dashboard.ui import cache
from dashboard.ui.forms import unsent
from dashboard.ui.shell import who
from dashboard.ui.shell.fragments import fragment


def keep_fresh() -> None:
    """Say which revision the page shows, and give its browser the part by which it asks for the page anew.

    The part's timer never runs out; the door sets it anew once somebody, anywhere, has changed the facts.
    """
    freshness.note(who.page(), cache.at_revision()[1])
    _redraw_if_old()


@fragment(Action.SEE_TOTALS, run_every=freshness.SELDOM)
def _redraw_if_old(_by: Principal) -> None:
    if cache.is_old() or unsent.was_cut():
        who.refresh()
