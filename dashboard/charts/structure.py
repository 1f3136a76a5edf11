"""One core, many bodies as a drawing: who leads whom, the three bodies, cross-posts held and missing.

Two layouts of the same records: wide for desks and projectors, tall for a phone.
"""

from collections.abc import Mapping

from dashboard.charts.boxes import paint
from dashboard.charts.org_chart_layout import Records
from dashboard.charts.structure_tall import tall
from dashboard.charts.structure_wide import wide


def draw(bodies: Records, links: Records, *, titles: Mapping[str, str], is_wide: bool, dark: bool) -> str:
    """The structure as HTML, every text escaped.

    `bodies` hold id, kind, parent_id, name, count, company_id; `links` hold home, host (ids), label, filled;
    `titles` the words for `three`, `pair`, the gathered kinds, and `leads`, `filled`, `missing`.
    """
    laid_out = (wide if is_wide else tall)(bodies, links, titles)
    return paint(laid_out, dark=dark, css="yl-wide" if is_wide else "yl-tall")
