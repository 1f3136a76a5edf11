"""Reading hazards: who sees which, how much of them, in which order."""

from datetime import date

import pytest
from sqlmodel import select

from dashboard.access import Principal
from dashboard.errors import NotAllowed, NotFound
from dashboard.queries import hazards
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.requests import Place
from dashboard.schema.safety import Hazard, HazardKind
from tests.actions.test_hazards import CANARY, NOW, draft, fix, inspect, reopen, report
from tests.sites import LEADER, OFFICE, PUBLIC

TODAY = date(2026, 9, 20)


def seen(session, by, **given) -> list[int]:
    return [row["id"] for row in hazards.listed(session, by=by, **{"today": TODAY} | given)]


@pytest.fixture
def two(session, hamlet):
    return report(session, hamlet), report(session, hamlet, which=1)


def test_each_reader_sees_what_lies_in_their_scope(session, hamlet, two):
    first, second = (one.id for one in two)
    for by in (OFFICE, LEADER, hamlet.company()):
        assert sorted(seen(session, by)) == [first, second]
    assert seen(session, hamlet.committee(1)) == [second]
    assert seen(session, OFFICE, courtyard_id=hamlet.courtyards[0]) == [first]
    assert seen(session, hamlet.committee(), courtyard_id=hamlet.courtyards[1]) == []
    for nobody in (PUBLIC, Principal(PrincipalKind.USER, Role.COMMITTEE)):
        with pytest.raises(NotAllowed):
            seen(session, nobody)
    with pytest.raises(NotFound):
        hazards.one(session, by=hamlet.committee(1), hazard_id=first, today=TODAY)


def test_where_and_what_exactly_only_the_keepers_read(session, hamlet, two):
    for by, told in (
        (OFFICE, (1, CANARY)),
        (hamlet.committee(), (1, CANARY)),
        (LEADER, (None, None)),
        (hamlet.company(), (None, None)),
    ):
        one = hazards.one(session, by=by, hazard_id=two[0].id, today=TODAY)
        assert (one["stairwell"], one["note"]) == told
        everything = repr([one, *hazards.listed(session, by=by, today=TODAY)])
        assert (CANARY in everything) == (told[1] is not None)


def test_what_is_overdue_comes_first_and_what_is_fixed_is_elsewhere(session, hamlet):
    late = report(session, hamlet)
    soon = report(session, hamlet, due_on=date(2026, 9, 20))
    later = report(session, hamlet, due_on=date(2026, 9, 30))
    done = report(session, hamlet)
    fix(session, done, fixed_on=date(2026, 9, 9))
    assert seen(session, OFFICE) == [late.id, soon.id, later.id]
    assert seen(session, OFFICE, only="overdue") == [late.id]
    assert seen(session, OFFICE, only="fixed") == [done.id]
    assert hazards.counted(session, by=OFFICE, today=TODAY) == {"open": 3, "overdue": 1}
    assert hazards.counted(session, by=hamlet.committee(1), today=TODAY) == {"open": 0, "overdue": 0}
    rows = hazards.listed(session, by=OFFICE, today=TODAY, only="fixed")
    assert [row["late"] for row in rows] == [True]
    assert [row["overdue"] for row in hazards.listed(session, by=OFFICE, today=TODAY)] == [True, False, False]


def test_the_story_tells_each_fixing_and_reopening_with_its_own_words(session, hamlet):
    hazard = report(session, hamlet, note="通道堆着旧沙发\n2026-08-30 居民先说过一次")
    fix(session, hazard, fixed_on=TODAY, note="沙发已清走")
    reopen(session, hazard, note="第二天又堆上了")
    fix(session, hazard, fixed_on=TODAY, note="再次清走")
    told = [(True, TODAY, "沙发已清走"), (False, TODAY, "第二天又堆上了"), (True, TODAY, "再次清走")]
    one = hazards.one(session, by=OFFICE, hazard_id=hazard.id, today=TODAY)
    assert [(deed["fixed"], deed["on"], deed["note"]) for deed in one["deeds"]] == told
    assert one["first_note"] == "通道堆着旧沙发\n2026-08-30 居民先说过一次"
    leader = hazards.one(session, by=LEADER, hazard_id=hazard.id, today=TODAY)
    assert [(deed["on"], deed["note"]) for deed in leader["deeds"]] == [(TODAY, None)] * 3
    assert (leader["first_note"], leader["number"]) == (None, "T2026-0001")


def test_one_that_came_in_fixed_tells_its_day_alone(session, hamlet):
    hazard = report(session, hamlet)
    hazard.fixed_on = TODAY
    session.flush()
    one = hazards.one(session, by=OFFICE, hazard_id=hazard.id, today=TODAY)
    assert one["deeds"] == [{"fixed": True, "on": TODAY, "note": None}]


def test_a_rounds_hazards_and_the_stairwells_to_choose_from(session, hamlet):
    made = inspect(session, hamlet, found=[draft(hamlet)])
    found = hazards.of_round(session, by=OFFICE, inspection_id=made.id, today=NOW.date())
    assert [(row["kind"], row["round"]) for row in found] == [("clutter", "fire")]
    assert hazards.of_round(session, by=hamlet.committee(1), inspection_id=made.id, today=TODAY) == []
    assert hazards.stairwells(session, by=OFFICE, courtyard_id=hamlet.courtyards[0]) == [1]
    with pytest.raises(NotAllowed):
        hazards.stairwells(session, by=hamlet.committee(), courtyard_id=hamlet.courtyards[1])


def test_a_hazard_is_open_from_the_day_found_to_the_day_before_it_is_fixed(session, hamlet):
    given = {"courtyard_id": hamlet.courtyards[0], "kind": HazardKind.CLUTTER, "place": Place.YARD}
    dates = {"found_on": date(2026, 8, 1), "due_on": date(2026, 8, 9), "fixed_on": date(2026, 8, 5)}
    session.add(Hazard(**given, **dates))
    session.flush()
    for day, is_open in ((31, False), (1, True), (4, True), (5, False)):
        on = date(2026, 7 if day == 31 else 8, day)
        assert bool(session.exec(select(Hazard).where(*hazards.was_open(on))).all()) == is_open
