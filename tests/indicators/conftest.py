"""The demonstration site, made once for a run: a SQLite file, its engine, a session, its raw tables."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

import db
from tests import demo
from tests.indicators.raw import TODAY, Town


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where this process has its demonstration database: what a test writes to it is rolled back.

    Of one file for all a writer in another process would lock the others out.
    """
    kept = demo.lived_in(date.fromisoformat(TODAY))
    return f"sqlite:///{shutil.copy(kept, tmp_path_factory.mktemp('demo') / 'demo.db')}"


@pytest.fixture(scope="session")
def demo_engine(demo_url: str) -> Iterator[Engine]:
    engine = db.make_engine(demo_url)
    yield engine
    engine.dispose()


@pytest.fixture
def demo_session(demo_engine: Engine) -> Iterator[Session]:
    """A session on the demonstration site; whatever the test does is rolled back."""
    with demo_engine.connect().execution_options(writes=True) as connection, connection.begin() as all_of_it:
        with Session(connection) as opened:
            yield opened
        all_of_it.rollback()


@pytest.fixture(scope="session")
def raw_town(demo_url: str) -> Iterator[Town]:
    """The raw tables, read past the engine."""
    with closing(sqlite3.connect(demo_url.removeprefix("sqlite:///"))) as connection:
        yield Town(connection)
