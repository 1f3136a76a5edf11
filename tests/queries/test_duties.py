"""What is due from whom: order, counts against the months before, scope, matters."""

from datetime import date, timedelta

import pytest

from dashboard.actions import duties as actions
from dashboard.clock import at
from dashboard.errors import NotAllowed
from dashboard.queries import duties
from dashboard.rules.duties import Standing
from dashboard.schema.duties import DutyKind, ReportingDuty
from tests.actions import loop
from tests.sites import LEADER, OFFICE, PUBLIC

TODAY, NOW = date(2026, 9, 30), at(date(2026, 9, 30))
LAST = {"2026-06": date(2026, 6, 30), "2026-07": date(2026, 7, 31), "2026-08": date(2026, 8, 31)}


@pytest.fixture
def owed(session, hamlet):
    """Every report from June to September 2026."""
    actions.owe(session, now=at(date(2026, 6, 1)))
    actions.owe(session, now=NOW)


def listed(session, *, by=OFFICE, **given) -> list[duties.Due]:
    return duties.listed(session, by=by, today=TODAY, **given)


def report(session, hamlet, month, kind=DutyKind.REQUESTS, *, which=0) -> ReportingDuty:
    return next(
        session.get_one(ReportingDuty, one.id)
        for one in listed(session, month=month, courtyard_id=hamlet.courtyards[which])
        if one.kind is kind
    )


def test_sent_back_comes_first_then_overdue_then_due_then_what_waits(session, hamlet, owed):
    returned, waiting = report(session, hamlet, "2026-07"), report(session, hamlet, "2026-06")
    returned.entered_on, returned.returned_why = LAST["2026-07"], "请核对"
    waiting.entered_on = waiting.completed_on = LAST["2026-06"]
    approved = report(session, hamlet, "2026-08")
    approved.entered_on = approved.completed_on = approved.approved_on = LAST["2026-08"]
    session.flush()
    found = listed(session, by=hamlet.committee())
    states = [one.standing for one in found]
    assert states == sorted(states, key=list(Standing).index)
    assert found[0].id == returned.id
    assert (found[0].returned_why, found[-1].id, found[-2].id) == ("请核对", approved.id, waiting.id)
    overdue = [one for one in found if one.standing is Standing.OVERDUE]
    assert len(overdue) == 3 * 3
    assert [one.due_on for one in overdue] == sorted(one.due_on for one in overdue)
    assert {one.days for one in found if one.standing is Standing.DUE} == {5}
    assert {one.days for one in overdue if one.month == "2026-08"} == {-25}


def test_everybody_is_asked_for_their_own_and_lookers_for_nothing(session, hamlet, owed):
    assert {one.courtyard_id for one in listed(session, by=hamlet.committee(1))} == {hamlet.courtyards[1]}
    assert {one.courtyard_id for one in listed(session)} == {None, *hamlet.courtyards}
    assert listed(session, by=hamlet.committee(), courtyard_id=hamlet.courtyards[1]) == []
    for by in (LEADER, PUBLIC, hamlet.company()):
        with pytest.raises(NotAllowed):
            listed(session, by=by)
        with pytest.raises(NotAllowed):
            duties.months(session, by=by)
        with pytest.raises(NotAllowed):
            duties.matters(session, by=by, today=TODAY)


def test_a_month_shows_all_of_it_and_without_one_what_is_open(session, hamlet, owed):
    done = report(session, hamlet, "2026-06")
    done.entered_on = done.completed_on = done.approved_on = LAST["2026-06"]
    session.flush()
    assert done.id not in {one.id for one in listed(session)}
    assert done.id in {one.id for one in listed(session, month="2026-06")}
    assert {one.month for one in listed(session, month="2026-06")} == {"2026-06"}
    assert duties.months(session, by=OFFICE) == ["2026-09", "2026-08", "2026-07", "2026-06"]


def test_what_never_came_is_asked_for_twelve_months_long(session, hamlet, owed):
    months = {one.month for one in duties.listed(session, by=OFFICE, today=date(2027, 7, 31))}
    assert months == {"2026-08", "2026-09"}


def test_records_are_counted_by_month_and_courtyard_whatever_else_they_are(session, hamlet, owed):
    for day, which in ((date(2026, 9, 1), 0), (date(2026, 9, 30), 0), (date(2026, 8, 31), 0), (TODAY, 1)):
        loop.register(session, hamlet, at(day), which=which)
    counts = {
        (one.month, one.courtyard_id): one.count for one in listed(session) if one.kind is DutyKind.REQUESTS
    }
    first, second = hamlet.courtyards
    assert (counts["2026-09", first], counts["2026-08", first], counts["2026-09", second]) == (2, 1, 1)
    # The same by the verbs, which count for themselves.
    for one in listed(session):
        assert actions.counted(session, session.get_one(ReportingDuty, one.id)) == one.count


def test_what_is_usual_are_the_twelve_months_before(session, hamlet, owed):
    """A request a week for a year; in September none."""
    day = date(2025, 9, 1)
    while day < date(2026, 9, 1):
        loop.register(session, hamlet, at(day))
        day += timedelta(days=7)
    one = next(
        one
        for one in listed(session, by=hamlet.committee(), month="2026-09")
        if one.kind is DutyKind.REQUESTS
    )
    assert one.count == 0
    assert one.usual is not None
    assert one.usual.median == 4
    assert one.usual.low == 0
    loop.register(session, hamlet, NOW, which=1)
    for _again in range(12):
        loop.register(session, hamlet, NOW)
    one = next(one for one in listed(session, month="2026-09") if one.count == 12)
    assert one.is_unusual


def test_nobody_is_judged_by_fewer_than_six_months(session, hamlet, owed):
    """The hamlet's records begin in July 2025: December 2025 has five months before it."""
    for month in ("2025-12", "2026-01"):
        session.add(
            ReportingDuty(
                kind=DutyKind.REQUESTS,
                courtyard_id=hamlet.courtyards[0],
                month=month,
                due_on=date.fromisoformat(f"{month}-28"),
            )
        )
    session.flush()
    judged = {
        one.month: one.usual is not None
        for one in listed(session, by=hamlet.committee())
        if one.month in ("2025-12", "2026-01")
    }
    assert judged == {"2025-12": False, "2026-01": True}


def test_no_month_is_unusual_before_its_last_week(session, hamlet, owed):
    for _each in range(40):
        loop.register(session, hamlet, at(date(2026, 9, 2)))
    of_requests = {
        today: next(
            one
            for one in duties.listed(session, by=hamlet.committee(), today=today, month="2026-09")
            if one.kind is DutyKind.REQUESTS
        )
        for today in (date(2026, 9, 23), date(2026, 9, 24))
    }
    assert [(one.is_answerable, one.is_unusual) for one in of_requests.values()] == [
        (False, False),
        (True, True),
    ]


def test_the_matters_of_a_courtyard_wait_for_its_keepers(session, hamlet, owed):
    late, closed = date(2026, 9, 1), date(2026, 9, 20)
    loop.register(session, hamlet, at(late))
    loop.close(session, loop.register(session, hamlet, at(closed)), at(closed))
    loop.register(session, hamlet, at(late), which=1)
    mine = duties.matters(session, by=hamlet.committee(), today=TODAY)
    assert mine == {"requests": 1, "hazards": 0, "call_backs": 1}
    assert duties.matters(session, by=OFFICE, today=TODAY)["requests"] == 2
    second = hamlet.courtyards[1]
    assert duties.matters(session, by=OFFICE, today=TODAY, courtyard_id=second)["call_backs"] == 0
