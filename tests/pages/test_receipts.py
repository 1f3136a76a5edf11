"""Whoever has saved is told, also where the run that saved is stopped; and is not told for ever."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlmodel import Session, col, func, select
from streamlit.runtime.scriptrunner import StopException
from streamlit.runtime.state import SafeSessionState
from streamlit.testing.v1 import AppTest

import db
from dashboard.schema.base import Record
from dashboard.schema.mediation import Mediation
from dashboard.schema.requests import Request, RequestStatus
from dashboard.schema.safety import Hazard
from tests.pages.test_enter import fill
from tests.pages.test_hazards import choose

Open = Callable[..., AppTest]
Table = type[Record]


def a_request(app: Open) -> AppTest:
    test = app("committee-3", "work/register.py")
    fill(test)
    return test


def a_hazard(app: Open) -> AppTest:
    test = app("committee-3", "work/inspections.py", do="report")
    choose(test, "hazard.0.kind", "manhole")
    return test


def a_dispute(app: Open) -> AppTest:
    test = app("committee-3", "work/mediation.py", do="new")
    choose(test, "mediation.0.kind", "noise")
    return test


FILLED: dict[str, tuple[Callable[[Open], AppTest], Table]] = {
    "register": (a_request, Request),
    "hazard": (a_hazard, Hazard),
    "mediation": (a_dispute, Mediation),
}


def count(table: Table) -> int:
    with db.reading() as session:
        return session.exec(select(func.count(col(table.id)))).one()


def stop_after_the_commit(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Stop the run that saves a form where it first looks into the session after its commit.

    Streamlit does this where the browser has come back and asks for the page anew. Gives a list that holds
    whether it happened.
    """
    committed, stopped = [], []
    writing = db.writing

    @contextmanager
    def watched(**how: Any) -> Iterator[Session]:
        with writing(**how) as session:
            yield session
        if not how:
            committed.append(True)

    def stopping(name: str) -> Callable[..., Any]:
        look = getattr(SafeSessionState, name)

        def looked(*given: Any) -> Any:
            if committed and not stopped:
                stopped.append(True)
                raise StopException
            return look(*given)

        return looked

    monkeypatch.setattr(db, "writing", watched)
    for name in ("__getitem__", "__setitem__", "__delitem__", "__contains__"):
        monkeypatch.setattr(SafeSessionState, name, stopping(name))
    return stopped


@pytest.mark.parametrize("noun", FILLED)
def test_a_run_that_is_stopped_after_its_commit_has_left_the_receipt(
    app: Open, monkeypatch: pytest.MonkeyPatch, noun: str
) -> None:
    fill_in, table = FILLED[noun]
    test = fill_in(app)
    before = count(table)
    with monkeypatch.context() as stop:
        stopped = stop_after_the_commit(stop)
        test.button(key=f"{noun}.save").click().run()
    assert stopped
    assert count(table) == before + 1
    test.run()
    assert not test.exception
    assert "收据" in test.success[0].value or "编号" in test.success[0].value
    assert f"{noun}.save" not in {one.key for one in test.button}
    assert count(table) == before + 1


def test_a_receipt_stays_while_its_page_is_read_and_is_gone_for_whoever_comes_back(app: Open) -> None:
    test = a_request(app)
    test.button(key="register.save").click().run()
    for _reading in range(2):
        assert "R2026-" in test.success[0].value
        test.run()
    test.switch_page("../pages/work/todo.py").run()
    test.switch_page("../pages/work/register.py").run()
    assert not test.exception
    assert not test.success
    assert "register.save" in {one.key for one in test.button}


def test_a_step_tells_with_its_saving_the_numbers_that_it_has_moved(app: Open) -> None:
    """A resident who says that it is solved: one more of those that were asked."""
    app("office", "work/todo.py")
    with db.reading() as session:
        ref = session.exec(select(Request.id).where(col(Request.status) == RequestStatus.CLOSED)).first()
    test = app("office", "work/requests.py", request=str(ref))
    choose(test, f"call.{ref}.0.outcome", "solved")
    test.button(key=f"call.{ref}.save").click().run()
    assert not test.exception
    [said] = [one.value for one in test.toast]
    assert said.startswith("已保存")
    before, after = re.findall(r"\((\d+)/(\d+)\)", said)
    assert [int(n) for n in after] == [int(n) + 1 for n in before]


def test_paying_a_bill_tells_how_much_more_is_paid_once(app: Open) -> None:
    test = app("office", "work/money.py", month="2026-10", no="2")
    bills = [str(one.key) for one in test.button if re.fullmatch(r"fee\.2\.2026-10\..*\.save", str(one.key))]
    test.button(key=bills[0]).click().run()
    assert not test.exception
    [said] = [one.value for one in test.toast]
    assert "→" in said
    test.run()
    assert not test.toast
