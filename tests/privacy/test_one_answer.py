"""Every view of a courtyard's figure gives the same answer to whether it is withheld."""

from calendar import monthrange
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from sqlmodel import Session

from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level
from dashboard.indicators.scores import Score, Verdict, latest
from dashboard.privacy.withholding import PEOPLE, withheld
from dashboard.queries import frozen, indicators, overview
from dashboard.schema.accounts import Role
from tests.sites import LEADER

BY_COURTYARD = [key for key in PEOPLE if CATALOGUE[key].lowest is Level.COURTYARD]
DAYS = [date(2026, month, monthrange(2026, month)[1]) for month in (1, 3, 6, 8, 9, 10)]


def told(scores: list[Score]) -> dict[tuple[str, int], tuple[object, ...]]:
    return {(one.period, one.scope): (one.verdict is Verdict.WITHHELD, one.part, one.whole) for one in scores}


@pytest.mark.parametrize("role", [Role.LEADER, Role.PUBLIC])
def test_the_map_tells_what_the_page_of_the_indicator_tells(demo_session: Session, role: Role) -> None:
    withheld = 0
    for day, key in product(DAYS, BY_COURTYARD):
        found = overview.for_role(overview.load(demo_session, day=day, today=DAYS[-1]), role=role)
        on_the_map = told([one for one in found.courtyards if one.key == key])
        view = indicators.view(indicators.detail(demo_session, key=key, day=day), role=role)
        assert on_the_map == told(view.courtyards), (day, key)
        withheld += sum(hidden for hidden, *_counts in on_the_map.values())
    assert withheld > 10


def test_what_was_found_since_a_meeting_is_withheld_as_on_its_pages(demo_session: Session) -> None:
    """A courtyard's number that was large enough to be frozen, and by a correction is small now."""
    day = DAYS[-1]
    scores = latest(demo_session, day=day, keys=["household_participation"], level=Level.COURTYARD)
    shown = withheld(scores, role=Role.PUBLIC)
    small = next(one for one, told in zip(scores, shown, strict=True) if told.verdict is Verdict.WITHHELD)
    was = replace(small, part=small.part - 7)
    (erratum,) = frozen.errata(demo_session, by=LEADER, seq=0, held_on=day, scores=[was])
    assert erratum.was == was
    assert (erratum.now.verdict, erratum.now.part, erratum.now.n) == (Verdict.WITHHELD, 0, 0)


def test_the_sum_of_the_site_is_withheld_on_every_page(demo_session: Session) -> None:
    """Three of 37 members did not check in: no page, course, comparison or paper tells it."""
    key, day = "party_checkin_rate", DAYS[-1]
    for role, told in ((Role.OFFICE, True), (Role.LEADER, False), (Role.PUBLIC, False)):
        seen = overview.for_role(overview.load(demo_session, day=day, today=day), role=role)
        view = indicators.view(indicators.detail(demo_session, key=key, day=day), role=role)
        course = overview.trend(demo_session, key, day=day, role=role)
        found = [next(one for one in seen.scores if one.key == key), view.score, view.trend[-1], course[-1]]
        assert [one.part for one in found] == [34 if told else 0] * 4
