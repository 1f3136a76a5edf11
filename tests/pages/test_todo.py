"""The to-do page for each persona: refused, cards, answers, approval, a word from the office."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

import db
from dashboard.schema.duties import DutyKind
from dashboard.settings import settings
from dashboard.ui.shell.menu import FILES
from dashboard.ui.views.duties import duty_cards
from tests.pages.test_pages import told

Open = Callable[..., AppTest]
PAGE = "work/todo.py"
CANARY = "<b>请核对</b> [看](https://evil.example)"


def rows(sql: str) -> list[tuple[Any, ...]]:
    """What the page's own database holds."""
    with closing(sqlite3.connect(settings().database_url.removeprefix("sqlite:///"))) as connection:
        return connection.execute(sql).fetchall()


def change(sql: str) -> None:
    with db.writing() as session:
        session.execute(text(sql))


def keys(test: AppTest, verb: str) -> list[str]:
    return [str(one.key) for one in test.button if str(one.key).startswith(f"duty.{verb}.")]


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click().run()
    assert not test.exception
    return test


def number(key: str) -> int:
    return int(key.split(".")[2])


def lead(test: AppTest) -> str:
    return next(one.proto.body for one in test.get("html") if "yl-lead" in one.proto.body)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("persona", ["leader", "committee-5", "office", "property", "guest"])
def test_it_is_for_those_who_report_and_who_approve(app: Open, persona: str, language: str) -> None:
    test = app(persona, PAGE, lang=language)
    assert not test.exception
    assert bool(test.button) == (persona in ("committee-5", "office"))
    assert bool(test.title) == (persona in ("leader", "property", "guest"))
    assert bool(keys(test, "approve")) == (persona == "office")


def test_a_committee_has_a_card_for_each_of_its_open_reports(app: Open) -> None:
    test = app("committee-3", PAGE)
    open_ = {row[0] for row in rows(OPEN.format(courtyard=3))}
    assert {number(key) for verb in ("complete", "nothing") for key in keys(test, verb)} == open_
    assert "还剩5天" in told(test)
    assert "平时每月" in told(test)


OPEN = """
    SELECT id FROM reporting_duty
    WHERE courtyard_id = {courtyard} AND completed_on IS NULL AND month BETWEEN '2025-11' AND '2026-10'
"""


def test_sent_back_stands_on_top_with_the_offices_word_to_the_letter(app: Open) -> None:
    app("office", PAGE)
    change(
        "UPDATE reporting_duty SET completed_on = NULL, approved_on = NULL, "
        f"returned_why = '{CANARY}' WHERE courtyard_id = 3 AND kind = 'activities' AND month = '2026-09'"
    )
    test = app("committee-3", PAGE)
    assert "1项被退回" in lead(test)
    cards = [
        one.proto.body for one in test.get("html") if "<b" in one.proto.body and "2026年" in one.proto.body
    ]
    assert "活动" in cards[0]
    assert "已退回，逾期26天" in cards[0]
    said = next(one.proto.body for one in test.get("html") if "社区退回说" in one.proto.body)
    assert "&lt;b&gt;请核对" in said
    assert "<b>请核对" not in said


def test_saying_that_this_is_all_takes_the_card_away_and_waits_for_the_office(app: Open) -> None:
    test = app("committee-3", PAGE)
    key = keys(test, "complete")[0]
    press(test, key)
    assert key not in {str(one.key) for one in test.button}
    assert "等社区审核" in told(test)
    done = f"SELECT completed_on, version FROM reporting_duty WHERE id = {number(key)}"
    assert rows(done) == [("2026-10-31", 2)]
    office = app("office", PAGE)
    assert f"duty.approve.{number(key)}.save" in keys(office, "approve")


def test_nothing_is_offered_where_nothing_is_entered(app: Open) -> None:
    app("office", PAGE)
    change("DELETE FROM activity WHERE courtyard_id = 3 AND held_on >= '2026-10-01'")
    change(
        "UPDATE reporting_duty SET entered_on = NULL, nothing_happened = false, completed_on = NULL "
        "WHERE courtyard_id = 3 AND kind = 'activities' AND month = '2026-10'"
    )
    test = app("committee-3", PAGE, lang="en")
    (key,) = keys(test, "nothing")
    assert test.button(key=key).label == "Nothing in Oct 2026"
    press(test, key)
    answer = f"SELECT nothing_happened, completed_on FROM reporting_duty WHERE id = {number(key)}"
    assert rows(answer) == [(1, "2026-10-31")]


def test_the_office_approves_all_of_a_month_at_once(app: Open) -> None:
    test = app("office", PAGE)
    waits = "SELECT count(*) FROM reporting_duty WHERE completed_on IS NOT NULL AND approved_on IS NULL"
    before = rows(waits)[0][0]
    assert before == len(keys(test, "approve")) > 5
    press(test, "duty.all.2026-10.save")
    assert rows(waits)[0][0] == 0
    assert not keys(test, "approve")


def test_the_office_sends_back_with_a_word_and_not_without_one(app: Open) -> None:
    test = app("office", PAGE)
    id_ = number(keys(test, "approve")[-1])
    press(test, f"duty.back.{id_}.save")
    assert any(
        "说明" in str(one.value) or "原因" in str(one.value) or "理由" in str(one.value) for one in test.error
    )
    field = next(one for one in test.text_input if str(one.key).startswith(f"duty.back.{id_}."))
    field.set_value("少登了两条").run()
    press(test, f"duty.back.{id_}.save")
    stored = rows(f"SELECT completed_on, returned_why FROM reporting_duty WHERE id = {id_}")
    assert stored == [(None, "少登了两条")]


def test_a_click_on_what_somebody_has_changed_says_so(app: Open) -> None:
    """The reader sees version 1; before the click the office has been faster."""
    test = app("committee-3", PAGE)
    key = keys(test, "complete")[0]
    change(f"UPDATE reporting_duty SET version = version + 1 WHERE id = {number(key)}")
    press(test, key)
    assert any("没有覆盖" in str(one.value) for one in test.warning)
    assert rows(f"SELECT completed_on FROM reporting_duty WHERE id = {number(key)}") == [(None,)]
    press(test, key)
    assert rows(f"SELECT completed_on FROM reporting_duty WHERE id = {number(key)}") == [("2026-10-31",)]


def test_the_office_looks_at_one_month_or_one_courtyard(app: Open) -> None:
    one = app("office", PAGE, no="3")
    assert {number(key) for verb in ("complete", "nothing") for key in keys(one, verb)} == {
        row[0] for row in rows(OPEN.format(courtyard=3))
    }
    past = app("office", PAGE, month="2026-08")
    assert "2026年10月：等待审核" not in told(past)
    assert "8月" in told(past)


def test_a_month_that_has_just_begun_cannot_be_answered_yet(
    app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app("office", PAGE)
    monkeypatch.setenv("YUANLUO_TODAY", "2026-11-10")
    settings.cache_clear()
    test = app("committee-3", PAGE)
    assert not test.exception
    assert "从2026年11月24日起" in told(test)
    of_november = {row[0] for row in rows("SELECT id FROM reporting_duty WHERE month = '2026-11'")}
    assert len(of_november) == 45
    assert not of_november & {number(key) for verb in ("complete", "nothing") for key in keys(test, verb)}


def test_the_matters_lead_to_their_lists(app: Open) -> None:
    test = app("office", PAGE, lang="en")
    asked = {(one.proto.page, one.proto.query_string) for one in test.get("page_link")}
    assert {
        ("requests", "show=overdue"),
        ("requests", "show=to_call"),
        ("inspections", "show=overdue"),
    } <= asked
    assert "requests are overdue" in told(test)


def test_every_kind_of_report_has_its_form_and_its_words() -> None:
    assert set(duty_cards.FORMS) == set(duty_cards.ENTER) == set(DutyKind)
    there = {form.address for form in duty_cards.FORMS.values()} & set(FILES)
    assert {"register", "requests", "inspections", "meetings"} <= there
