"""Reading who took part: counts for whoever sees activities, flats and masked names for their keepers."""

import pytest

from dashboard.errors import NotAllowed, NotFound
from dashboard.queries import participation
from tests.actions.test_participation import activity, resident, serve, take_part
from tests.queries.test_meetings import more_homes
from tests.sites import CANARY_NAME, LEADER, OFFICE, PUBLIC


def one(session, row, by=OFFICE):
    return participation.one(session, by=by, activity_id=row.id)


@pytest.mark.parametrize(
    ("came", "shown"), [(0, True), (1, False), (4, False), (5, True), (8, True), (9, False), (13, True)]
)
def test_a_leader_sees_none_or_five_and_more_on_either_side(session, hamlet, came, shown):
    """13 households: 1 to 4 that took part are a small cell, and so are 1 to 4 that did not."""
    homes = [*hamlet.households[0], *more_homes(session, hamlet, 10)]
    row = activity(session, hamlet)
    take_part(session, row, homes[:came])
    for by, told in ((LEADER, shown), (OFFICE, True), (hamlet.committee(), True)):
        counts = one(session, row, by)
        assert (counts["came"], counts["entitled"]) == ((came, 13) if told else (None, None))


@pytest.mark.parametrize(("served", "shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_a_leader_sees_the_hours_of_five_people_and_more(session, hamlet, served, shown):
    row = activity(session, hamlet, kind="volunteer")
    for _number in range(served):
        serve(session, row, resident(session, hamlet.households[0][0]), 90)
    for by, told in ((LEADER, shown), (OFFICE, True)):
        counts = one(session, row, by)
        assert (counts["people"], counts["minutes"]) == ((served, served * 90) if told else (None, None))


def test_a_household_counts_once_however_many_of_it_served(session, hamlet):
    home, row = hamlet.households[0][0], activity(session, hamlet)
    take_part(session, row, [home])
    for minutes in (60, 120):
        serve(session, row, resident(session, home), minutes)
    counts = one(session, row)
    assert [counts[name] for name in ("came", "entitled", "people", "minutes")] == [1, 3, 2, 180]
    where = {"activity_id": row.id, "courtyard_id": hamlet.courtyards[0]}
    assert [flat["came"] for flat in participation.homes(session, by=OFFICE, **where)] == [True, False, False]


def test_which_flats_and_whose_hours_only_their_keepers_see(session, hamlet):
    row, person = activity(session, hamlet), resident(session, hamlet.households[0][0])
    serve(session, row, person, 60)
    where = {"activity_id": row.id, "courtyard_id": hamlet.courtyards[0]}
    asked = {"activity_id": row.id, "household_id": person.household_id}
    for by in (OFFICE, hamlet.committee()):
        assert (one(session, row, by)["may_see_homes"], one(session, row, by)["may_record"]) == (True, True)
        assert len(participation.homes(session, by=by, **where)) == 3
        (helper,) = participation.helpers(session, by=by, activity_id=row.id)
        assert (helper["name"], helper["room"], helper["minutes"]) == ("甄*", "101", 60)
        (there,) = participation.residents(session, by=by, **asked)
        assert (there["id"], there["name"], there["minutes"]) == (person.id, "甄*", 60)
        assert CANARY_NAME not in repr((helper, there))
    shown = one(session, row, LEADER)
    assert (shown["may_see_homes"], shown["may_record"]) == (False, False)
    for by in (LEADER, PUBLIC, hamlet.company()):
        for ask in (
            lambda by: participation.homes(session, by=by, **where),
            lambda by: participation.helpers(session, by=by, activity_id=row.id),
            lambda by: participation.residents(session, by=by, **asked),
        ):
            with pytest.raises(NotAllowed):
                ask(by)
    other = hamlet.committee(1)
    with pytest.raises(NotFound):
        one(session, row, other)
    with pytest.raises(NotFound):
        participation.helpers(session, by=other, activity_id=row.id)
    with pytest.raises(NotAllowed):
        participation.residents(session, by=other, **asked)
    with pytest.raises(NotFound):
        participation.homes(session, by=OFFICE, activity_id=row.id, courtyard_id=hamlet.courtyards[1])


def test_masks_that_look_alike_are_told_apart_by_their_place_and_children_are_left_out(session, hamlet):
    home, row = hamlet.households[0][0], activity(session, hamlet)
    for name, born in (("王大", 1960), ("王小", 2015), ("李一", 1962), (None, 1970)):
        resident(session, home, name=name, born_year=born)
    found = participation.residents(session, by=OFFICE, activity_id=row.id, household_id=home)
    assert [(one["name"], one["place"], one["alike"]) for one in found] == [
        ("王*", 1, True),
        ("李*", 3, False),
        (None, 4, False),
    ]


def test_who_came_from_another_courtyard_is_counted_and_listed_for_the_office_alone(session, hamlet):
    row = activity(session, hamlet, which=None)
    for home in (hamlet.households[0][0], hamlet.households[1][0]):
        serve(session, row, resident(session, home), 60)
    assert [one["yard"] for one in participation.helpers(session, by=OFFICE, activity_id=row.id)] == [1, 2]
    assert one(session, row)["people"] == 2
    with pytest.raises(NotFound):
        one(session, row, hamlet.committee())
