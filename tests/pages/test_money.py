"""Fees and disclosures for each persona; the grid as its edits arrive, the flats on a phone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

import db
from dashboard import clock
from dashboard.queries import fees
from tests.pages.test_pages import told
from tests.sites import OFFICE

Open = Callable[..., AppTest]
PAGE = "work/money.py"
GRID = "fees.2.2026-09.0.grid"
OCTOBER = date(2026, 10, 1)


def opened(app: Open, *, month: str = "2026-09", persona: str = "office") -> AppTest:
    test = app(persona, PAGE, no="2", month=month)
    assert not test.exception
    return test


def typed(test: AppTest, rows: dict[int, dict[str, Any]], key: str = GRID) -> AppTest:
    """What the browser sends after cells were edited."""
    test.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    test.run()
    assert not test.exception
    return test


def pressed(test: AppTest, key: str, rows: dict[int, dict[str, Any]] | None = None) -> AppTest:
    if rows is not None:
        test.session_state[GRID] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    test.button(key=key).click().run()
    assert not test.exception
    return test


def stored(first: date = date(2026, 9, 1)) -> list[fees.Bill]:
    with db.reading() as session:
        return list(fees.month(session, by=OFFICE, courtyard_id=2, first=first).rows)


def keys(test: AppTest) -> set[str]:
    return {str(one.key) for one in test.button}


def said(test: AppTest) -> list[str]:
    return [str(one.value) for part in (test.error, test.warning, test.info) for one in part]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("persona", ["leader", "committee-3", "office", "property", "guest"])
def test_fees_are_the_offices_and_disclosures_everybodys_who_looks(
    app: Open, persona: str, language: str
) -> None:
    test = app(persona, PAGE, lang=language)
    assert not test.exception
    if persona == "guest":
        assert len(test.title) == 1
        return
    office = persona == "office"
    assert any("fees." in key for key in keys(test)) == office
    asked = app(persona, PAGE, lang=language, part="disclosure")
    assert not any("fee" in key for key in keys(asked))
    assert len(told(asked)) > len("公开")


def test_what_was_typed_is_read_back_saved_and_shown(app: Open) -> None:
    test, before = opened(app), stored()
    due = before[0].due
    typed(test, {0: {"due": due / 100, "paid": 10.25, "paid_on": "2026-09-03"}})
    assert "2026年9月3日缴了10.25元" in told(test)
    pressed(test, "fees.2.2026-09.save", {0: {"due": due / 100, "paid": 10.25, "paid_on": "2026-09-03"}})
    after = stored()[0]
    assert (after.due, after.paid, after.paid_on, after.version) == (due, 1025, date(2026, 9, 3), 2)
    assert stored()[1:] == before[1:]
    assert "将要保存" not in told(test)
    assert "fees.2.2026-09.1.grid" in test.session_state


def test_money_without_a_day_was_paid_today(app: Open) -> None:
    test = opened(app)
    row = next(no for no, bill in enumerate(stored()) if bill.due and not bill.paid)
    pressed(test, "fees.2.2026-09.save", {row: {"paid": 1}})
    assert (stored()[row].paid, stored()[row].paid_on) == (100, clock.today())


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"paid": "viel"}, "不是元"),
        ({"paid": 1.005}, "不是元"),
        ({"paid": True}, "不是元"),
        ({"due": -1}, "不能小于零"),
        ({"due": None, "paid": 3}, "请填写"),
        ({"paid": 3, "paid_on": "2026-11-01"}, "将来"),
        ({"due": 2_000_000}, "一百万"),
    ],
)
def test_what_cannot_be_is_said_by_flat_and_saves_nothing(
    app: Open, cells: dict[str, Any], sentence: str
) -> None:
    test, before = opened(app), stored()
    pressed(test, "fees.2.2026-09.save", {1: {"paid": 5}, 0: cells})
    assert any(sentence in one and "1\\-101" in one for one in said(test)), said(test)
    assert stored() == before


def test_an_odd_amount_is_asked_about_first(app: Open) -> None:
    test, rows = opened(app), {0: {"due": 999.0}}
    before = stored()
    pressed(test, "fees.2.2026-09.save", rows)
    assert any("差很多" in one for one in said(test))
    assert stored() == before
    pressed(test, "fees.2.2026-09.save", rows)
    assert stored()[0].due == 99900


def test_somebody_elses_change_is_not_overwritten(app: Open) -> None:
    test, rows = opened(app), {0: {"paid": 1.0, "paid_on": "2026-09-03"}}
    typed(test, rows)
    with db.writing() as session:
        session.execute(
            text("update fee set paid = 777, paid_on = '2026-09-05', version = version + 1 where id = :id"),
            {"id": stored()[0].fee_id},
        )
    typed(test, rows)
    pressed(test, "fees.2.2026-09.save", rows)
    cells = test.table[0].value.to_numpy().ravel().tolist()
    assert [one for one in cells if "7\\.77元" in one]
    assert [one for one in cells if "1\\.00元" in one]
    assert stored()[0].paid == 777
    pressed(test, "fees.2.2026-09.save", rows)
    assert stored()[0].paid == 100


def test_a_month_is_billed_and_a_stairwell_paid_in_one_tap_each(app: Open) -> None:
    test = app("office", PAGE, no="2", month="2026-10")
    with db.writing() as session:
        session.execute(text("delete from fee where courtyard_id = 2 and due_on >= '2026-10-01'"))
    test.run()
    pressed(test, "bills.2.2026-10.save")
    billed = [bill for bill in stored(OCTOBER) if bill.due]
    assert billed
    assert {bill.paid for bill in billed} == {0}
    pressed(test, "stairwell.2.2026-10.1.save")
    for bill in stored(OCTOBER):
        if bill.due:
            assert bill.is_open == (bill.stairwell != 1)
    assert "这个单元没有欠费" in told(test)


def test_a_flat_is_paid_and_not_paid_by_one_tap_each(app: Open) -> None:
    test = opened(app)
    bill = next(one for one in stored() if one.is_open and one.stairwell == 1)
    name = f"fee.2.2026-09.{bill.key}"
    pressed(test, f"{name}.save")
    now = next(one for one in stored() if one.key == bill.key)
    assert (now.paid, now.paid_on) == (bill.due, clock.today())
    pressed(test, f"{name}.not.save")
    assert next(one for one in stored() if one.key == bill.key).paid == 0
