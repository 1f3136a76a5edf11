"""The catalogue: every indicator, in the order of the themes, and what is kept beside them."""

from dashboard.errors import UnknownName
from dashboard.indicators.bodies import BODIES
from dashboard.indicators.consultation import CONSULTATION
from dashboard.indicators.core import CORE
from dashboard.indicators.culture import CULTURE
from dashboard.indicators.duties import COMPLETENESS
from dashboard.indicators.gain import GAIN
from dashboard.indicators.kinds import Counted, Indicator
from dashboard.indicators.micro_power import MICRO_POWER
from dashboard.indicators.property import PROPERTY
from dashboard.indicators.renovation import RENOVATION
from dashboard.indicators.safety import SAFETY
from dashboard.indicators.together import TOGETHER
from dashboard.indicators.wellbeing import WELLBEING

THEMES = (
    *(CORE, MICRO_POWER, CONSULTATION, CULTURE, BODIES),
    *(TOGETHER, GAIN, WELLBEING, SAFETY, PROPERTY, RENOVATION),
)

CATALOGUE: dict[str, Indicator] = {indicator.key: indicator for theme in THEMES for indicator in theme}

SOURCES: dict[str, Counted] = CATALOGUE | COMPLETENESS
"""Everything that is kept in cells: the indicators, and the reports that tell how complete they are."""


def indicator(key: str) -> Indicator:
    """The indicator of that key; raises UnknownName."""
    try:
        return CATALOGUE[key]
    except KeyError:
        raise UnknownName(key) from None
