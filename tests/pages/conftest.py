"""The pages run by AppTest, as a persona, on the demo database or on one with a bare site."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from sqlmodel import Session
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import db
from dashboard import clock, i18n, jobs
from dashboard.actions import sessions
from dashboard.door import principals
from dashboard.schema import METADATA
from dashboard.settings import ROOT
from dashboard.ui import who
from dashboard.ui.shell import FILES
from tests.conftest import forget

AS_OF = date(2026, 10, 31)
ADDRESSES = {file: address for address, file in FILES.items()}


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    """Whatever language a test before has left behind."""
    with i18n.speaking("zh"):
        yield


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo database, filled once."""
    path = tmp_path_factory.mktemp("pages") / "demo.db"
    engine = db.make_engine(f"sqlite:///{path}")
    METADATA.create_all(engine)
    with engine.connect().execution_options(writes=True) as connection, Session(connection) as session:
        jobs.create_demo(session, as_of=AS_OF)
        session.commit()
        connection.commit()
    engine.dispose()
    return path


@pytest.fixture
def app(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens a page of `pages/` as a persona: `app("leader", "overview/home.py", lang="en")`."""
    copy = tmp_path / "demo.db"
    shutil.copy(filled, copy)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{copy}")
    monkeypatch.setenv("YUANLUO_TODAY", AS_OF.isoformat())
    forget()
    st.cache_resource.clear()

    def opened(persona: str, page: str, **query: str) -> AppTest:
        with db.writing() as session:
            by = principals.persona(session, persona)
            token = sessions.open_session(session, by=by, now=clock.wall())
        monkeypatch.setattr(who, "cookie", lambda name=None: None if name else token)
        test = AppTest(str(ROOT / "dashboard/main.py"), default_timeout=30)
        for name, value in query.items():
            test.query_params[name] = value
        # `AppTest.switch_page` knows addresses only after a first run, which would draw the whole overview.
        test._page_hash = calc_hash(ADDRESSES[page])
        return test.run()

    return opened
