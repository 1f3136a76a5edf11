"""One courtyard: who sees which rows, what was open on a day, who is in office, what happened."""

from datetime import date, timedelta
from math import sqrt

import pytest
from sqlalchemy import text

from dashboard.clock import at
from dashboard.indicators.scores import Compared
from dashboard.queries import courtyard, courtyard_rows, courtyard_story, overview, turnout
from dashboard.queries.courtyard_story import Strand
from dashboard.schema.accounts import Role
from dashboard.schema.meetings import (
    HouseholdAttendance,
    Meeting,
    MeetingKind,
    Resolution,
    SealPurpose,
    SealUse,
    Task,
)
from dashboard.schema.organisations import Organisation, OrganisationKind, Person, PostKind, Selection, Term
from dashboard.schema.places import Courtyard
from dashboard.schema.renovation import RenovationClass, RenovationItem
from dashboard.schema.requests import Place, Request
from dashboard.schema.safety import Hazard, HazardKind
from tests import lookups
from tests.actions import loop
from tests.indicators.conftest import demo_engine, demo_session, demo_url
from tests.sites import CANARY_NAME, LEADER, OFFICE, PUBLIC

__all__ = ["demo_engine", "demo_session", "demo_url"]

NOW, TODAY = at(date(2026, 9, 1)), date(2026, 9, 1)
TEXT = "请王某某家修好水管"
READERS = ["leader", "own", "other", "office", "property", "stranger", "public"]


@pytest.fixture
def readers(hamlet):
    """Everybody who may look at the first courtyard; the first company has its request, the second none."""
    return {
        "leader": LEADER,
        "own": hamlet.committee(0),
        "other": hamlet.committee(1),
        "office": OFFICE,
        "property": hamlet.company(0),
        "stranger": hamlet.company(1),
        "public": PUBLIC,
    }


def put(session, row):
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def lived(session, hamlet):
    """A courtyard with a group of five seats, two requests, a hazard, a task, a resolution, a seal use."""
    home = hamlet.courtyards[0]
    site = session.get_one(Courtyard, home).site_id
    group = put(
        session,
        Organisation(
            site_id=site,
            courtyard_id=home,
            kind=OrganisationKind.COURTYARD_GROUP,
            name_zh="1号院自治小组",
            name_en="Group 1",
            seats=5,
            since=date(2024, 1, 1),
        ),
    )
    for post, since, until, ended in (
        (PostKind.MEMBER, date(2023, 9, 1), date(2026, 8, 31), None),  # ran out the day before
        (PostKind.MEMBER, date(2023, 12, 1), date(2026, 11, 30), None),  # ends in exactly 90 days
        (PostKind.HEAD, date(2024, 1, 1), date(2026, 12, 1), None),  # in 91
        (PostKind.DEPUTY, date(2024, 1, 1), date(2026, 12, 31), date(2026, 5, 1)),  # left
        (PostKind.DEPUTY, date(2026, 10, 1), date(2029, 9, 30), None),  # not begun
    ):
        person = put(session, Person(name=CANARY_NAME, phone="13987654321"))
        term = {"person_id": person.id, "organisation_id": group.id, "selection": Selection.ELECTED}
        put(session, Term(**term, post=post, since=since, until=until, ended_on=ended))
    first, second = (loop.register(session, hamlet, at(date(2026, 7, day))) for day in (1, 20))
    loop.hand_over(session, first, at(date(2026, 7, 2)), hamlet.companies[0])
    loop.register(session, hamlet, at(date(2026, 7, 1)), which=1)
    hazard = {"courtyard_id": home, "kind": HazardKind.WIRING, "stairwell": 1, "note": TEXT}
    put(session, Hazard(**hazard, place=Place.STAIRWELL, found_on=date(2026, 8, 1), due_on=date(2026, 8, 31)))
    promised = {"courtyard_id": home, "due_on": date(2026, 8, 20)}
    put(session, Task(**promised, title=TEXT, set_on=date(2026, 8, 1)))
    put(session, Task(**promised, title="做完了", set_on=date(2026, 8, 1), done_on=date(2026, 8, 19)))
    put(session, Task(**promised, title="不做了", set_on=date(2026, 8, 1), dropped_on=date(2026, 8, 19)))
    carried = put(session, Resolution(**promised, text="由督办承接", decided_on=date(2026, 8, 1)))
    put(session, Task(**promised, title="承接", set_on=date(2026, 8, 1), resolution_id=carried.id))
    put(session, Resolution(courtyard_id=home, text=TEXT, decided_on=date(2026, 8, 1), due_on=TODAY))
    seal = {"organisation_id": group.id, "courtyard_id": home, "purpose": SealPurpose.OPINION}
    put(session, SealUse(**seal, title=TEXT, used_on=date(2026, 8, 1), no=1, void_on=date(2026, 9, 2)))
    return home, first, second


def told(session, by, home):
    """All that one reader gets of a courtyard, as one text."""
    where = {"by": by, "courtyard_id": home, "day": TODAY}
    reads = ("requests", "hazards", "promises", "office", "seals")
    found = {name: getattr(courtyard_rows, name)(session, **where) for name in reads}
    story = courtyard_story.story(session, **where)
    return found, f"{found} {story} {courtyard.view(session, courtyard_id=home, day=TODAY, role=by.role)}"


@pytest.mark.parametrize("reader", READERS)
def test_names_are_masked_for_the_own_committee_and_the_office_only(session, lived, readers, reader) -> None:
    found, everything = told(session, readers[reader], lived[0])
    named = {row["name"] for row in found["office"]}
    assert named == ({CANARY_NAME[0] + "*"} if reader in ("own", "office") else {None})
    assert CANARY_NAME not in everything
    assert "13987654321" not in everything
    assert [row["post"] for row in found["office"]] == [PostKind.HEAD, PostKind.MEMBER]


@pytest.mark.parametrize("reader", READERS)
def test_rows_of_requests_follow_the_scope(session, lived, readers, reader) -> None:
    home, first, second = lived
    found = told(session, readers[reader], home)[0]["requests"]
    numbers = None if found is None else [row["number"] for row in found]
    wanted = {"property": [first.number], "stranger": [], "other": None, "public": None}
    assert numbers == wanted.get(reader, [first.number, second.number])
    for row in found or []:
        assert not row.keys() & {"summary", "said_by", "phone", "stairwell", "room", "household_id"}


@pytest.mark.parametrize("reader", READERS)
def test_hazards_promises_and_typed_titles_follow_the_role(session, lived, readers, reader) -> None:
    found, everything = told(session, readers[reader], lived[0])
    assert (found["hazards"] is None) == (reader in ("other", "public"))
    assert (found["promises"] is None) == (reader == "public")
    titled = reader in ("office", "leader", "own")
    assert found["seals"][0]["title"] == (TEXT if titled else None)
    assert (TEXT in everything) == (reader != "public")
    for row in found["hazards"] or []:
        assert not row.keys() & {"note", "stairwell", "household_id"}


def test_what_is_open_is_counted_by_its_day(session, lived) -> None:
    home, first, _second = lived
    now = courtyard.open_on(session, courtyard_id=home, day=TODAY)
    # Tasks: one open and one for a resolution; resolutions: the one without a task, due today, so not late.
    assert (now.hazards, now.hazards_late, now.promises, now.promises_late) == (1, 1, 3, 2)
    assert (now.requests, now.requests_late) == (2, 2)
    before = courtyard.open_on(session, courtyard_id=home, day=date(2026, 7, 10))
    assert (before.requests, before.hazards, before.promises) == (1, 0, 0)
    loop.close(session, first, NOW)
    assert courtyard.open_on(session, courtyard_id=home, day=TODAY).requests == 1
    assert courtyard.open_on(session, courtyard_id=home, day=TODAY - timedelta(days=1)).requests == 2


def test_a_request_is_in_hand_from_its_first_step(session, lived) -> None:
    home, first, second = lived
    rows = courtyard_rows.all_requests(session, courtyard_id=home, day=TODAY)
    assert {row["number"]: str(row["status"]) for row in rows} == {
        first.number: "in_hand",
        second.number: "accepted",
    }
    (row,) = courtyard_rows.all_requests(session, courtyard_id=home, day=date(2026, 7, 1))
    assert (row["status"], row["overdue"], row["late"]) == ("accepted", False, 0)


def test_empty_seats_and_ends_near_are_counted(session, lived, hamlet) -> None:
    group = courtyard.group(session, courtyard_id=lived[0], day=TODAY)
    assert (group.seats, group.people, group.empty, group.ending) == (5, 2, 3, 1)
    later = courtyard.group(session, courtyard_id=lived[0], day=date(2026, 10, 1))
    assert (later.people, later.empty, later.ending) == (3, 2, 2)
    assert courtyard.group(session, courtyard_id=hamlet.courtyards[1], day=TODAY) is None


def test_unknown_seats_are_not_called_filled(session, lived) -> None:
    session.execute(text("update organisation set seats = null where kind = 'courtyard_group'"))
    session.expire_all()
    assert courtyard.group(session, courtyard_id=lived[0], day=TODAY).empty is None


def test_a_voided_use_is_void_from_its_day_on(session, lived) -> None:
    def void(day):
        (line,) = courtyard_rows.seals(session, by=OFFICE, courtyard_id=lived[0], day=day)
        return line["void_on"]

    assert void(TODAY) is None
    assert void(date(2026, 9, 2)) == date(2026, 9, 2)


def test_turnout_counts_this_courtyards_households(session, lived, hamlet) -> None:
    home = lived[0]
    site = session.get_one(Courtyard, home).site_id
    whole = {"site_id": site, "kind": MeetingKind.CONSULTATION, "title": "协商会"}
    meeting = put(session, Meeting(**whole, held_on=date(2026, 8, 5)))
    joint = {"site_id": site, "kind": MeetingKind.JOINT, "title": "联席会"}
    put(session, Meeting(**joint, held_on=date(2026, 8, 6)))
    for household in (*hamlet.households[0][:2], hamlet.households[1][0]):
        put(session, HouseholdAttendance(meeting_id=meeting.id, household_id=household))
    (row,) = turnout.meetings(session, courtyard_id=home, day=TODAY, role=Role.OFFICE)
    assert (row["present"], row["eligible"]) == (2, 3)
    # Three households are too few for a share.
    assert (row["value"], row["low"], row["high"]) == (None, None, None)
    assert turnout.meetings(session, courtyard_id=home, day=date(2026, 8, 4), role=Role.OFFICE) == []


def test_renovation_is_read_as_of_its_day(session, lived) -> None:
    home = lived[0]
    item = {"courtyard_id": home, "renovation_class": RenovationClass.BASIC, "cost": 120000}
    names = {"title_zh": "重做屋面", "title_en": "Redo the roof"}
    dates = {"agreed_on": date(2026, 1, 1), "planned_until": date(2026, 8, 1), "done_on": TODAY}
    put(session, RenovationItem(**item, **names, **dates))

    def read(day):
        return courtyard.renovation(session, courtyard_id=home, day=day)

    assert read(date(2025, 12, 31)) == []
    assert [(row["done_on"], row["late"]) for row in read(date(2026, 8, 31))] == [(None, True)]
    assert [(row["done_on"], row["late"]) for row in read(TODAY)] == [(TODAY, False)]


def test_the_story_tells_terms_and_counts_requests(session, lived) -> None:
    where = {"courtyard_id": lived[0], "day": TODAY}
    events = courtyard_story.story(session, by=LEADER, **where)
    office = [(one.on, one.what) for one in events if one.strand is Strand.OFFICE]
    assert office == [(date(2026, 8, 31), "ended"), (date(2026, 5, 1), "ended")]
    (moved,) = [one for one in events if one.strand is Strand.REQUESTS]
    assert (moved.month, moved.told) == ("2026-07", {"accepted": 2, "closed": 0})
    public = courtyard_story.story(session, by=PUBLIC, **where)
    (hazards,) = [one for one in public if one.strand is Strand.HAZARDS]
    assert (hazards.counted, hazards.told) == (True, {"found": 1, "fixed": 0})


def test_a_renewed_term_neither_ends_nor_begins(session, lived) -> None:
    person, group = session.execute(
        text("select person_id, organisation_id from term where until = '2026-08-31'")
    ).one()
    again = {"person_id": person, "organisation_id": group, "selection": Selection.APPOINTED}
    put(session, Term(**again, post=PostKind.MEMBER, since=TODAY, until=date(2029, 8, 31)))
    events = courtyard_story.story(session, by=LEADER, courtyard_id=lived[0], day=TODAY)
    office = [(one.on, one.what) for one in events if one.strand is Strand.OFFICE]
    assert office == [(TODAY, "renewed"), (date(2026, 5, 1), "ended")]


def test_a_term_that_ended_on_the_day_it_began_is_no_renewal(session, lived) -> None:
    group = session.execute(text("select organisation_id from term where until = '2026-08-31'")).scalar_one()
    somebody = put(session, Person(name="李某"))
    brief = {"person_id": somebody.id, "organisation_id": group, "selection": Selection.APPOINTED}
    put(session, Term(**brief, post=PostKind.MEMBER, since=TODAY, until=date(2029, 8, 31), ended_on=TODAY))
    events = courtyard_story.story(session, by=LEADER, courtyard_id=lived[0], day=TODAY)
    office = sorted(one.what for one in events if one.strand is Strand.OFFICE and one.on == TODAY)
    assert office == ["began", "ended"]


@pytest.mark.parametrize("day", [date(2026, 10, 31), date(2026, 9, 30), date(2025, 6, 30)])
def test_open_counts_are_those_of_the_overview(demo_session, day) -> None:
    whole = overview.matters(demo_session, day=day)
    late = 0
    for place in range(1, 11):
        now = courtyard.open_on(demo_session, courtyard_id=place, day=day)
        there = whole.by_courtyard.get(place, {"open": 0, "overdue": 0})
        assert (now.requests, now.requests_late) == (there["open"], there["overdue"])
        rows = courtyard_rows.all_promises(demo_session, courtyard_id=place, day=day)
        late += sum(row["overdue"] for row in rows)
    assert late == sum(one.courtyard_id is not None for one in overview.promises(demo_session, day=day))
    hazards = (
        courtyard.open_on(demo_session, courtyard_id=place, day=day).hazards_late for place in range(1, 11)
    )
    assert sum(hazards) == whole.hazards


def test_the_demonstration_has_its_clearly_worse_courtyard(demo_session) -> None:
    view = courtyard.view(demo_session, courtyard_id=6, day=date(2026, 10, 31), role=Role.LEADER)
    assert {one.key for one in view.compared(Compared.CLEARLY_WORSE)} == {"solve_rate", "satisfied_rate"}
    assert (view.facts["built_year"], view.facts["households"], view.facts["stairwells"]) == (1993, 56, 4)
    for one in view.standings:
        assert len(one.others) == 9
        assert one.site.period == one.score.period
    merged = courtyard.facts(demo_session, courtyard_id=9, day=date(2026, 10, 31))
    assert merged["households"] == 41


def test_the_sites_value_is_all_courtyards_together(demo_session) -> None:
    view = courtyard.view(demo_session, courtyard_id=3, day=date(2026, 10, 31), role=Role.LEADER)
    (solved,) = [one for one in view.standings if one.score.key == "solve_rate"]
    together = [solved.score, *solved.others]
    assert (solved.site.part, solved.site.whole) == (
        sum(one.part for one in together),
        sum(one.whole for one in together),
    )


def test_turnout_of_the_demonstration_is_a_hand_count(demo_session) -> None:
    (latest, *_rest) = turnout.meetings(
        demo_session, courtyard_id=3, day=date(2026, 10, 31), role=Role.OFFICE
    )
    meeting, held_on = lookups.answer(
        demo_session,
        "select id, held_on from meeting where stage = 'held' and kind in ('courtyard', 'consultation')"
        " and (courtyard_id = 3 or courtyard_id is null) order by held_on desc, id desc",
    )
    came = lookups.answer(
        demo_session,
        "select count(*) from household_attendance a join household h on h.id = a.household_id"
        " where a.meeting_id = :meeting and h.courtyard_id = 3",
        meeting=meeting,
    )
    assert came > 0
    assert (latest["id"], latest["held_on"].isoformat()) == (meeting, held_on)
    assert (latest["present"], latest["eligible"]) == (came, 48)
    assert (latest["low"], latest["high"]) == pytest.approx(wilson(came, 48))


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson's 95% interval as its formula gives it, apart from the product's code."""
    square = 1.959963984540054**2
    middle = part + square / 2
    half = sqrt(square * (part * (whole - part) / whole + square / 4))
    return (middle - half) / (whole + square), (middle + half) / (whole + square)


def test_the_formula_gives_what_was_worked_out_elsewhere() -> None:
    assert wilson(10, 48) == pytest.approx((0.1173, 0.3426), abs=5e-5)


def test_a_request_of_another_courtyard_is_never_listed(session, lived, hamlet) -> None:
    mine = courtyard_rows.all_requests(session, courtyard_id=lived[0], day=TODAY)
    theirs = courtyard_rows.all_requests(session, courtyard_id=hamlet.courtyards[1], day=TODAY)
    owners = {session.get_one(Request, row["id"]).courtyard_id for row in theirs}
    assert owners == {hamlet.courtyards[1]}
    assert not {row["id"] for row in mine} & {row["id"] for row in theirs}


@pytest.mark.parametrize("role", [Role.LEADER, Role.PUBLIC])
def test_no_single_meeting_is_told_to_who_sees_totals_only(demo_session, role):
    for home in range(1, 11):
        rows = turnout.meetings(demo_session, courtyard_id=home, day=date(2026, 10, 31), role=role)
        assert rows
        assert {row[name] for row in rows for name in ("present", "eligible", "value", "low", "high")} == {
            None
        }
