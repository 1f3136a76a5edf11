"""Fixtures for everybody: settings read anew for each test, a session, a database of one's own.

`session` and `database` run on SQLite, and on PostgreSQL where TEST_POSTGRES_URL names a server.
"""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine, NullPool, create_engine, make_url
from sqlmodel import Session

import db
from dashboard.actions import passwords
from dashboard.migrations.upgrade import upgrade
from dashboard.schema import METADATA
from dashboard.settings import settings

# No example is judged by the clock of a busy machine. The gate tries the same examples every time, so that
# it is red for a change alone; `make fuzz` looks for new ones.
hypothesis.settings.register_profile("gate", deadline=None, derandomize=True)
hypothesis.settings.register_profile("fuzz", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("gate")

# What a test asserts of the cost of a password asks for `full_cost`; all others compute argon2 at its lowest.
FULL = passwords.HASHER, passwords.NOBODY
passwords.HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
passwords.NOBODY = passwords.NOBODY.replace("m=65536,t=3", "m=8,t=1")
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
ENGINES = ["sqlite", *([pytest.param("postgresql", marks=pytest.mark.postgres)] if POSTGRES else [])]


ONE_ENGINE = (
    "tests/door/",
    "tests/actions/test_who_may",
    "tests/actions/test_no_verb_forgotten.py",
    "tests/actions/test_what_an_entry_moves.py",
    "tests/briefings/",
    "tests/jobs/test_exports.py",
    "tests/test_cli",
    "tests/test_readme.py",
    "tests/ui/",
)
"""What asks the policy, reads HTTP or a text, makes a file of rows that others read on both engines, or
counts by hand what test_cells.py counts on both."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take tests of what no engine changes on SQLite alone."""
    twice = [one for one in items if _on_postgresql(one) and _here(one).startswith(ONE_ENGINE)]
    config.hook.pytest_deselected(items=twice)
    left_out = set(twice)
    items[:] = [one for one in items if one not in left_out]


def pytest_collection_finish() -> None:
    """Look for garbage among what the tests make, not each time through all modules and tests again."""
    gc.collect()
    gc.freeze()


def _here(item: pytest.Item) -> str:
    return item.path.relative_to(item.config.rootpath).as_posix()


def _on_postgresql(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    return called is not None and "postgresql" in (
        called.params.get(name) for name in ("empty", "bare", "latest")
    )


@dataclass(frozen=True)
class Empty:
    """A database with every table and no row, made once for a process of the test run."""

    url: str
    engine: Engine


@pytest.fixture(autouse=True)
def _fresh_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """No test reads another's settings or opens the developer's own database."""
    for name in [name for name in os.environ if name.startswith("YUANLUO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path_factory.getbasetemp()}/nowhere/unused.db")
    forget()
    yield
    forget()


@pytest.fixture
def full_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords and codes cost what they cost in the product: 0.1 s and 64 MiB each."""
    hasher, nobody = FULL
    monkeypatch.setattr(passwords, "HASHER", hasher)
    monkeypatch.setattr(passwords, "NOBODY", nobody)


def forget() -> None:
    """Drop the cached settings and the engine made from them."""
    if db.engine.cache_info().currsize:
        db.engine().dispose()
    db.engine.cache_clear()
    settings.cache_clear()


@pytest.fixture(scope="session", params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Empty]:
    """The tables of one engine."""
    file = f"sqlite:///{tmp_path_factory.mktemp('tables')}/empty.db"
    with nullcontext(file) if request.param == "sqlite" else _postgres() as url:
        made = Empty(url, db.make_engine(url))
        with made.engine.connect().execution_options(writes=True) as connection, connection.begin():
            METADATA.create_all(connection)
        made.engine.dispose()
        yield made
        made.engine.dispose()


@pytest.fixture
def session(empty: Empty) -> Iterator[Session]:
    """A session on empty tables; whatever the test does is rolled back, commits too."""
    with empty.engine.connect().execution_options(writes=True) as connection, connection.begin() as all_of_it:
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as opened:
            yield opened
        all_of_it.rollback()


@pytest.fixture
def database(empty: Empty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An empty database of the test's own, which DATABASE_URL names and `db` opens."""
    if empty.url.startswith("sqlite"):
        copy = tmp_path / "test.db"
        shutil.copy(empty.url.removeprefix("sqlite:///"), copy)
        with _opened(f"sqlite:///{copy}", monkeypatch) as engine:
            yield engine
        return
    with _opened(empty.url, monkeypatch) as engine:
        yield engine
    _emptied(empty.engine)


@pytest.fixture(params=ENGINES)
def bare(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database without a single table, of the test's own, which DATABASE_URL names and `db` opens."""
    if request.param == "sqlite":
        with _opened(f"sqlite:///{tmp_path}/bare.db", monkeypatch) as engine:
            yield engine
        return
    with _postgres() as url, _opened(url, monkeypatch) as engine:
        yield engine


@pytest.fixture(scope="session", params=ENGINES)
def latest(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database that the migrations have led to the schema, made once; nobody opens it."""
    file = f"sqlite:///{tmp_path_factory.mktemp('latest')}/latest.db"
    with nullcontext(file) if request.param == "sqlite" else _postgres() as url:
        engine = db.make_engine(url)
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            upgrade(connection)
        engine.dispose()
        yield url


@pytest.fixture
def migrated(latest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A copy of it of the test's own, which DATABASE_URL names and `db` opens."""
    if latest.startswith("sqlite"):
        shutil.copy(latest.removeprefix("sqlite:///"), tmp_path / "migrated.db")
        with _opened(f"sqlite:///{tmp_path}/migrated.db", monkeypatch) as engine:
            yield engine
        return
    with _postgres(like=str(make_url(latest).database)) as url, _opened(url, monkeypatch) as engine:
        yield engine


def _emptied(engine: Engine) -> None:
    """Take every row away and start the ids anew; fails where a connection was left open with a lock."""
    tables = ", ".join(engine.dialect.identifier_preparer.format_table(one) for one in METADATA.sorted_tables)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '30s'")
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY")


@contextmanager
def _opened(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("DATABASE_URL", url)
    forget()
    yield db.engine()
    forget()


@contextmanager
def _postgres(like: str = "template1") -> Iterator[str]:
    """The URL of a fresh database on the test server, a copy of another one, gone afterwards."""
    server, name = make_url(POSTGRES), f"test_{uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {like}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
