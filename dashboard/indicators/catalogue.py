"""The catalogue: every indicator, in the order of the themes, and what is kept beside them."""

from dashboard.errors import UnknownName
from dashboard.indicators.core import CORE
from dashboard.indicators.dimensions import DIMENSIONS
from dashboard.indicators.duties import COMPLETENESS
from dashboard.indicators.kinds import Counted, Indicator
from dashboard.indicators.sharing import GAIN, LEAKS, SAFETY, WELLBEING
from dashboard.indicators.together import PROPERTY, RENOVATION, TOGETHER

CATALOGUE: dict[str, Indicator] = {
    indicator.key: indicator
    for theme in (CORE, DIMENSIONS, TOGETHER, GAIN, WELLBEING, SAFETY, PROPERTY, RENOVATION, LEAKS)
    for indicator in theme
}

SOURCES: dict[str, Counted] = CATALOGUE | COMPLETENESS
"""Everything that is kept in cells: the indicators, and the reports that tell how complete they are."""


def indicator(key: str) -> Indicator:
    """The indicator of that key; raises UnknownName."""
    try:
        return CATALOGUE[key]
    except KeyError:
        raise UnknownName(key) from None
