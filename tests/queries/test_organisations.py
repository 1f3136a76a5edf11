"""One core, many bodies: who is in office, who may know their names, cross-posts, pledges, rooms."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from dashboard.access import Principal
from dashboard.queries import organisations
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.activities import RoomKind, StationRoom, StationVisit
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.organisations import (
    CrossPost,
    Organisation,
    OrganisationKind,
    Person,
    Pledge,
    PostKind,
    Selection,
    Term,
)
from tests.indicators.conftest import demo_engine, demo_session, demo_url
from tests.sites import LEADER, OFFICE, PUBLIC, SINCE

__all__ = ["demo_engine", "demo_session", "demo_url"]

DAY = date(2026, 9, 30)
LONG = {"since": date(2026, 1, 1), "until": date(2028, 12, 31)}


class Bodies:
    """A branch, a residents' committee and a group in each courtyard, written by hand."""

    def __init__(self, session, hamlet):
        self.session, self.hamlet = session, hamlet
        self.branch = self.body(OrganisationKind.COMPANY_BRANCH)
        self.residents = self.body(OrganisationKind.RESIDENTS_COMMITTEE)
        self.groups = [
            self.body(OrganisationKind.COURTYARD_GROUP, courtyard_id=yard, seats=5)
            for yard in hamlet.courtyards
        ]

    def add(self, row):
        self.session.add(row)
        self.session.flush()
        return row.id

    def body(self, kind, **given):
        values = {"kind": kind, "name_zh": kind.value, "name_en": kind.value, "since": SINCE}
        return self.add(Organisation(**values | {"site_id": self.site} | given))

    @property
    def site(self):
        return self.session.get(Organisation, self.hamlet.companies[0]).site_id

    def person(self, name):
        return self.add(Person(name=name, phone="13987654321"))

    def term(self, person, body, post=PostKind.MEMBER, **given):
        values = {"person_id": person, "organisation_id": body, "post": post}
        return self.add(Term(**values | {"selection": Selection.ELECTED} | LONG | given))

    def cross(self):
        home = {"home_id": self.branch, "home_post": PostKind.SECRETARY}
        host = {"host_id": self.residents, "host_post": PostKind.PART_TIME_MEMBER}
        names = {"name_zh": "交叉任职", "name_en": "Cross-post"}
        return self.add(CrossPost(company_id=self.hamlet.companies[0], **names, **home, **host))


@pytest.fixture
def bodies(session, hamlet):
    return Bodies(session, hamlet)


def filled(session, day=DAY):
    return [one.filled for one in organisations.structure(session, day=day).links]


def test_who_may_know_which_names(session, hamlet, bodies):
    places = {"own": bodies.groups[0], "other": bodies.groups[1], "branch": bodies.branch}
    for place, body in places.items():
        bodies.term(bodies.person({"own": "甄可疑", "other": "欧阳可信", "branch": "司徒"}[place]), body)
    nobody = dict.fromkeys(places)
    expected = [
        (OFFICE, {"own": "甄*", "other": "欧*", "branch": "司*"}),
        (hamlet.committee(), {"own": "甄*", "other": None, "branch": None}),
        (hamlet.committee(1), {"own": None, "other": "欧*", "branch": None}),
        (Principal(PrincipalKind.USER, Role.COMMITTEE), nobody),
        (LEADER, nobody),
        (hamlet.company(), nobody),
        (PUBLIC, nobody),
    ]
    for by, names in expected:
        found = {one.organisation_id: one.name for one in organisations.in_office(session, by=by, day=DAY)}
        assert found == {places[place]: name for place, name in names.items()}, by


def test_the_name_is_never_whole_and_the_phone_never_there(session, bodies):
    bodies.term(bodies.person("甄可疑"), bodies.groups[0])
    for by in (OFFICE, bodies.hamlet.committee(), LEADER, PUBLIC):
        shown = repr(organisations.in_office(session, by=by, day=DAY))
        assert "可疑" not in shown
        assert "1398" not in shown


@pytest.mark.parametrize(
    ("given", "serves"),
    [
        ({}, True),
        ({"since": DAY}, True),
        ({"since": DAY + timedelta(days=1)}, False),
        ({"until": DAY}, True),
        ({"until": DAY - timedelta(days=1)}, False),
        ({"ended_on": DAY}, False),
        ({"ended_on": DAY + timedelta(days=1)}, True),
    ],
)
def test_in_office_on_the_day(session, bodies, given, serves):
    bodies.term(bodies.person("甄可疑"), bodies.groups[0], **given)
    assert len(organisations.in_office(session, by=OFFICE, day=DAY)) == serves
    [group] = [o for o in organisations.structure(session, day=DAY).bodies if o.id == bodies.groups[0]]
    assert (group.serving, group.seats, group.empty) == (int(serves), 5, 5 - serves)


def test_empty_seats_are_never_fewer_than_none(session, bodies):
    for number in range(6):
        bodies.term(bodies.person(f"人{number}"), bodies.groups[0])
    found = {one.id: one for one in organisations.structure(session, day=DAY).bodies}
    assert (found[bodies.groups[0]].serving, found[bodies.groups[0]].empty) == (6, 0)
    assert (found[bodies.groups[1]].serving, found[bodies.groups[1]].empty) == (0, 5)
    assert (found[bodies.branch].seats, found[bodies.branch].empty) == (None, 0)


def test_only_bodies_in_force_are_there(session, bodies):
    gone = bodies.body(OrganisationKind.RESIDENT_UNIT, until=DAY - timedelta(days=1))
    last = bodies.body(OrganisationKind.RESIDENT_UNIT, until=DAY)
    to_come = bodies.body(OrganisationKind.RESIDENT_UNIT, since=DAY + timedelta(days=1))
    bodies.term(bodies.person("甄可疑"), gone)
    there = {one.id for one in organisations.structure(session, day=DAY).bodies}
    assert last in there
    assert not {gone, to_come} & there
    assert organisations.in_office(session, by=OFFICE, day=DAY) == []


def test_terms_about_to_end(session, bodies):
    """30 September + 90 days is 29 December: that day still counts, the next does not."""
    for until in (date(2026, 12, 30), date(2026, 12, 29), date(2026, 9, 30), date(2026, 10, 31)):
        bodies.term(bodies.person(str(until)), bodies.groups[0], until=until)
    left = bodies.person("left")
    bodies.term(left, bodies.groups[0], until=date(2026, 10, 5), ended_on=date(2026, 9, 1))
    offices = organisations.in_office(session, by=OFFICE, day=DAY)
    soon = organisations.ending(offices, day=DAY)
    assert [(one.until, one.days_left(DAY)) for one in soon] == [
        (date(2026, 9, 30), 0),
        (date(2026, 10, 31), 31),
        (date(2026, 12, 29), 90),
    ]


def test_a_cross_post_is_one_person_in_both_posts(session, bodies):
    bodies.cross()
    one, other = bodies.person("一"), bodies.person("二")
    assert filled(session) == [False]
    bodies.term(one, bodies.branch, PostKind.SECRETARY)
    bodies.term(other, bodies.residents, PostKind.PART_TIME_MEMBER)
    bodies.term(one, bodies.residents, PostKind.MEMBER)
    assert filled(session) == [False]
    bodies.term(one, bodies.residents, PostKind.PART_TIME_MEMBER, ended_on=DAY + timedelta(days=1))
    assert filled(session) == [True]
    assert filled(session, DAY + timedelta(days=1)) == [False]
    assert len(organisations.structure(session, day=DAY + timedelta(days=1)).missing) == 1


def test_the_branch_knows_its_company(session, bodies):
    bodies.cross()
    company = {one.id: one.company_id for one in organisations.structure(session, day=DAY).bodies}
    assert company[bodies.branch] == bodies.hamlet.companies[0]
    assert company[bodies.residents] is None


RAW = """
SELECT x.id, EXISTS (
    SELECT 1 FROM term a JOIN term b ON a.person_id = b.person_id
    WHERE a.organisation_id = x.home_id AND a.post = x.home_post
      AND b.organisation_id = x.host_id AND b.post = x.host_post
      AND a.since <= :day AND :day <= a.until AND (a.ended_on IS NULL OR :day < a.ended_on)
      AND b.since <= :day AND :day <= b.until AND (b.ended_on IS NULL OR :day < b.ended_on))
FROM cross_post x ORDER BY x.id
"""


def test_cross_posts_of_the_demonstration(demo_session, demo_url):
    with closing(sqlite3.connect(demo_url.removeprefix("sqlite:///"))) as connection:
        for day in (date(2026, 10, 31), date(2025, 6, 30), date(2019, 1, 1)):
            raw = [bool(held) for _id, held in connection.execute(RAW, {"day": day.isoformat()})]
            assert filled(demo_session, day) == raw
    assert filled(demo_session, date(2026, 10, 31)).count(False) == 1
    assert filled(demo_session, date(2019, 1, 1)) == [False] * 3


def test_bodies_of_the_demonstration(demo_session, demo_url):
    seen = organisations.structure(demo_session, day=date(2026, 10, 31))
    with closing(sqlite3.connect(demo_url.removeprefix("sqlite:///"))) as connection:
        count = connection.execute("SELECT count(*) FROM organisation").fetchone()[0]
        serving = dict(
            connection.execute(
                "SELECT organisation_id, count(DISTINCT person_id) FROM term WHERE since <= '2026-10-31' "
                "AND until >= '2026-10-31' AND (ended_on IS NULL OR ended_on > '2026-10-31') GROUP BY 1"
            )
        )
    assert len(seen.bodies) == count
    assert {one.id: one.serving for one in seen.bodies if one.serving} == serving
    groups = [one for one in seen.bodies if one.kind == "courtyard_group"]
    assert [one.courtyard_id for one in groups] == sorted(one.courtyard_id for one in groups)


@pytest.mark.parametrize(
    ("due", "delivered", "state"),
    [
        (date(2026, 9, 1), date(2026, 9, 1), "on_time"),
        (date(2026, 9, 1), date(2026, 9, 2), "late"),
        (date(2026, 9, 30), None, "not_yet"),
        (date(2026, 9, 29), None, "overdue"),
        # Delivered only after the day that is looked at: not known yet.
        (date(2026, 9, 29), date(2026, 10, 1), "overdue"),
        (date(2026, 10, 20), date(2026, 10, 1), "not_yet"),
    ],
)
def test_a_pledge_as_it_stood(session, bodies, due, delivered, state):
    unit = bodies.body(OrganisationKind.RESIDENT_UNIT)
    given = {"organisation_id": unit, "title": "添置座椅", "made_on": date(2026, 8, 1)}
    bodies.add(Pledge(**given, due_on=due, delivered_on=delivered))
    bodies.add(Pledge(**given | {"made_on": DAY + timedelta(days=1)}, due_on=date(2026, 12, 1)))
    [found] = organisations.pledges(session, by=LEADER, day=DAY)
    assert found.state == state
    assert (found.delivered_on is None) == (state in ("not_yet", "overdue"))


def test_a_pledges_title_is_typed_and_not_for_the_public(session, bodies):
    unit = bodies.body(OrganisationKind.RESIDENT_UNIT)
    dates = {"made_on": date(2026, 8, 1), "due_on": date(2026, 12, 1)}
    bodies.add(Pledge(organisation_id=unit, title="给王某某添置座椅", **dates))
    for by in (OFFICE, LEADER, bodies.hamlet.committee(), bodies.hamlet.company()):
        assert [one.title for one in organisations.pledges(session, by=by, day=DAY)] == ["给王某某添置座椅"]
    found = organisations.pledges(session, by=PUBLIC, day=DAY)
    assert [(one.title, one.state) for one in found] == [(None, "not_yet")]


def test_visitors_of_full_months(session, bodies):
    room = bodies.add(
        StationRoom(site_id=bodies.site, kind=RoomKind.LIBRARY, name_zh="图书室", name_en="Library")
    )
    visits = [(date(2026, 9, 1), 3), (date(2026, 9, 30), 4), (date(2026, 10, 1), 50), (date(2025, 9, 30), 9)]
    for on, visitors in visits:
        bodies.add(StationVisit(room_id=room, visited_on=on, visitors=visitors))
    bodies.add(
        ReportingDuty(
            kind=DutyKind.STATION,
            organisation_id=bodies.residents,
            month="2026-08",
            due_on=date(2026, 9, 5),
            entered_on=date(2026, 9, 3),
        )
    )
    [found] = organisations.rooms(session, day=DAY)
    assert next(iter(found.months)) == "2025-10"
    assert list(found.months)[-1] == "2026-09"
    assert found.months["2026-09"] == 7
    assert found.months["2026-08"] == 0
    assert found.months["2026-07"] is None
    [running] = organisations.rooms(session, day=DAY + timedelta(days=20))
    assert list(running.months)[-1] == "2026-09"
