"""The meeting loop: record, who came, who sat; the turnout follows, and who may."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import col, func, select

from dashboard.actions import meetings
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound
from dashboard.indicators import cells
from dashboard.schema.accounts import AuditEvent, Head
from dashboard.schema.cells import Cell
from dashboard.schema.meetings import (
    HouseholdAttendance,
    HouseholdAttendanceDraft,
    Meeting,
    MeetingDraft,
    MeetingKind,
    Party,
    PartyAttendance,
    PartyAttendanceDraft,
    Presence,
)
from dashboard.schema.organisations import (
    Organisation,
    OrganisationKind,
    Person,
    PostKind,
    Selection,
    Term,
)
from dashboard.schema.places import Household, Site
from tests.actions import loop
from tests.sites import LEADER, OFFICE, PUBLIC

NOW, HELD = at(date(2026, 9, 20)), date(2026, 9, 12)


def record(session, hamlet, *, by=OFFICE, key=None, now=NOW, **given) -> Meeting:
    values = {
        "site_id": session.exec(select(Site.id)).one(),
        "courtyard_id": hamlet.courtyards[0],
        "kind": MeetingKind.COURTYARD,
        "title": "1号院居民议事会",
        "held_on": HELD,
    }
    draft = MeetingDraft.check(**values | given)
    return meetings.record(session=session, draft=draft, by=by, now=now, key=key or loop.key())


def attend(session, meeting, came=(), stayed_away=(), *, by=OFFICE, key=None) -> Meeting:
    draft = HouseholdAttendanceDraft.check(
        meeting_id=meeting.id, came=tuple(came), stayed_away=tuple(stayed_away)
    )
    return meetings.attend(session=session, draft=draft, by=by, now=NOW, key=key or loop.key())


def seat(session, meeting, *, by=OFFICE, key=None, **given) -> PartyAttendance:
    draft = sitting(meeting, **given)
    seat_all(session, draft, by=by, key=key)
    same = select(PartyAttendance).filter_by(
        meeting_id=draft.meeting_id, organisation_id=draft.organisation_id, person_id=draft.person_id
    )
    return session.exec(same).one()


def sitting(meeting, **given) -> PartyAttendanceDraft:
    values = {"meeting_id": meeting.id, "party": Party.COMPANY, "presence": Presence.PRESENT}
    return PartyAttendanceDraft.check(**values | given)


def seat_all(session, *drafts, by=OFFICE, key=None) -> Meeting:
    return meetings.seat_all(session=session, drafts=drafts, by=by, now=NOW, key=key or loop.key())


def unseat(session, row, *, by=OFFICE, key=None) -> Meeting:
    return meetings.unseat(session=session, seat_id=row.id, by=by, now=NOW, key=key or loop.key())


def body(session, kind, at=None, **given) -> int:
    """A body of the site, or of a courtyard."""
    site = session.exec(select(Site.id)).one()
    named = {"name_zh": kind.value, "name_en": kind.value, "since": date(2025, 7, 1)}
    row = Organisation(site_id=site, courtyard_id=at, kind=kind, **named | given)
    session.add(row)
    session.flush()
    return row.id


def somebody(session, organisation_id, **term) -> int:
    """A person, with a term in a body."""
    person = Person(name="甄可疑")
    session.add(person)
    session.flush()
    given = {"since": date(2026, 1, 1), "until": date(2028, 12, 31), "post": PostKind.MEMBER}
    held = {"person_id": person.id, "organisation_id": organisation_id, "selection": Selection.ELECTED}
    session.add(Term(**held | given | term))
    session.flush()
    return person.id


def homes(session, meeting) -> list[int]:
    found = select(HouseholdAttendance.household_id).where(HouseholdAttendance.meeting_id == meeting.id)
    return sorted(session.exec(found))


def counted(session, key: str, period: str) -> tuple[int, int]:
    """(part, whole) of an indicator's cells of one period, all courtyards together."""
    found = select(func.sum(Cell.part), func.sum(Cell.whole)).where(
        col(Cell.key) == key, col(Cell.period) == period
    )
    return tuple(session.execute(found).one())


def assert_as_made_from_nothing(session) -> None:
    def kept():
        return set(map(tuple, session.execute(select(*Cell.__table__.columns)).all()))

    cells.roll(session, now=NOW)
    before = kept()
    cells.rebuild(session, now=NOW)
    assert before == kept()


def problems(error) -> set[tuple[str, str]]:
    return {(one.name, one.code) for one in error.value.problems}


def test_the_turnout_follows_who_came(session, hamlet):
    """Three households live in each courtyard."""
    first, second, third = hamlet.households[0]
    meeting = record(session, hamlet)
    assert counted(session, "consult_turnout", "2026-09") == (0, 3)
    attend(session, meeting, [first, second])
    assert counted(session, "consult_turnout", "2026-09") == (2, 3)
    attend(session, meeting, [third], [first])
    assert homes(session, meeting) == [second, third]
    assert counted(session, "consult_turnout", "2026-09") == (2, 3)
    assert_as_made_from_nothing(session)
    attend(session, meeting, stayed_away=[second, third])
    assert counted(session, "consult_turnout", "2026-09") == (0, 3)
    assert_as_made_from_nothing(session)


def test_a_household_that_came_took_part(session, hamlet):
    """Two of six households took part in the twelve months of the running quarter, by this meeting alone."""
    meeting = record(session, hamlet)
    assert counted(session, "household_participation", "R2026-Q3") == (0, 6)
    attend(session, meeting, hamlet.households[0][:2])
    assert counted(session, "household_participation", "R2026-Q3") == (2, 6)
    assert_as_made_from_nothing(session)


def test_a_consultation_of_the_whole_site_counts_everybodys_households(session, hamlet):
    meeting = record(session, hamlet, kind=MeetingKind.CONSULTATION, courtyard_id=None, title="民主协商会")
    attend(session, meeting, [hamlet.households[0][0], hamlet.households[1][0]])
    assert counted(session, "consult_turnout", "2026-09") == (2, 6)
    assert_as_made_from_nothing(session)


def test_the_quarters_meetings_are_counted(session, hamlet):
    due = {
        row.period: row.part for row in session.exec(select(Cell).where(Cell.key == "joint_meeting_on_time"))
    }
    given = {
        "courtyard_id": None,
        "kind": MeetingKind.JOINT,
        "title": "三方联席会",
        "held_on": date(2026, 8, 16),
    }
    record(session, hamlet, **given)
    cells.roll(session, now=at(date(2026, 10, 1)))
    session.expire_all()
    after = {
        row.period: row.part for row in session.exec(select(Cell).where(Cell.key == "joint_meeting_on_time"))
    }
    assert sum(after.values()) == sum(due.values()) + 1
    before = {tuple(row) for row in session.execute(select(*Cell.__table__.columns)).all()}
    cells.rebuild(session, now=at(date(2026, 10, 1)))
    assert before == {tuple(row) for row in session.execute(select(*Cell.__table__.columns)).all()}


def test_a_household_counts_once(session, hamlet):
    first, second, _third = hamlet.households[0]
    meeting = record(session, hamlet)
    attend(session, meeting, [first, first])
    attend(session, meeting, [first, second])
    assert homes(session, meeting) == [first, second]
    details = [one.details for one in session.exec(select(AuditEvent).where(AuditEvent.verb == "attend"))]
    assert details == [{"came": 1, "taken_back": 0}, {"came": 1, "taken_back": 0}]


def test_what_two_people_enter_adds_up(session, hamlet):
    """Each tells what changed since the form was drawn, not the whole list."""
    first, second, _third = hamlet.households[0]
    meeting = record(session, hamlet)
    attend(session, meeting, [first], by=hamlet.committee())
    attend(session, meeting, [second])
    assert homes(session, meeting) == [first, second]


def test_only_homes_that_may_come_can_have_come(session, hamlet):
    gone = session.get_one(Household, hamlet.households[0][2])
    gone.until = HELD - timedelta(days=1)
    session.flush()
    meeting = record(session, hamlet)
    for stray in (hamlet.households[1][0], gone.id, 4711):
        with pytest.raises(InvalidDraft) as error:
            attend(session, meeting, [stray])
        assert problems(error) == {("household_id", "not_in_courtyard")}
    assert homes(session, meeting) == []


def test_a_double_click_saves_once(session, hamlet):
    meeting = record(session, hamlet, key="once")
    with pytest.raises(AlreadyDone) as error:
        record(session, hamlet, key="once", title="另一场")
    assert (error.value.noun, error.value.ref) == ("meeting", meeting.id)
    attend(session, meeting, [hamlet.households[0][0]], key="tapped")
    with pytest.raises(AlreadyDone):
        attend(session, meeting, [hamlet.households[0][1]], key="tapped")
    assert len(homes(session, meeting)) == 1


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"held_on": date(2026, 9, 21)}, ("held_on", "in_the_future")),
        ({"courtyard_id": None}, ("courtyard_id", "courtyard_needed")),
        ({"kind": MeetingKind.JOINT}, ("courtyard_id", "whole_site_only")),
        ({"kind": MeetingKind.COMMITTEE}, ("courtyard_id", "whole_site_only")),
        ({}, ("title", "meeting_there_already")),
    ],
)
def test_impossible_meetings_are_refused(session, hamlet, given, problem):
    record(session, hamlet)
    with pytest.raises(InvalidDraft) as error:
        record(session, hamlet, **given)
    assert problems(error) == {problem}
    assert session.exec(select(func.count()).select_from(Meeting)).one() == 1


def test_a_courtyards_keepers_record_its_meetings_and_no_others(session, hamlet):
    keeper = hamlet.committee()
    meeting = record(session, hamlet, by=keeper)
    attend(session, meeting, hamlet.households[0][:1], by=keeper)
    seat(session, meeting, by=keeper, organisation_id=body(session, OrganisationKind.OWNERS_GROUP))
    whole = {"courtyard_id": None, "kind": MeetingKind.CONSULTATION, "title": "民主协商会"}
    site_wide = record(session, hamlet, **whole)
    for do in (
        lambda: record(session, hamlet, by=keeper, courtyard_id=hamlet.courtyards[1]),
        lambda: record(session, hamlet, by=keeper, **whole | {"title": "又一场"}),
        lambda: record(session, hamlet, by=keeper, kind=MeetingKind.CONSULTATION),
        lambda: attend(session, site_wide, hamlet.households[0][:1], by=keeper),
        lambda: attend(session, meeting, hamlet.households[0][:1], by=hamlet.committee(1)),
        lambda: seat(session, site_wide, by=keeper, organisation_id=hamlet.companies[0]),
    ):
        with pytest.raises(NotAllowed):
            do()


def test_lookers_on_record_nothing(session, hamlet):
    meeting = record(session, hamlet)
    row = seat(session, meeting, organisation_id=hamlet.companies[0])
    for by in (LEADER, PUBLIC, hamlet.company()):
        for do in (
            lambda by=by: record(session, hamlet, by=by, title="另一场"),
            lambda by=by: attend(session, meeting, hamlet.households[0][:1], by=by),
            lambda by=by: seat(session, meeting, by=by, organisation_id=hamlet.companies[0]),
            lambda by=by: unseat(session, row, by=by),
        ):
            with pytest.raises(NotAllowed):
                do()


def test_a_seat_said_again_takes_the_place_of_the_first(session, hamlet):
    meeting = record(session, hamlet)
    row = seat(session, meeting, organisation_id=hamlet.companies[0])
    again = seat(session, meeting, organisation_id=hamlet.companies[0], presence=Presence.APOLOGIES)
    assert (again.id, again.presence, again.version) == (row.id, Presence.APOLOGIES, 2)
    unseat(session, again)
    assert not session.exec(select(PartyAttendance)).all()
    verbs = session.exec(select(AuditEvent.verb).order_by(AuditEvent.seq)).all()
    assert verbs == ["record", "seat", "seat", "unseat"]
    details = session.exec(select(AuditEvent.details).where(col(AuditEvent.verb).endswith("seat"))).all()
    assert {one["organisation_id"] for one in details} == {hamlet.companies[0]}


def test_people_by_name_are_for_the_office(session, hamlet):
    meeting = record(session, hamlet)
    person_id = somebody(session, hamlet.companies[0])
    given = {"organisation_id": hamlet.companies[0], "person_id": person_id}
    with pytest.raises(NotAllowed):
        seat(session, meeting, by=hamlet.committee(), **given)
    row = seat(session, meeting, **given)
    with pytest.raises(NotAllowed):
        unseat(session, row, by=hamlet.committee())
    other = seat(session, meeting, organisation_id=hamlet.companies[0])
    assert other.id != row.id


def test_a_seat_names_a_body(session, hamlet):
    meeting = record(session, hamlet)
    for given in ({}, {"organisation_id": 4711}):
        with pytest.raises(InvalidDraft) as error:
            seat(session, meeting, **given)
        assert problems(error) == {("organisation_id", "missing")}
    with pytest.raises(InvalidDraft) as error:
        seat_all(session)
    assert problems(error) == {("organisation_id", "missing")}
    with pytest.raises(NotFound):
        attend(session, Meeting(id=4711))
    with pytest.raises(NotFound):
        unseat(session, PartyAttendance(id=4711))


def test_the_trail_says_how_many_and_never_who(session, hamlet):
    meeting = record(session, hamlet, title="甄可疑家的会")
    attend(session, meeting, hamlet.households[0])
    events = [one.model_dump(mode="json") for one in session.exec(select(AuditEvent))]
    told = json.dumps([one["details"] for one in events], ensure_ascii=False)
    assert "甄可疑" not in told
    assert "household" not in told


def test_who_sat_is_saved_once_and_all_of_it_or_nothing(session, hamlet):
    meeting = record(session, hamlet)
    sat = [sitting(meeting, organisation_id=id_) for id_ in hamlet.companies]
    before = session.get_one(Head, 1).seq
    half = session.begin_nested()
    with pytest.raises(InvalidDraft):
        seat_all(session, *sat, sitting(meeting, organisation_id=4711), key="seats")
    half.rollback()
    seat_all(session, *sat, key="seats")
    assert session.exec(select(PartyAttendance.organisation_id)).all() == list(hamlet.companies)
    with pytest.raises(AlreadyDone) as error:
        seat_all(session, *sat, key="seats")
    assert (error.value.noun, error.value.ref) == ("meeting", meeting.id)
    assert session.get_one(Head, 1).seq == before + 2


def test_the_seats_of_one_saving_are_of_one_meeting(session, hamlet):
    meeting, other = record(session, hamlet), record(session, hamlet, title="另一场")
    drafts = [sitting(one, organisation_id=hamlet.companies[0]) for one in (meeting, other)]
    with pytest.raises(InvalidDraft) as error:
        seat_all(session, *drafts)
    assert problems(error) == {("meeting_id", "another_verb")}


def test_a_double_click_takes_back_once(session, hamlet):
    meeting = record(session, hamlet)
    row = seat(session, meeting, organisation_id=hamlet.companies[0])
    unseat(session, row, key="back")
    with pytest.raises(AlreadyDone) as error:
        unseat(session, row, key="back")
    assert (error.value.noun, error.value.ref) == ("meeting", meeting.id)


def test_the_keepers_enter_their_own_group_and_the_owners_alone(session, hamlet):
    group, owners = OrganisationKind.COURTYARD_GROUP, OrganisationKind.OWNERS_GROUP
    mine, other = hamlet.courtyards
    meeting, keeper = record(session, hamlet), hamlet.committee()
    for fits in (body(session, group, mine), body(session, owners), body(session, owners, mine)):
        assert seat(session, meeting, by=keeper, organisation_id=fits).organisation_id == fits
    strangers = (
        hamlet.companies[0],
        body(session, group, other),
        body(session, owners, other),
        body(session, group),
        body(session, OrganisationKind.RESIDENTS_COMMITTEE),
        body(session, OrganisationKind.SELF_GOVERNANCE_COMMITTEE, mine),
    )
    for stranger in strangers:
        with pytest.raises(InvalidDraft) as error:
            seat(session, meeting, by=keeper, organisation_id=stranger)
        assert problems(error) == {("organisation_id", "does_not_sit_here")}
    assert session.exec(select(func.count()).select_from(PartyAttendance)).one() == 3


def test_the_office_enters_every_body_of_the_place_that_stood_on_the_day(session, hamlet):
    group = OrganisationKind.COURTYARD_GROUP
    here, site_wide = (
        record(session, hamlet),
        record(session, hamlet, kind=MeetingKind.JOINT, courtyard_id=None, title="联席会"),
    )
    elsewhere = body(session, group, hamlet.courtyards[1])
    for id_ in (hamlet.companies[0], body(session, group, hamlet.courtyards[0])):
        seat(session, here, organisation_id=id_)
    seat(session, site_wide, organisation_id=elsewhere)
    last_day = body(session, group, hamlet.courtyards[0], until=HELD)
    seat(session, here, organisation_id=last_day)
    for stranger in (
        elsewhere,
        body(session, group, hamlet.courtyards[0], until=HELD - timedelta(days=1)),
        body(session, group, hamlet.courtyards[0], since=HELD + timedelta(days=1)),
    ):
        with pytest.raises(InvalidDraft) as error:
            seat(session, here, organisation_id=stranger)
        assert problems(error) == {("organisation_id", "does_not_sit_here")}


@pytest.mark.parametrize(
    ("term", "sat"),
    [
        ({}, True),
        ({"until": HELD}, True),
        ({"ended_on": HELD}, True),
        ({"until": HELD - timedelta(days=1)}, False),
        ({"since": HELD + timedelta(days=1)}, False),
        ({"ended_on": HELD - timedelta(days=1)}, False),
    ],
)
def test_who_sits_by_name_holds_office_on_that_day(session, hamlet, term, sat):
    meeting = record(session, hamlet)
    mine, other = hamlet.companies
    given = {"organisation_id": mine, "person_id": somebody(session, mine, **term)}
    if sat:
        assert seat(session, meeting, **given).person_id == given["person_id"]
    wrong = [given | {"organisation_id": other}, *([] if sat else [given]), given | {"person_id": 4711}]
    for stranger in wrong:
        with pytest.raises(InvalidDraft) as error:
            seat(session, meeting, **stranger)
        assert problems(error) == {("organisation_id", "not_in_office")}


@pytest.mark.parametrize("kind", [MeetingKind.JOINT, MeetingKind.COMMITTEE])
def test_households_are_counted_at_open_meetings_alone(session, hamlet, kind):
    meeting = record(session, hamlet, kind=kind, courtyard_id=None, title="一场会")
    with pytest.raises(InvalidDraft) as error:
        attend(session, meeting, hamlet.households[0][:1])
    assert problems(error) == {("household_id", "counts_no_households")}
    assert homes(session, meeting) == []


def test_nobody_came_and_stayed_away(session, hamlet):
    first, second, _third = hamlet.households[0]
    meeting = record(session, hamlet)
    with pytest.raises(InvalidDraft) as error:
        attend(session, meeting, [first, second], [second])
    assert problems(error) == {("household_id", "came_and_stayed_away")}
    assert homes(session, meeting) == []
