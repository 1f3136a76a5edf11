"""The grid of a month: its rows, last month beside them, what they come to, and who may look."""

from datetime import date

import pytest

from dashboard.errors import NotAllowed
from dashboard.queries import fees
from dashboard.schema.money import Fee
from dashboard.schema.places import Household
from tests.actions.test_fees import AUGUST, SEPTEMBER, enter, paid, row
from tests.sites import LEADER, OFFICE, PUBLIC


def seen(session, hamlet, first=SEPTEMBER) -> fees.Month:
    return fees.month(session, by=OFFICE, courtyard_id=hamlet.courtyards[0], first=first)


def test_flats_come_by_floor_with_last_month_beside_them(session, hamlet):
    (before,) = enter(session, hamlet, row(hamlet), month=AUGUST)
    enter(session, hamlet, paid(before, paid=600, paid_on=date(2026, 8, 3)), month=AUGUST)
    (fee,) = enter(session, hamlet, row(hamlet, 1))
    rows = seen(session, hamlet).rows
    assert [bill.flat for bill in rows] == ["1-101", "1-201", "1-301"]
    assert [(bill.before_due, bill.before_paid) for bill in rows] == [(3600, 600), (None, None), (None, None)]
    assert [(bill.fee_id, bill.version, bill.due) for bill in rows] == [
        (None, 0, None),
        (fee.id, 1, 3600),
        (None, 0, None),
    ]
    assert [bill.is_open for bill in rows] == [False, True, False]


def test_the_sum_and_the_rate(session, hamlet):
    first, second = enter(session, hamlet, row(hamlet, due=1000), row(hamlet, 1, due=3000))
    enter(session, hamlet, paid(first), paid(second, paid=2000))
    found = seen(session, hamlet)
    assert (found.due, found.paid, found.rate, found.billed, found.full) == (4000, 3000, 0.75, 2, 1)
    nothing = seen(session, hamlet, AUGUST)
    assert (nothing.due, nothing.rate, nothing.billed) == (0, None, 0)


def test_what_can_be_repeated(session, hamlet):
    enter(session, hamlet, row(hamlet, due=1000), row(hamlet, 1, due=3000), month=AUGUST)
    assert (seen(session, hamlet).repeatable, seen(session, hamlet).repeated) == (2, 4000)
    enter(session, hamlet, row(hamlet, due=1000))
    assert (seen(session, hamlet).repeatable, seen(session, hamlet).repeated) == (1, 3000)


def test_nobody_is_billed_before_or_after_their_time_but_no_fee_is_hidden(session, hamlet):
    home = session.get(Household, hamlet.households[0][2])
    home.until = date(2026, 8, 31)
    session.flush()
    assert [bill.flat for bill in seen(session, hamlet).rows] == ["1-101", "1-201"]
    assert len(seen(session, hamlet, AUGUST).rows) == 3
    late = {"courtyard_id": hamlet.courtyards[0], "household_id": home.id, "due": 700}
    session.add_all([Fee(**late, due_on=date(2026, 9, day)) for day in (1, 9)])
    session.flush()
    rows = [bill for bill in seen(session, hamlet).rows if bill.flat == "1-301"]
    assert [bill.key for bill in rows] == [str(home.id), f"{home.id}.1"]
    assert seen(session, hamlet).due == 1400


def test_the_office_alone_may_look(session, hamlet):
    for by in (LEADER, PUBLIC, hamlet.committee(), hamlet.company()):
        with pytest.raises(NotAllowed):
            fees.month(session, by=by, courtyard_id=hamlet.courtyards[0], first=SEPTEMBER)
