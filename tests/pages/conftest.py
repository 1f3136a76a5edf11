"""The pages run by AppTest, as a persona, on the demo database or on one with a bare site."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from sqlmodel import Session
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import db
from dashboard import clock, i18n, jobs
from dashboard.actions import sessions
from dashboard.door import principals
from dashboard.settings import ROOT
from dashboard.ui.shell import who
from dashboard.ui.shell.menu import FILES
from tests import demo, lookups
from tests.conftest import forget

Open = Callable[..., AppTest]
AS_OF = date(2026, 10, 31)
# AppTest looks through all that is installed for every page that it opens: a tenth of a second.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
TAG_AS_TEXT = re.compile(r"&lt;\w+ (?:class|style)=")
ADDRESSES = {file: address for address, file in FILES.items()}


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    """Whatever language a test before has left behind."""
    with i18n.speaking("zh"):
        yield


@pytest.fixture(scope="session")
def filled() -> Path:
    """The demo database of the pinned day."""
    return demo.filled(AS_OF)


@pytest.fixture
def held(filled: Path) -> int:
    """The last joint meeting that was held."""
    return lookups.meeting_held(filled)


@pytest.fixture
def ahead(filled: Path) -> int:
    """The joint meeting that is called."""
    return lookups.meeting_ahead(filled)


@pytest.fixture(scope="session")
def last_month() -> Path:
    """A demo that ends with the last full month, as whoever starts today finds it: rolled on to today."""
    ended = demo.filled(clock.today().replace(day=1) - timedelta(days=1))

    def fill(file: Path) -> None:
        shutil.copy(ended, file)
        engine = db.make_engine(f"sqlite:///{file}")
        with engine.connect().execution_options(writes=True) as connection, Session(connection) as session:
            jobs.roll(session)
            session.commit()
        engine.dispose()

    return demo.once(f"rolled-{clock.today()}", fill)


@pytest.fixture
def app(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page of `pages/` as a persona, its day pinned: `app("leader", "work/todo.py", lang="en")`."""
    monkeypatch.setenv("YUANLUO_TODAY", AS_OF.isoformat())
    return _opens(filled, tmp_path, monkeypatch)


@pytest.fixture
def today_app(last_month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The same with no day pinned: the clock ticks."""
    return _opens(last_month, tmp_path, monkeypatch)


@pytest.fixture
def later_app(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The same for whoever travels to a day after the pinned one, in whatever year this runs."""
    return _opens(filled, tmp_path, monkeypatch)


def _opens(database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    copy = folder / "demo.db"
    shutil.copy(database, copy)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{copy}")
    forget()
    st.cache_resource.clear()

    def opened(persona: str, page: str, **query: str) -> AppTest:
        with db.writing() as session:
            by = principals.persona(session, persona)
            token = sessions.open_session(session, by=by, now=clock.wall())
        monkeypatch.setattr(who, "cookie", lambda name=None: None if name else token)
        test = AppTest(str(ROOT / "dashboard/main.py"), default_timeout=60)
        for name, value in query.items():
            test.query_params[name] = value
        # `AppTest.switch_page` knows addresses only after a first run, which would draw the whole overview.
        test._page_hash = calc_hash(ADDRESSES[page])
        test.run()
        shown = [one.proto.body for one in test.get("html") if TAG_AS_TEXT.search(one.proto.body)]
        assert shown == [], "a reader would see our own tags as text"
        return test

    return opened
