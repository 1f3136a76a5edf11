"""What an indicator is: one definition from which everything else follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from dashboard.i18n import N_
from dashboard.indicators.evidence import Rows
from dashboard.indicators.periods import Kind
from dashboard.schema.duties import DutyKind


class Theme(StrEnum):
    CORE = "core"
    MICRO_POWER = "micro_power"
    CONSULTATION = "consultation"
    CULTURE = "culture"
    BODIES = "bodies"
    TOGETHER = "together"
    GAIN = "gain"
    WELLBEING = "wellbeing"
    SAFETY = "safety"
    PROPERTY = "property"
    RENOVATION = "renovation"


THEME_NAMES = {
    Theme.CORE: N_("One core"),
    Theme.MICRO_POWER: N_("Many dimensions · micro-power"),
    Theme.CONSULTATION: N_("Many dimensions · consultation"),
    Theme.CULTURE: N_("Many dimensions · public culture"),
    Theme.BODIES: N_("Many dimensions · organisations"),
    Theme.TOGETHER: N_("Building together"),
    Theme.GAIN: N_("Sharing · sense of gain"),
    Theme.WELLBEING: N_("Sharing · well-being"),
    Theme.SAFETY: N_("Sharing · sense of safety"),
    Theme.PROPERTY: N_("Red Property"),
    Theme.RENOVATION: N_("Renovation"),
}


class Part(StrEnum):
    """What an indicator tells: what changed for residents, what was produced, what was done."""

    OUTCOME = "outcome"
    OUTPUT = "output"
    ACTIVITY = "activity"


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


class Level(StrEnum):
    SITE = "site"
    COURTYARD = "courtyard"


class Shape(StrEnum):
    """How evidence adds up: flows over months and courtyards, states over courtyards only."""

    FLOW = "flow"
    STATE = "state"


class Stat(StrEnum):
    """The kind of statistic."""

    PROPORTION = "proportion"
    RATE = "rate"
    MEAN = "mean"
    MEDIAN = "median"
    CENSUS = "census"
    CHANGE = "change"


class Source(StrEnum):
    LAW = "law"
    ARTICLE = "article"
    NATIONAL = "national"
    SUGGESTED = "suggested"


class Judged(StrEnum):
    """By count: every case is on record and the target is a duty. By interval: chance is weighed."""

    COUNT = "count"
    INTERVAL = "interval"


@dataclass(frozen=True)
class Target:
    """What is aimed at, in the indicator's own unit (a share is written 0.85), and who says so."""

    value: str
    source: Source
    judged: Judged = Judged.INTERVAL

    @property
    def exact(self) -> Fraction:
        return Fraction(self.value)


@dataclass(frozen=True)
class Unit:
    """How a value is shown: value = scale × part ÷ whole, written with `text` ({value})."""

    text: str
    scale: Fraction = Fraction(1)
    digits: int = 0

    @property
    def is_share(self) -> bool:
        return self is SHARE


SHARE = Unit(N_("{value}%"), digits=0)
HOURS = Unit(N_("{value} h"), Fraction(1, 60), digits=1)
DAYS = Unit(N_("{value} days"), digits=0)
POINTS = Unit(N_("{value} points"), digits=1)
PER_100 = Unit(N_("{value} per 100 households"), Fraction(100), digits=1)
PER_100_YEARS = Unit(N_("{value} per 100 household-years"), Fraction(1200), digits=2)


@dataclass(frozen=True)
class Counted:
    """Anything that is kept in cells: a key and the rows that it counts."""

    key: str
    rows: Rows
    shape: Shape = Shape.FLOW
    kinds: tuple[Kind, ...] = (Kind.MONTH,)


@dataclass(frozen=True)
class Indicator(Counted):
    """One indicator. Texts are English msgids; `says` holds {part} and {whole}.

    `shown` names the period in which each level is shown; `headline` the stratum that is the number (None:
    all strata together) and `beside` the strata that stand beside it, with their names. `base` is counted
    in rows, or in `whole` divided by `base_unit` for rates.
    """

    name: str = ""
    says: str = ""
    meaning: str = ""
    why: str = ""
    part_means: str = ""
    whole_means: str = ""
    theme: Theme = Theme.CORE
    role: Part = Part.ACTIVITY
    stat: Stat = Stat.CENSUS
    better: Better = Better.HIGHER
    target: Target | None = None
    unit: Unit = SHARE
    shown: Mapping[Level, Kind] = field(default_factory=dict)
    base: int = 1
    base_unit: int | None = None
    headline: str | None = None
    beside: Mapping[str, str] = field(default_factory=dict)
    sampled: bool = False
    duty: DutyKind = DutyKind.OFFICE
    owner: str = N_("community office")
    reviewed_by: str = N_("joint meeting")
    review_by: date = date(2027, 9, 1)

    @property
    def lowest(self) -> Level:
        return Level.COURTYARD if Level.COURTYARD in self.shown else Level.SITE

    @property
    def periods(self) -> tuple[Kind, ...]:
        """The kinds of period in which it is shown."""
        return tuple(dict.fromkeys(self.shown.values()))
