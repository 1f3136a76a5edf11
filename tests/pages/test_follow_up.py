"""The follow-up board and the page of one matter, drawn for every role; a task ended in two taps."""

from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

import db
from dashboard.schema.meetings import Resolution, Task
from dashboard.schema.threads import Thread
from tests.pages.test_pages import told

Open = Callable[..., AppTest]
BOARD, MATTER = "meetings/follow_up.py", "meetings/thread.py"


def first(table: type, *where: object) -> object:
    with db.reading() as session:
        row = session.exec(select(table).where(*where).order_by(table.id)).first()
        session.expunge(row)
        return row


def html(test: AppTest) -> str:
    return told(test) + " ".join(str(one.proto.body) for one in test.get("html"))


@pytest.mark.parametrize("page", [BOARD, MATTER])
@pytest.mark.parametrize("persona", ["leader", "committee-3", "office", "property", "guest"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_drawn_for_every_role(app: Open, persona: str, page: str, language: str) -> None:
    test = app(persona, page, lang=language)
    assert not test.exception
    assert bool(test.title) == (persona == "guest")


def test_a_task_is_done_in_two_taps(app: Open) -> None:
    test = app("office", BOARD)
    task = first(Task, Task.done_on.is_(None), Task.dropped_on.is_(None))
    test.button(key=f"choose.done.task.{task.id}").click().run()
    test.button(key=f"done.task.{task.id}.save").click().run()
    assert not test.exception
    assert first(Task, Task.id == task.id).done_on is not None


def test_a_task_is_put_off_with_a_reason_and_dropped_with_one(app: Open) -> None:
    test = app("office", BOARD)
    task = first(Task, Task.done_on.is_(None), Task.dropped_on.is_(None))
    test.button(key=f"choose.postpone.task.{task.id}").click().run()
    test.button(key=f"postpone.task.{task.id}.save").click().run()
    assert first(Task, Task.id == task.id).first_due_on is None
    test.text_input(key=f"postpone.task.{task.id}.0.reason").input("等材料").run()
    test.button(key=f"postpone.task.{task.id}.save").click().run()
    assert first(Task, Task.id == task.id).first_due_on == task.due_on
    test.button(key=f"choose.drop.task.{task.id}").click().run()
    test.text_input(key=f"drop.task.{task.id}.0.reason").input("并入改造").run()
    test.button(key=f"drop.task.{task.id}.save").click().run()
    assert not test.exception
    assert first(Task, Task.id == task.id).dropped_why == "并入改造"
    test = app("office", BOARD, show="ended")
    assert not test.exception
    assert "已取消" in told(test)


def test_a_matter_of_the_demo_is_told_to_its_end_and_links_back(app: Open) -> None:
    told_to_the_end = first(Resolution, Resolution.vote_id.is_not(None))
    number = first(Thread, Thread.id == told_to_the_end.thread_id).number
    test = app("office", MATTER, thread=number)
    assert not test.exception
    text = html(test)
    for word in ("居民诉求", "列入议题", "付诸表决", "议定", "用印", "任务", "居民说"):
        assert word in text, word
    assert f"resolution={told_to_the_end.id}" in text
    assert "没有您可以看的这件事" in told(app("committee-1", MATTER, thread="T2026-99999"))


@pytest.mark.parametrize("kind", ["task", "resolution"])
def test_one_record_is_opened_with_its_history_and_the_way_to_its_matter(app: Open, kind: str) -> None:
    table = {"task": Task, "resolution": Resolution}[kind]
    row = first(table, table.thread_id.is_not(None))
    test = app("office", BOARD, **{kind: str(row.id)})
    assert not test.exception
    assert any("thread" in one.proto.page for one in test.get("page_link"))


@pytest.mark.parametrize("do", ["task", "resolve"])
@pytest.mark.parametrize("persona", ["committee-3", "office"])
def test_the_forms_are_drawn(app: Open, persona: str, do: str) -> None:
    assert not app(persona, BOARD, do=do).exception


def test_a_task_of_a_matter_opens_with_its_courtyard(app: Open) -> None:
    row = first(Thread, Thread.courtyard_id.is_not(None))
    test = app("office", BOARD, do="task", thread=row.number)
    [where] = [one for one in test.get("button_group") if one.key == "task.0.courtyard"]
    assert where.value == row.courtyard_id
    assert not test.exception
