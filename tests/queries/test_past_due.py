"""What is past its day: every kind against its rows counted by hand, in which order, and who sees which."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlmodel import select

from dashboard.access import Principal, Scope, scope
from dashboard.clock import at, civil
from dashboard.queries import overview, past_due
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.mediation import Mediation
from dashboard.schema.money import Disclosure
from dashboard.schema.organisations import Organisation, OrganisationKind, Pledge
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


@pytest.mark.parametrize("by", [OFFICE, LEADER, PUBLIC, COMMITTEE])
def test_a_reader_is_told_the_single_ones_that_they_may_look_up(demo_session, by):
    found = past_due.listed(demo_session, day=DAYS[0])
    told = past_due.seen_by(found, by)
    for one in found:
        where = scope(by, past_due.SEE[one.noun])
        may = where is Scope.ANY or (where is Scope.OWN and one.courtyard_id == by.courtyard_id)
        assert (one in told) == may
    counts = Counter(one.noun for one in told)
    assert bool(counts["mediation"]) == (by in (OFFICE, COMMITTEE))
    assert (not told) == (by is PUBLIC)


def test_a_company_is_told_what_was_handed_to_it_and_what_all_companies_see(demo_session):
    found = past_due.listed(demo_session, day=DAYS[0])
    handler = next(one.handler_id for one in found if one.noun == "request" and one.handler_id)
    by = Principal(PrincipalKind.USER, Role.PROPERTY, organisation_id=handler)
    told = past_due.seen_by(found, by)
    assert {one.handler_id for one in told if one.noun in ("request", "task", "resolution")} == {handler}
    assert {one.noun for one in told} >= {"request", "hazard", "renovation_item"}
    assert not {one.noun for one in told} & {"mediation", "pledge"}


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
