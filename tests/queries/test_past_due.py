"""What is past its day: every kind against its rows counted by hand, in which order, and who sees which."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlmodel import select

from dashboard.access import Principal
from dashboard.clock import at, civil
from dashboard.errors import NotAllowed, NotFound
from dashboard.queries import hazards, overview, past_due, quality, records, requests
from dashboard.records.catalogue import KINDS
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.mediation import Mediation
from dashboard.schema.meetings import Task
from dashboard.schema.money import Disclosure
from dashboard.schema.organisations import Organisation, OrganisationKind, Person, Pledge
from dashboard.schema.places import Site
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import Closing, LimitClass, Request, RequestStep, StepKind
from dashboard.schema.safety import Hazard
from tests.actions import loop
from tests.actions.test_hazards import DUE, fix, report
from tests.sites import LEADER, OFFICE, PUBLIC

DAYS = [date(2026, 10, 31), date(2026, 3, 15), date(2025, 4, 30)]
DATED = {
    "hazard": (Hazard, "found_on", "due_on", "fixed_on"),
    "disclosure": (Disclosure, "due_on", "due_on", "published_on"),
    "mediation": (Mediation, "concluded_on", "due_on", "performed_on"),
    "renovation_item": (RenovationItem, "agreed_on", "planned_until", "done_on"),
    "pledge": (Pledge, "made_on", "due_on", "delivered_on"),
}


def is_late(row, began: str, due: str, ended: str, day: date) -> bool:
    """By the row's own days, as whoever reads the paper would say."""
    since, until, done = (getattr(row, name) for name in (began, due, ended))
    return (
        since is not None
        and since <= day
        and until is not None
        and until < day
        and not (done and done <= day)
    )


def open_requests(session, day: date) -> dict[int, date | None]:
    """Each request that is open at a day's end, with the day by which something was to be done."""
    closed = {
        one.request_id
        for one in session.execute(select(Closing)).scalars()
        if one.closed_on <= day and not (one.reopened_on and one.reopened_on <= day)
    }
    turned = {
        one.request_id
        for one in session.execute(select(RequestStep)).scalars()
        if one.kind in (StepKind.REJECT, StepKind.TRANSFER) and civil(one.at) <= day
    }
    found = {}
    for one in session.execute(select(Request)).scalars():
        if one.accepted_on <= day and one.id not in closed | turned:
            answered = one.first_contact_at is not None and civil(one.first_contact_at) <= day
            found[one.id] = one.promised_on or (None if answered else one.limit_on)
    return found


@pytest.mark.parametrize("day", DAYS)
def test_every_kind_is_what_its_rows_say_on_any_day(demo_session, day):
    found = past_due.listed(demo_session, day=day)
    seen = {(one.noun, one.id) for one in found}
    assert len(seen) == len(found) > 10
    expected = {
        (noun, row.id)
        for noun, (table, *names) in DATED.items()
        for row in demo_session.execute(select(table)).scalars()
        if is_late(row, *names, day)
    }
    requests = open_requests(demo_session, day)
    expected |= {("request", id_) for id_, due in requests.items() if due is None or due < day}
    promises = {(one.noun, one.id) for one in found if one.noun in ("task", "resolution")}
    assert seen == expected | promises
    assert len(promises) == overview.matters(demo_session, day=day).promises
    assert past_due.undated(found) == sum(due is None for due in requests.values())


def test_the_counts_are_those_of_the_other_lists(demo_session):
    day = DAYS[0]
    found, matters = past_due.listed(demo_session, day=day), overview.matters(demo_session, day=day)
    counts = past_due.counted(found)
    assert counts["request"] == matters.overdue
    assert counts["hazard"] == matters.hazards
    assert counts["task"] == matters.promises
    assert sum(counts.values()) == len(found) - matters.undated


def test_a_day_is_past_when_it_has_ended(demo_session):
    one = next(one for one in past_due.listed(demo_session, day=DAYS[0]) if one.due_on)
    for later, days in ((0, []), (1, [1])):
        found = past_due.listed(demo_session, day=one.due_on + timedelta(days=later))
        assert [other.days for other in found if (other.noun, other.id) == (one.noun, one.id)] == days


def test_danger_comes_first_then_the_law_then_what_waits_longest(demo_session):
    late = next(
        one.due_on
        for one in demo_session.execute(select(Disclosure)).scalars()
        if one.published_on is None or one.published_on > one.due_on + timedelta(days=1)
    )
    found = past_due.listed(demo_session, day=late + timedelta(days=1))
    danger = {
        *(("hazard", one.id) for one in found if one.noun == "hazard"),
        *(
            ("request", one.id)
            for one in demo_session.execute(select(Request)).scalars()
            if one.limit_class == LimitClass.DANGER
        ),
    }
    ranks = [0 if (one.noun, one.id) in danger else 1 if one.noun == "disclosure" else 2 for one in found]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3
    for rank in set(ranks):
        days = [one.days for one, its in zip(found, ranks, strict=True) if its == rank]
        assert days == sorted(days, reverse=True)


def test_what_is_handed_to_nobody_is_held_by_the_group_of_its_courtyard(demo_session):
    groups = {
        one.courtyard_id: (one.name_zh, one.name_en)
        for one in demo_session.execute(select(Organisation)).scalars()
        if one.kind == OrganisationKind.COURTYARD_GROUP
    }
    bodies = {
        one.id: (one.name_zh, one.name_en) for one in demo_session.execute(select(Organisation)).scalars()
    }
    found = past_due.listed(demo_session, day=DAYS[0])
    assert {bool(one.handler_id) for one in found} == {True, False}
    for one in found:
        if one.handler_id:
            assert one.holder == bodies[one.handler_id]
        elif one.courtyard_id:
            assert one.holder == groups[one.courtyard_id]


COMMITTEE = Principal(PrincipalKind.USER, Role.COMMITTEE, courtyard_id=6)


def opens(session, by: Principal, one: past_due.PastDue) -> bool:
    """Whether the record's own page opens for a reader."""
    today = DAYS[0]
    try:
        if one.noun == "request":
            requests.one(session, by=by, request_id=one.id, today=today)
        elif one.noun == "hazard":
            hazards.one(session, by=by, hazard_id=one.id, today=today)
        else:
            records.one(session, by=by, kind=KINDS[one.noun], ref=one.id)
    except (NotFound, NotAllowed):
        return False
    return True


def company(session) -> Principal:
    """The one that most was handed to."""
    found = Counter(one.handler_id for one in past_due.listed(session, day=DAYS[0]) if one.noun == "request")
    handler = max((one for one in found if one), key=lambda one: found[one])
    return Principal(PrincipalKind.USER, Role.PROPERTY, organisation_id=handler)


@pytest.mark.parametrize("who", ["office", "leader", "public", "committee", "company"])
def test_a_reader_is_told_the_single_ones_whose_pages_open_for_them(demo_session, who):
    known = {"office": OFFICE, "leader": LEADER, "public": PUBLIC, "committee": COMMITTEE}
    by = known.get(who) or company(demo_session)
    found = past_due.listed(demo_session, day=DAYS[0])
    told = past_due.seen_by(found, by)
    assert told == [one for one in found if opens(demo_session, by, one)]
    assert (not told) == (who == "public")
    assert past_due.is_told(by) == (who != "public")


def test_what_a_person_promised_is_not_put_down_to_the_group(session, hamlet):
    set_on, due_on = date(2026, 9, 1), date(2026, 9, 8)
    site = session.execute(select(Site.id)).scalar_one()
    names = {"name_zh": "一院自治小组", "name_en": "Group of Courtyard 1"}
    kind, home = OrganisationKind.COURTYARD_GROUP, hamlet.courtyards[0]
    session.add(Organisation(site_id=site, courtyard_id=home, kind=kind, since=set_on, **names))
    person = Person(name="甄大爷")
    session.add(person)
    session.flush()
    where = {"courtyard_id": home, "title": "清走杂物", "set_on": set_on, "due_on": due_on}
    session.add_all([Task(**where, person_id=person.id), Task(**where)])
    session.flush()
    found = past_due.listed(session, day=date(2026, 9, 20))
    told = [(one.is_persons, one.holder) for one in found]
    assert told == [(True, ("", "")), (False, (names["name_zh"], names["name_en"]))]


def test_a_request_is_late_unanswered_without_a_day_and_past_the_day_that_was_promised(session, hamlet):
    accepted, moment = date(2026, 9, 1), at(date(2026, 9, 1))
    request = loop.register(session, hamlet, moment)

    def told(day: date) -> list[tuple[date | None, int, bool]]:
        return [(one.due_on, one.days, one.is_answered) for one in past_due.listed(session, day=day)]

    limit = request.limit_on
    assert told(limit) == []
    assert told(limit + timedelta(days=1)) == [(limit, 1, False)]
    answered = limit + timedelta(days=2)
    request = loop.step(session, request, at(answered))
    assert told(answered) == [(None, (answered - accepted).days, True)]
    assert told(answered - timedelta(days=1)) == [(limit, 1, False)]
    promised = answered + timedelta(days=5)
    request = loop.step(session, request, at(answered), kind=StepKind.EXTENSION, promised_on=promised)
    assert told(promised) == []
    assert told(promised + timedelta(days=3)) == [(promised, 3, True)]
    loop.close(session, request, at(promised + timedelta(days=3)))
    assert told(promised + timedelta(days=3)) == []
    assert told(promised + timedelta(days=2)) == [(promised, 2, True)]


def test_a_hazard_is_late_from_the_day_after_it_was_due_until_it_is_fixed(session, hamlet):
    hazard = report(session, hamlet)
    late = [(one.noun, one.id, one.days) for one in past_due.listed(session, day=DUE + timedelta(days=2))]
    assert late == [("hazard", hazard.id, 2)]
    assert past_due.listed(session, day=DUE) == []
    fix(session, hazard, fixed_on=DUE + timedelta(days=2))
    assert [one.days for one in past_due.listed(session, day=DUE + timedelta(days=1))] == [1]
    assert past_due.listed(session, day=DUE + timedelta(days=2)) == []


@pytest.mark.parametrize("day", DAYS)
def test_reports_by_month_are_those_of_the_list_of_reports(demo_session, day):
    owed = quality.owed(demo_session, day=day, today=DAYS[0])
    months = sorted({one.month for one in owed})
    assert quality.monthly(demo_session, day=day, today=DAYS[0]) == {
        month: quality.tally(one for one in owed if one.month == month) for month in months
    }
    assert 5 < len(months) <= quality.MONTHS
