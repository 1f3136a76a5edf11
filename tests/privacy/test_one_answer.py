"""Every view of a courtyard's figure gives the same answer to whether it is withheld."""

from calendar import monthrange
from datetime import date
from itertools import product

import pytest
from sqlmodel import Session

from dashboard.indicators.scores import Score, Verdict
from dashboard.privacy.withholding import PEOPLE
from dashboard.queries import indicators, overview
from dashboard.schema.trust import Role

DAYS = [date(2026, month, monthrange(2026, month)[1]) for month in range(1, 11)]


def told(scores: list[Score]) -> dict[tuple[str, int], tuple[object, ...]]:
    return {(one.period, one.scope): (one.verdict is Verdict.WITHHELD, one.part, one.whole) for one in scores}


@pytest.mark.parametrize("role", [Role.LEADER, Role.PUBLIC])
def test_the_map_tells_what_the_page_of_the_indicator_tells(demo_session: Session, role: Role) -> None:
    withheld = 0
    for day, key in product(DAYS, PEOPLE):
        found = overview.for_role(overview.look(demo_session, day=day, today=DAYS[-1]), role=role)
        on_the_map = told([one for one in found.courtyards if one.key == key])
        view = indicators.view(indicators.detail(demo_session, key=key, day=day), role=role)
        assert on_the_map == told(view.courtyards), (day, key)
        withheld += sum(hidden for hidden, *_counts in on_the_map.values())
    assert withheld > 20
