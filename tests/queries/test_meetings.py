"""Reading meetings: everybody who may sees counts, the keepers see flats, the office masked names."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from dashboard.errors import NotAllowed, NotFound
from dashboard.queries import meetings
from dashboard.rules.meetings import still_needed
from dashboard.schema.meetings import MeetingKind
from dashboard.schema.organisations import (
    Organisation,
    OrganisationKind,
    Person,
    PostKind,
    Selection,
    Term,
)
from dashboard.schema.places import Household
from tests.actions.test_meetings import HELD, attend, record, seat
from tests.sites import LEADER, OFFICE, PUBLIC


def test_everybody_who_may_see_meetings_sees_the_turnout(session, hamlet):
    meeting = record(session, hamlet)
    attend(session, meeting, hamlet.households[0][:2])
    joint = record(session, hamlet, courtyard_id=None, kind=MeetingKind.JOINT, title="三方联席会")
    for by in (OFFICE, LEADER, hamlet.company(), hamlet.committee(), hamlet.committee(1)):
        rows = {row["id"]: row for row in meetings.listed(session, by=by)}
        # Who sees totals only is told quarters, no single meeting.
        turnout = (None, None) if by is LEADER else (2, 3)
        assert (rows[meeting.id]["came"], rows[meeting.id]["entitled"]) == turnout
        assert rows[meeting.id]["open"]
        assert (rows[joint.id]["entitled"], rows[joint.id]["open"]) == (None if by is LEADER else 6, False)
    with pytest.raises(NotAllowed):
        meetings.listed(session, by=PUBLIC)


def more_homes(session, hamlet, count):
    """As many further households in the first courtyard."""
    like = session.get_one(Household, hamlet.households[0][0])
    made = []
    for number in range(count):
        values = like.model_dump(exclude={"id", "room", "code"})
        made.append(Household(**values, room=f"9{number:02}", code=f"more-{number}"))
    session.add_all(made)
    session.flush()
    return [one.id for one in made]


def test_a_leader_is_told_no_single_turnout_however_many_came(session, hamlet):
    """Of 13 households 6 come: no small cell, and yet it would solve one beside it in the same quarter."""
    homes = [*hamlet.households[0], *more_homes(session, hamlet, 10)]
    meeting = record(session, hamlet)
    attend(session, meeting, homes[:6])
    for by, wanted in ((LEADER, (None, None)), (OFFICE, (6, 13))):
        (row,) = meetings.listed(session, by=by)
        one = meetings.one(session, by=by, meeting_id=meeting.id)
        assert (row["came"], row["entitled"]) == (one["came"], one["entitled"]) == wanted


def test_a_meeting_of_the_whole_site_is_told_by_its_total(session, hamlet):
    """5 of 8 and 1 of 3 come: 6 of 11."""
    homes = [*hamlet.households[0], *more_homes(session, hamlet, 5)]
    meeting = record(session, hamlet, courtyard_id=None, kind=MeetingKind.CONSULTATION, title="民主协商会")
    attend(session, meeting, [*homes[:5], hamlet.households[1][0]])
    (row,) = meetings.listed(session, by=OFFICE)
    assert (row["came"], row["entitled"]) == (6, 11)


def test_who_lived_there_on_the_day_counts(session, hamlet):
    gone = session.get_one(Household, hamlet.households[0][2])
    gone.until = HELD - timedelta(days=1)
    session.flush()
    meeting = record(session, hamlet)
    assert meetings.one(session, by=OFFICE, meeting_id=meeting.id)["entitled"] == 2
    found = meetings.homes(session, by=OFFICE, meeting_id=meeting.id, courtyard_id=hamlet.courtyards[0])
    assert [home["id"] for home in found] == list(hamlet.households[0][:2])


def test_which_flats_came_only_their_keepers_see(session, hamlet):
    meeting = record(session, hamlet)
    attend(session, meeting, hamlet.households[0][:1])
    where = {"meeting_id": meeting.id, "courtyard_id": hamlet.courtyards[0]}
    for by in (OFFICE, hamlet.committee()):
        assert meetings.one(session, by=by, meeting_id=meeting.id)["may_see_homes"]
        assert [home["came"] for home in meetings.homes(session, by=by, **where)] == [True, False, False]
    for by in (LEADER, hamlet.company(), hamlet.committee(1)):
        shown = meetings.one(session, by=by, meeting_id=meeting.id)
        assert not shown["may_see_homes"]
        assert not shown["may_record"]
        with pytest.raises(NotAllowed):
            meetings.homes(session, by=by, **where)
    with pytest.raises(NotFound):
        meetings.homes(session, by=OFFICE, meeting_id=meeting.id, courtyard_id=hamlet.courtyards[1])


def test_a_keeper_reads_the_own_flats_of_a_meeting_of_the_whole_site(session, hamlet):
    meeting = record(session, hamlet, courtyard_id=None, kind=MeetingKind.CONSULTATION, title="民主协商会")
    attend(session, meeting, [hamlet.households[0][0], hamlet.households[1][0]])
    shown = meetings.one(session, by=hamlet.committee(), meeting_id=meeting.id)
    assert (shown["may_see_homes"], shown["may_record"], shown["came"]) == (True, False, 2)
    own = {"meeting_id": meeting.id, "courtyard_id": hamlet.courtyards[0]}
    assert [home["came"] for home in meetings.homes(session, by=hamlet.committee(), **own)] == [
        True,
        False,
        False,
    ]


def test_names_are_for_the_office_and_masked(session, hamlet):
    person = Person(name="甄可疑")
    session.add(person)
    session.flush()
    dates = {"since": date(2026, 1, 1), "until": date(2028, 12, 31)}
    term = {"post": PostKind.MEMBER, "selection": Selection.ELECTED, "organisation_id": hamlet.companies[0]}
    session.add(Term(person_id=person.id, **term, **dates))
    meeting = record(session, hamlet)
    seat(session, meeting, organisation_id=hamlet.companies[0], person_id=person.id)
    (sat,) = meetings.seats(session, by=OFFICE, meeting_id=meeting.id)
    assert (sat["person"], sat["by_name"], sat["presence"]) == ("甄*", True, "present")
    known = {"organisation_id": hamlet.companies[0], "day": HELD}
    assert [one["name"] for one in meetings.people(session, by=OFFICE, **known)] == ["甄*"]
    assert (
        meetings.people(session, by=OFFICE, organisation_id=hamlet.companies[0], day=date(2025, 12, 31)) == []
    )
    for by in (LEADER, hamlet.company(), hamlet.committee()):
        (sat,) = meetings.seats(session, by=by, meeting_id=meeting.id)
        assert (sat["person"], sat["by_name"]) == (None, True)
        assert "甄" not in repr(sat)
        assert meetings.people(session, by=by, **known) == []


def test_the_own_group_is_named_to_its_committee(session, hamlet):
    values = {"kind": OrganisationKind.COURTYARD_GROUP, "name_zh": "1号院自治小组", "name_en": "Group"}
    site = session.get_one(Organisation, hamlet.companies[0]).site_id
    group = Organisation(site_id=site, courtyard_id=hamlet.courtyards[0], since=date(2026, 1, 1), **values)
    person = Person(name="甄可疑")
    session.add_all([group, person])
    session.flush()
    term = {"post": PostKind.HEAD, "selection": Selection.ELECTED, "since": date(2026, 1, 1)}
    # The last day in office is the day before one leaves.
    session.add(
        Term(
            person_id=person.id,
            organisation_id=group.id,
            **term,
            until=date(2028, 12, 31),
            ended_on=HELD + timedelta(days=1),
        )
    )
    meeting = record(session, hamlet)
    seat(session, meeting, organisation_id=group.id, person_id=person.id)
    for by, name in (
        (OFFICE, "甄*"),
        (hamlet.committee(), "甄*"),
        (hamlet.committee(1), None),
        (LEADER, None),
        (hamlet.company(), None),
    ):
        (sat,) = meetings.seats(session, by=by, meeting_id=meeting.id)
        assert (sat["person"], sat["by_name"]) == (name, True)
        known = {"by": by, "organisation_id": group.id}
        there = meetings.people(session, **known, day=HELD)
        assert [one["name"] for one in there] == ([name] if name else [])
        assert meetings.people(session, **known, day=HELD + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("came", "entitled", "needed"),
    [(0, 36, 11), (10, 36, 1), (11, 36, 0), (18, 36, 0), (0, 10, 3), (0, 0, 0)],
)
def test_how_many_are_still_needed_for_three_in_ten(came, entitled, needed):
    assert still_needed(came=came, entitled=entitled, share=Fraction("0.3")) == needed


def test_bodies_know_for_whom_they_mostly_sit(session, hamlet):
    assert {one["party"] for one in meetings.bodies(session)} == {"company"}
