"""What a row of fees may say, what is asked about, and the day on which a bill falls due."""

from datetime import date

import pytest

from dashboard.rules.fees import FAR, MOST, due_on, odd, wrong

MONTH, TODAY = date(2026, 9, 1), date(2026, 9, 20)


def said(**given):
    values = {"due": 3600, "paid": 3600, "paid_on": TODAY, "month": MONTH, "today": TODAY} | given
    return wrong(**values)


def test_a_payment_has_a_day_that_has_come_and_a_day_a_payment():
    assert said() == []
    assert said(paid=0, paid_on=None) == []
    assert said(paid=MOST, due=MOST) == []
    assert said(paid_on=None) == [("paid_on", "payment_without_day")]
    assert said(paid=0) == [("paid_on", "day_without_payment")]
    assert said(paid_on=date(2026, 9, 21)) == [("paid_on", "in_the_future")]
    assert said(paid_on=date(2025, 8, 31)) == []
    assert said(paid_on=date(2025, 8, 30)) == [("paid_on", "paid_long_before_due")]
    assert said(due=-1) == [("due", "amount_cannot_be")]
    assert said(paid=MOST + 1) == [("paid", "amount_cannot_be")]


def test_somebody_is_asked_about_more_than_is_due_and_a_bill_far_from_the_last():
    for due in (1000 // FAR + 1, 1000, 1000 * FAR):
        assert odd(due=due, paid=due, before=1000) == []
    for due in (1000 // FAR, 1000 * FAR + 1):
        assert odd(due=due, paid=0, before=1000) == [("due", "due_far_from_before")]
    assert odd(due=1000, paid=1001, before=None) == [("paid", "paid_more_than_due")]
    assert odd(due=0, paid=0, before=1000) == []
    assert odd(due=5000, paid=0, before=0) == []


@pytest.mark.parametrize(
    ("month", "before", "due"),
    [
        (MONTH, date(2026, 8, 15), date(2026, 9, 15)),
        (MONTH, date(2026, 8, 31), date(2026, 9, 30)),
        (date(2028, 2, 1), date(2028, 1, 30), date(2028, 2, 29)),
        (MONTH, None, date(2026, 9, 30)),
    ],
)
def test_a_bill_falls_due_on_the_day_of_the_month_that_it_did_before(month, before, due):
    assert due_on(month, before) == due
