"""The meeting loop: record, who came, who sat; the turnout follows, and who may."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import col, func, select

from dashboard.actions import meetings
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound
from dashboard.indicators import cells
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
from dashboard.schema.organisations import Person
from dashboard.schema.places import Household, Site
from dashboard.schema.trust import AuditEvent
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
    values = {"meeting_id": meeting.id, "party": Party.COMPANY, "presence": Presence.PRESENT}
    draft = PartyAttendanceDraft.check(**values | given)
    return meetings.seat(session=session, draft=draft, by=by, now=NOW, key=key or loop.key())


def unseat(session, row, *, by=OFFICE) -> Meeting:
    return meetings.unseat(session=session, seat_id=row.id, by=by, now=NOW, key=loop.key())


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
    seat(session, meeting, by=keeper, organisation_id=hamlet.companies[0])
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


def test_people_by_name_are_for_the_office(session, hamlet):
    person = Person(name="甄可疑")
    session.add(person)
    session.flush()
    meeting = record(session, hamlet)
    given = {"organisation_id": hamlet.companies[0], "person_id": person.id}
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
