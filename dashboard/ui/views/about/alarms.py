"""How often chance alone would be called a difference on the pages of today, if nothing differed."""

from collections import defaultdict

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.i18n import _
from dashboard.indicators import statistics as stats
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Stat
from dashboard.indicators.scores import Score
from dashboard.indicators.statistics import alarms
from dashboard.ui import cache
from dashboard.ui.components import source_marks
from dashboard.ui.components.repeated import repeated


@repeated(lambda _by: ())
def section(by: Principal) -> None:
    """The rate of false alarms of each method, with today's numbers of cases."""
    st.subheader(_("False alarms"))
    st.caption(
        _(
            "If nothing differed at all, chance alone would still be called a difference this often, with "
            "today's numbers of cases. One mark is a reason to look, and no proof."
        )
    )
    placed = _placed(by)
    methods = {
        _("A share clearly another than a year ago"): [
            alarms.of_difference(
                (one.before.part + one.now.part) / (one.before.whole + one.now.whole),
                one.before.whole,
                one.now.whole,
            )
            for one in cache.changes(clock.today(), by)
        ],
        _("A courtyard clearly apart from the site"): [
            alarms.of_funnel(share, whole, stats.CLEAR) for share, whole in placed
        ],
        _("A courtyard to be watched, or clearly apart"): [
            alarms.of_funnel(share, whole, stats.WATCH) for share, whole in placed
        ],
    }
    rows = [
        [name, str(len(found)), f"{sum(found) / len(found):.1%}", f"{alarms.any_of(found):.0%}"]
        for name, found in methods.items()
        if found
    ]
    source_marks.table([_("Said of"), _("compared"), _("each"), _("at least one of them")], rows)


def _placed(by: Principal) -> list[tuple[float, int]]:
    """The site's own share and the cases of each courtyard that is held against it."""
    by_key: dict[str, list[Score]] = defaultdict(list)
    for one in cache.load_overview(clock.today(), by).courtyards:
        if CATALOGUE[one.key].stat is Stat.PROPORTION and one.compared is not None:
            by_key[one.key].append(one)
    placed = []
    for found in by_key.values():
        share = sum(one.part for one in found) / sum(one.whole for one in found)
        placed += [(share, one.whole) for one in found]
    return placed
