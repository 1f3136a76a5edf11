"""A full disk, a database that is read-only or locked: no receipt, typing kept, then it works."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import sessions
from dashboard.queries import audit
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.requests import Request
from dashboard.ui.shell import who
from tests.conftest import forget
from tests.faults.forked import save
from tests.setting_up import setting_up
from tests.sites import Hamlet, build

LOCKED = 30


def page() -> None:
    """A form of one line, saved as every form is."""
    import json

    import streamlit as st

    from dashboard.actions import requests
    from dashboard.ui.forms import form
    from tests.sites import START, Hamlet

    hamlet = Hamlet(**json.loads(st.query_params["hamlet"]))
    drawn = form.widget_prefix("f", kept=False)
    words = st.text_input("words", key=f"{drawn}.words")
    if form.button("f", "save"):
        draft = hamlet.draft(START, summary=words)
        made = form.save("f", lambda **how: requests.register(draft=draft, **how), receipted=True)
        if made is not None:
            st.success(f"saved {made.number}")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Hamlet]]:
    """A hamlet in a file of SQLite, somebody of the office signed in."""
    from dashboard.schema import METADATA

    path = tmp_path / "full.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    forget()
    METADATA.create_all(db.engine())
    with setting_up() as session:
        hamlet = build(session)
        by = Principal(PrincipalKind.PERSONA, Role.OFFICE)
        token = sessions.open_session(session, by=by, now=clock.wall())
    monkeypatch.setattr(who, "cookie", lambda name=None: None if name else token)
    yield path, hamlet
    forget()


def fill(hamlet: Hamlet) -> int:
    """Save until the disk is full; how many were acknowledged."""
    for number in range(10_000):
        try:
            save(hamlet, f"k{number}")
        except OperationalError as error:
            if "full" not in str(error):
                raise
            return number
    raise AssertionError("the disk did not fill up")


@contextmanager
def full(path: Path, hamlet: Hamlet) -> Iterator[None]:
    """No page more than there is, and those filled to the last: what SQLite says of a full disk."""
    with closing(sqlite3.connect(path)) as there:
        pages = there.execute("pragma page_count").fetchone()[0]
    with _pragma(f"max_page_count={pages}", "max_page_count=1073741823"):
        fill(hamlet)
        yield


@contextmanager
def read_only(_path: Path, _hamlet: Hamlet) -> Iterator[None]:
    with _pragma("query_only=1", "query_only=0"):
        yield


@contextmanager
def locked(path: Path, _hamlet: Hamlet) -> Iterator[None]:
    """Another program holds the database for thirty seconds."""
    held = threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("begin exclusive" if db.journal_mode() == "WAL" else "begin immediate")
            held.set()
            time.sleep(LOCKED)
            other.execute("rollback")

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    yield
    holder.join()


@contextmanager
def _pragma(begin: str, end: str) -> Iterator[None]:
    def set_(connection, _record, _proxy=None) -> None:
        connection.cursor().execute(f"pragma {begin}")

    engine = db.engine()
    event.listen(engine, "checkout", set_)
    yield
    event.remove(engine, "checkout", set_)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"pragma {end}")
    engine.dispose()


def count(engine: Engine | None = None) -> int:
    with Session(engine or db.engine()) as session:
        return session.execute(select(func.count()).select_from(Request)).scalar_one()


@pytest.mark.parametrize("fault", [full, read_only, locked])
def test_no_receipt_without_a_row_and_the_typing_stays(site, fault) -> None:
    path, hamlet = site
    import json
    from dataclasses import asdict

    app = AppTest.from_function(page, default_timeout=60)
    app.query_params["hamlet"] = json.dumps(asdict(hamlet))
    app.run()
    words = "屋顶漏水" * 100
    app.text_input[0].input(words)
    with fault(path, hamlet):
        before = count()
        app.button(key="f.save").click().run()
        assert not app.exception
        assert not app.success
        assert "请再试一次" in app.error[0].value or "try again" in app.error[0].value
        assert app.text_input[0].value == words
    assert count() == before
    app.button(key="f.save").click().run()
    assert app.success
    assert count() == before + 1
    with db.reading() as session:
        assert audit.verify(session).trouble == ""


def test_a_disk_that_fills_up_takes_whole_saves_alone(site) -> None:
    path, hamlet = site
    with closing(sqlite3.connect(path)) as there:
        pages = there.execute("pragma page_count").fetchone()[0]
    with _pragma(f"max_page_count={pages + 20}", "max_page_count=1073741823"):
        saved = fill(hamlet)
    assert saved
    assert count() == saved
    assert save(hamlet, f"k{saved}")
    with db.reading() as session:
        assert audit.verify(session).trouble == ""
