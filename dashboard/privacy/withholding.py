"""Scores with small cells of people taken out, for those who see totals only (DOMAIN §2)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import SHARE, Stat
from dashboard.indicators.scores import Score, Verdict
from dashboard.privacy import suppression
from dashboard.schema.trust import Role

PEOPLE = ("culture_reach", "household_participation", "fee_collection", "consult_turnout")
"""Counted in households by courtyard: their small cells are withheld from those who see totals only."""


def withheld(scores: Iterable[Score], *, role: Role) -> list[Score]:
    """The courtyards' scores of any indicators, small cells and what they could be solved from emptied."""
    given, most = list(scores), suppression.limit(role)
    if not most:
        return given
    groups: dict[tuple[str, str, str], list[Score]] = defaultdict(list)
    for one in given:
        if one.key in PEOPLE:
            groups[one.key, one.period, one.stratum].append(one)
    hidden = set()
    for rows in groups.values():
        places = suppression.hidden([people(one.key, one.part, one.n) for one in rows], most=most)
        # With the headline goes what stands beside it.
        hidden |= {(rows[place].key, rows[place].period, rows[place].scope) for place in places}
    return [emptied(one) if (one.key, one.period, one.scope) in hidden else one for one in given]


def people(key: str, part: int, n: int) -> tuple[int, ...]:
    """The counts of people in one cell: all, and where heads are counted those who are hit and not."""
    one = CATALOGUE[key]
    counts_heads = one.unit is SHARE and one.stat is not Stat.MEDIAN and 0 <= part <= n
    return (n, part, n - part) if counts_heads else (n,)


def emptied(one: Score) -> Score:
    """The score without anything that could be counted back."""
    return replace(
        one, part=0, whole=0, n=0, value=None, low=None, high=None, compared=None, verdict=Verdict.WITHHELD
    )
