"""Data quality: what came and when, and checks that find the planted record and nothing else."""

from datetime import date, timedelta

import pytest
from scipy import stats
from sqlmodel import select

from dashboard.access import Principal
from dashboard.clock import at
from dashboard.errors import NotAllowed
from dashboard.queries import map as map_
from dashboard.queries import quality
from dashboard.queries.quality import Came
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.meetings import HouseholdAttendance, Meeting, MeetingKind
from dashboard.schema.money import Fee
from dashboard.schema.organisations import Person, PostKind, Selection, Term
from dashboard.schema.places import Building, Courtyard, Facility, FacilityKind, Household
from dashboard.schema.requests import (
    CallBack,
    Channel,
    Closing,
    LimitClass,
    Outcome,
    Place,
    Request,
    RequestStatus,
    RequestType,
)
from dashboard.schema.safety import Hazard, HazardKind
from dashboard.schema.votes import (
    Ballot,
    BallotChannel,
    BallotChoice,
    Elector,
    Electorate,
    Matter,
    Vote,
)
from tests.sites import LEADER, OFFICE, PUBLIC

TODAY = date(2026, 9, 1)
AUGUST = date(2026, 8, 10)
RING = [[102.0, 25.0], [102.002, 25.0], [102.002, 25.001], [102.0, 25.001], [102.0, 25.0]]


def added(session, row):
    session.add(row)
    session.flush()
    return row


def asked(session, hamlet, number, on=AUGUST, status=RequestStatus.IN_HAND, **given):
    """A request as a row, past every rule that an action would keep."""
    values = {
        "courtyard_id": hamlet.courtyards[0],
        "place": Place.YARD,
        "type": RequestType.CLEANING,
        "summary": f"第{number}件",
        "channel": Channel.PHONE,
        "limit_class": LimitClass.ORDINARY,
        "place_key": "c:1-yard",
    }
    row = Request(
        number=number,
        status=status,
        accepted_on=on,
        accepted_at=at(on),
        limit_at=at(on),
        limit_on=on,
        **values | given,
    )
    return added(session, row)


def closed(session, request, on, *, reopened_on=None):
    return added(
        session,
        Closing(
            request_id=request.id,
            no=1,
            courtyard_id=request.courtyard_id,
            closed_at=at(on),
            closed_on=on,
            done="扫干净了",
            reopened_on=reopened_on,
        ),
    )


def called(session, closing, on, outcome=Outcome.SOLVED):
    row = CallBack(
        closing_id=closing.id, no=1, courtyard_id=closing.courtyard_id, called_on=on, outcome=outcome
    )
    return added(session, row)


def duty(session, courtyard, month, due_on, *, kind=DutyKind.REQUESTS, **given):
    row = ReportingDuty(kind=kind, courtyard_id=courtyard, month=month, due_on=due_on, **given)
    return added(session, row)


def fee(session, hamlet, household=0, **given):
    values = {"due_on": date(2026, 8, 1), "due": 8000, "paid": 8000, "paid_on": AUGUST}
    home = hamlet.households[0][household]
    return added(session, Fee(household_id=home, courtyard_id=hamlet.courtyards[0], **values | given))


def vote(session, hamlet, *said, passed, cast_on=AUGUST):
    """A closed ordinary vote of the first courtyard's owners."""
    row = Vote(
        courtyard_id=hamlet.courtyards[0],
        electorate=Electorate.OWNERS,
        matter=Matter.ORDINARY,
        question="是否更换楼道灯？",
        notice_on=date(2026, 7, 1),
        opened_on=date(2026, 8, 1),
        closed_on=date(2026, 8, 15),
        passed=passed,
    )
    added(session, row)
    for home, choice in zip(hamlet.households[0], said, strict=True):
        elector = added(session, Elector(vote_id=row.id, household_id=home, head=f"o:{home}", area=6000))
        if choice:
            ballot = Ballot(
                elector_id=elector.id,
                vote_id=row.id,
                said=choice,
                channel=BallotChannel.DOOR,
                cast_on=cast_on,
            )
            added(session, ballot)
    return row


def held(session, hamlet, post, since, until, *, person=None, ended_on=None):
    who = person or added(session, Person(name="甄可疑"))
    term = Term(
        person_id=who.id,
        organisation_id=hamlet.companies[0],
        post=post,
        selection=Selection.ELECTED,
        since=since,
        until=until,
        ended_on=ended_on,
    )
    added(session, term)
    return who


def facility(session, hamlet, lon, lat):
    row = Facility(
        courtyard_id=hamlet.courtyards[0],
        kind=FacilityKind.FITNESS,
        name_zh="健身角",
        name_en="Fitness corner",
        lon=lon,
        lat=lat,
        since=date(2026, 1, 1),
    )
    return added(session, row)


def present(session, hamlet, household):
    meeting = session.exec(select(Meeting)).one()
    added(session, HouseholdAttendance(meeting_id=meeting.id, household_id=household))


@pytest.fixture
def town(session, hamlet):
    """A register in order, each record close to what a check looks for, on its lawful side."""
    for courtyard in session.exec(select(Courtyard)):
        courtyard.outline = RING
    for building in session.exec(select(Building)):
        building.footprint = RING
    facility(session, hamlet, 102.001, 25.0005)
    for number, month in enumerate([*range(7, 13), *range(1, 7)] * 2):
        day = date(2025 if month >= 7 else 2026, month, 5)
        asked(session, hamlet, f"H{number:02}", day, RequestStatus.REJECTED)
    half_a_year = TODAY - timedelta(days=180)
    asked(session, hamlet, "OPEN", half_a_year, place=Place.STAIRWELL, stairwell=1)
    done = asked(session, hamlet, "DONE", half_a_year, RequestStatus.STRUCK_OFF, summary="垃圾没人清")
    called(session, closed(session, done, TODAY), TODAY)
    again = asked(session, hamlet, "AGAIN", half_a_year, summary="垃圾桶满了")
    ended = closed(session, again, AUGUST, reopened_on=AUGUST)
    called(session, ended, AUGUST, Outcome.UNSOLVED)
    duty(session, hamlet.courtyards[1], "2026-08", date(2026, 9, 5), entered_on=TODAY, nothing_happened=True)
    site = session.exec(select(Courtyard)).first().site_id
    meeting = Meeting(
        site_id=site,
        courtyard_id=hamlet.courtyards[0],
        kind=MeetingKind.COURTYARD,
        title="院落会",
        held_on=AUGUST,
    )
    added(session, meeting)
    present(session, hamlet, hamlet.households[0][0])
    first, last = date(2026, 1, 1), date(2028, 12, 31)
    held(session, hamlet, PostKind.MEMBER, first, last)
    held(session, hamlet, PostKind.MEMBER, first, last)
    held(session, hamlet, PostKind.HEAD, first, last, ended_on=AUGUST)
    held(session, hamlet, PostKind.HEAD, AUGUST, last)
    vote(session, hamlet, BallotChoice.YES, BallotChoice.YES, None, passed=True)
    fee(session, hamlet)
    fee(session, hamlet, 1, paid=0, paid_on=None)
    session.flush()
    return hamlet


def _closed_without_closing(session, town):
    asked(session, town, "X", status=RequestStatus.CLOSED)


def _open_though_closed(session, town):
    closed(session, asked(session, town, "X"), AUGUST)


def _called_before_closing(session, town):
    closing = closed(session, asked(session, town, "X", status=RequestStatus.CLOSED), AUGUST)
    called(session, closing, AUGUST - timedelta(days=1), Outcome.UNSOLVED)


def _dated_ahead(session, town):
    asked(session, town, "X", TODAY + timedelta(days=1))


def _nothing_though_something(session, town):
    asked(session, town, "X", courtyard_id=town.courtyards[1])


def _present_though_away(session, town):
    gone = town.households[0][1]
    session.get(Household, gone).until = AUGUST - timedelta(days=1)
    present(session, town, gone)


def _terms_overlap(session, town):
    held(session, town, PostKind.HEAD, date(2026, 8, 20), date(2027, 1, 1))


def _declared_otherwise(session, town):
    vote(session, town, BallotChoice.YES, None, None, passed=True)


def _ballots_out_of_time(session, town):
    vote(session, town, *[BallotChoice.YES] * 3, passed=True, cast_on=date(2026, 8, 16))


def _fees_undated(session, town):
    fee(session, town, 2, paid_on=None)


def _unusual_month(session, town):
    for number in range(14):
        asked(session, town, f"X{number}", date(2026, 7, 7), RequestStatus.REJECTED)


def _long_open(session, town):
    asked(session, town, "X", TODAY - timedelta(days=181))


def _long_to_close(session, town):
    late = asked(session, town, "X", TODAY - timedelta(days=181), RequestStatus.CLOSED)
    closed(session, late, TODAY)


def _entered_twice(session, town):
    for number in ("W", "X"):
        asked(session, town, number, summary="垃圾桶满了")


def _solved_then_reopened(session, town):
    closing = closed(session, asked(session, town, "X"), AUGUST, reopened_on=TODAY)
    called(session, closing, AUGUST)


def _paid_more_than_due(session, town):
    fee(session, town, 2, paid=8001)


def _request_unplaced(session, town):
    asked(session, town, "X", place=Place.ROOF)


def _hazard_unplaced(session, town):
    hazard = Hazard(
        courtyard_id=town.courtyards[0],
        kind=HazardKind.CLUTTER,
        place=Place.STAIRWELL,
        found_on=AUGUST,
        due_on=TODAY,
    )
    added(session, hazard)


def _courtyard_without_outline(session, town):
    session.get(Courtyard, town.courtyards[0]).outline = None


def _building_without_footprint(session, town):
    found = select(Building).where(Building.courtyard_id == town.courtyards[0])
    session.exec(found).one().footprint = None


def _facility_outside(session, town):
    facility(session, town, 102.001, 25.002)


PLANTS = {
    name: plant
    for name, plant in {key.removeprefix("_"): value for key, value in globals().items()}.items()
    if name in {check.key for check in quality.CHECKS}
}


def found(session, by=OFFICE):
    return {one.key: one for one in quality.findings(session, by=by, today=TODAY)}


def test_a_register_in_order_asks_nothing(session, town):
    assert {key: one.count for key, one in found(session).items() if one.count != 0} == {}


def test_every_check_is_tried():
    assert PLANTS.keys() == {check.key for check in quality.CHECKS}


@pytest.mark.parametrize("name", PLANTS)
def test_a_check_finds_its_record_and_no_other(session, town, name):
    PLANTS[name](session, town)
    session.flush()
    seen = found(session)
    # What tells of households is counted in households: three ballots lie out of time.
    count = 3 if name == "ballots_out_of_time" else 1
    assert {key: one.count for key, one in seen.items() if one.count} == {name: count}
    [row] = seen[name].rows
    assert row.courtyard_id == {
        "terms_overlap": None,
        "nothing_though_something": town.courtyards[1],
    }.get(name, town.courtyards[0])
    if row.kind.value == "request":
        assert row.ref == row.name == "X"


@pytest.mark.parametrize("name", ["long_open", "facility_outside", "fees_undated"])
def test_a_committee_sees_its_own_courtyard_only(session, town, name):
    PLANTS[name](session, town)
    session.flush()
    assert found(session, town.committee(0))[name].count == 1
    assert found(session, town.committee(1))[name].count == 0


def test_what_counts_say_by_hand(session, town):
    _unusual_month(session, town)
    _long_open(session, town)
    _declared_otherwise(session, town)
    session.flush()
    seen = found(session)
    [month] = seen["unusual_month"].rows
    assert (month.on, month.count, month.usual) == (date(2026, 7, 1), 14, 28 / 12)
    assert seen["long_open"].rows[0].count == 181
    assert seen["declared_otherwise"].rows[0].name == "是否更换楼道灯？"


def test_a_month_is_unusual_as_scipy_says(session, town):
    """16 requests against 27 in twelve months: P(X >= 16), X ~ B(43, 1/13), is below 0.1%; 8 are not."""
    assert stats.binom.sf(15, 43, 1 / 13) < 0.001 < stats.binom.sf(7, 35, 1 / 13)
    for number in range(8):
        asked(session, town, f"X{number}", date(2026, 7, 7), RequestStatus.REJECTED)
    assert found(session)["unusual_month"].count == 0
    for number in range(8, 16):
        asked(session, town, f"X{number}", date(2026, 7, 7), RequestStatus.REJECTED)
    assert found(session)["unusual_month"].count == 1


def test_few_households_are_withheld_from_who_may_not_know_them(session, town):
    _fees_undated(session, town)
    one = found(session, LEADER)["fees_undated"]
    assert (one.count, one.rows) == (None, [])
    for month in range(1, 5):
        fee(session, town, 2, due_on=date(2026, month, 1), paid_on=None)
    one = found(session, LEADER)["fees_undated"]
    assert (one.count, one.rows) == (5, [])
    assert found(session, LEADER)["paid_more_than_due"].count == 0


@pytest.mark.parametrize("name", ["ballots_out_of_time", "fees_undated", "present_though_away"])
def test_a_check_on_households_shows_a_leader_no_row(session, town, name):
    PLANTS[name](session, town)
    session.flush()
    assert (found(session, LEADER)[name].count, found(session, LEADER)[name].rows) == (None, [])
    assert len(found(session, OFFICE)[name].rows) == 1


def test_one_condition_says_what_has_no_place(session, town):
    """A flat must be named; on a roof or in a stairwell the stairwell is enough, and so is a flat."""
    home = town.households[0][0]
    given = {
        "A": {"place": Place.FLAT, "stairwell": 1},
        "B": {"place": Place.FLAT, "household_id": home},
        "C": {"place": Place.ROOF},
        "D": {"place": Place.ROOF, "stairwell": 1},
        "E": {"place": Place.STAIRWELL, "household_id": home},
        "F": {"place": Place.YARD},
    }
    for number, values in given.items():
        asked(session, town, number, **values)
    session.flush()
    assert [row.ref for row in found(session)["request_unplaced"].rows] == ["A", "C"]
    assert map_.counts(session, day=TODAY)[town.courtyards[0]]["unplaced"] == 2


def test_who_may_not_look(session, town):
    for nobody in (PUBLIC, town.company(), Principal(PrincipalKind.USER, Role.COMMITTEE)):
        with pytest.raises(NotAllowed):
            quality.findings(session, by=nobody, today=TODAY)
        with pytest.raises(NotAllowed):
            quality.reports(session, by=nobody, day=TODAY, today=TODAY)


def reports(session, by=OFFICE, day=date(2026, 8, 31), today=TODAY):
    return quality.reports(session, by=by, day=day, today=today)


@pytest.mark.parametrize(
    ("given", "came", "days"),
    [
        ({}, Came.MISSING, None),
        ({"due_on": TODAY}, Came.NOT_DUE, None),
        ({"entered_on": date(2026, 8, 5)}, Came.ENTERED, 0),
        ({"entered_on": date(2026, 8, 2), "completed_on": date(2026, 8, 9)}, Came.COMPLETE, -3),
        ({"entered_on": date(2026, 8, 6), "completed_on": date(2026, 8, 6)}, Came.LATE, 1),
    ],
)
def test_what_became_of_a_report(session, hamlet, given, came, days):
    duty(session, hamlet.courtyards[0], "2026-07", **{"due_on": date(2026, 8, 5)} | given)
    [one] = reports(session)
    assert (one.came, one.days) == (came, days)


def test_entered_on_time_complete_and_approved_are_counted_apart(session, hamlet):
    yard, due = hamlet.courtyards[0], date(2026, 8, 5)
    on, late = date(2026, 8, 5), date(2026, 8, 6)
    duty(session, yard, "2025-09", due, entered_on=on, completed_on=on, approved_on=late)
    duty(session, yard, "2026-05", due, entered_on=late, completed_on=late)
    duty(session, yard, "2026-06", due, entered_on=on)
    duty(session, yard, "2026-07", due)
    duty(session, yard, "2026-08", date(2026, 9, 5))
    duty(session, None, "2026-08", date(2026, 9, 5), kind=DutyKind.FEES, entered_on=TODAY)
    sums = quality.tally(reports(session))
    assert (sums.expected, sums.entered, sums.on_time, sums.complete, sums.approved) == (5, 4, 3, 2, 1)


def test_the_window_is_twelve_months_and_a_committee_has_its_own(session, hamlet):
    for month in ("2025-08", "2025-09", "2026-08", "2026-09"):
        for yard in hamlet.courtyards:
            duty(session, yard, month, date(2026, 9, 5))
    duty(session, None, "2026-08", date(2026, 9, 5), kind=DutyKind.FEES)
    assert [one.month for one in reports(session, hamlet.committee(1))] == ["2025-09", "2026-08"]
    assert len(reports(session, LEADER)) == 5
