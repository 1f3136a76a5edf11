"""Scores with small cells of people taken out, for those who see totals only (DOMAIN §2).

It is settled here once, for every view alike, from the whole table of courtyards and the site above it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import SHARE, Stat
from dashboard.indicators.periods import Period, parse
from dashboard.indicators.scores import Score, Verdict
from dashboard.indicators.shared_evidence import OPEN_LINK
from dashboard.indicators.totals import SITE
from dashboard.privacy import suppression
from dashboard.schema.accounts import Role

PEOPLE = (
    *("culture_reach", "household_participation", "fee_collection", "consult_turnout"),
    *("party_checkin_rate", "party_service_hours", "volunteer_rate", "roof_leak_rate"),
)
"""Counted in households or residents on the register, with all that stands beside the number."""
BESIDE = {
    **dict.fromkeys(("gain_share", "wellbeing_mean", "safety_share", "property_satisfaction"), OPEN_LINK),
    "burglary_rate": "households",
}
"""What else counts people, and only there: who answered an open link, the homes that were hit.

Nobody knows who was drawn into a random sample and answered, so its sums point to nobody; burglaries are
told to everybody, as what happened.
"""
MONEY = "yuan"

Cell = tuple[str, str, int, str]
"""Indicator, period, scope, and of what is hidden for itself the stratum."""


def withheld(scores: Iterable[Score], *, role: Role) -> list[Score]:
    """Scores of any indicators, small cells and what they could be solved from emptied.

    Of courtyards all must be given, and of every place all strata: what is hidden depends on them.
    """
    given, most = list(scores), suppression.limit(role)
    if not most:
        return given
    hidden = _sites(given, most) | _courtyards(given, most)
    return [emptied(one) if _cell(one) in hidden else one for one in given]


def people(key: str, stratum: str, part: int, n: int) -> tuple[int, ...]:
    """The counts of people in one cell: all, and where heads are counted those who are hit and not.

    `stratum` is empty for the headline.
    """
    one = CATALOGUE[key]
    is_money = one.headline == MONEY and not stratum
    counts_heads = one.unit is SHARE and one.stat is not Stat.MEDIAN and not is_money
    return (n, part, n - part) if counts_heads else (n,)


def together(tables: Iterable[Mapping[int, tuple[int, ...]]], *, period: Period, most: int) -> set[int]:
    """The courtyards to hide of tables by courtyard, the same in all; who is not in one has nobody there.

    Which large ones hide behind the small ones goes round with the periods.
    """
    given = [table for table in tables if table]
    scopes = sorted({scope for table in given for scope in table})
    rows = [[table.get(scope, (0,) * len(next(iter(table.values())))) for scope in scopes] for table in given]
    first = period.start.year * 12 + period.start.month
    return {scopes[place] for place in suppression.settled(rows, most=most, first=first)}


def emptied(one: Score) -> Score:
    """The score without anything that could be counted back."""
    return replace(
        one, part=0, whole=0, n=0, value=None, low=None, high=None, compared=None, verdict=Verdict.WITHHELD
    )


def _cell(one: Score) -> Cell:
    return one.key, one.period, one.scope, "" if one.key in PEOPLE else one.stratum


def _sites(scores: Sequence[Score], most: int) -> set[Cell]:
    """Sums of the whole site that are small cells themselves; with the number goes what stands beside it."""
    return {
        _cell(one)
        for one in scores
        if one.scope == SITE
        and (one.key in PEOPLE or BESIDE.get(one.key) == one.stratum)
        and suppression.is_small(people(one.key, one.stratum, one.part, one.n), most=most)
    }


def _courtyards(scores: Sequence[Score], most: int) -> set[Cell]:
    """What is hidden of the courtyards, settled over all of them and all that is counted of each."""
    tables: dict[tuple[str, str], dict[str, dict[int, tuple[int, ...]]]] = defaultdict(dict)
    for one in scores:
        if one.key in PEOPLE and one.scope != SITE:
            table = tables[one.key, one.period].setdefault(one.stratum, {})
            table[one.scope] = people(one.key, one.stratum, one.part, one.n)
    found = set()
    for (key, period), strata in tables.items():
        found |= {
            (key, period, scope, "") for scope in together(strata.values(), period=parse(period), most=most)
        }
    return found
