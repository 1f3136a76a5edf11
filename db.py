"""Where the data lives and the only way to open it: engine(), reading(), writing()."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlmodel import Session

from dashboard.settings import settings

PATIENCE = 10_000
"""Milliseconds that a writer waits for its turn."""


@lru_cache
def engine() -> Engine:
    """The engine of this process, made once from the settings."""
    return make_engine(settings().database_url)


def make_engine(url: str) -> Engine:
    """An engine for an URL: SQLite with foreign keys, full sync and immediate writers; or PostgreSQL."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    path = url.removeprefix("sqlite:///")
    if path and path != url:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url, connect_args={"check_same_thread": False})
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def journal_mode(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """WAL where the SQLite library is safe with it, else DELETE.

    Before 3.51.3 (backports 3.44.6 and 3.50.7) two connections that write and checkpoint together can
    corrupt a WAL database (sqlite.org/wal.html, "the WAL-reset bug").
    """
    fixed = version >= (3, 51, 3)
    backported = (3, 44, 6) <= version < (3, 45, 0) or (3, 50, 7) <= version < (3, 51, 0)
    return "WAL" if fixed or backported else "DELETE"


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions itself: _begin_sqlite says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"journal_mode={journal_mode()}",
        "synchronous=FULL",
        f"busy_timeout={PATIENCE}",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={options.get('patience', PATIENCE)}")
    # A deferred writer that must upgrade its lock fails at once instead of waiting its turn.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN")


@contextmanager
def reading() -> Iterator[Session]:
    """A session for reads; whatever it changed is rolled back."""
    with Session(engine(), expire_on_commit=False) as session:
        try:
            yield session
        finally:
            session.rollback()


@contextmanager
def writing(*, patience: int = PATIENCE) -> Iterator[Session]:
    """A session for one transaction: commits at the end, rolls back on any error.

    On SQLite it waits `patience` milliseconds for other writers, then fails. What is of the site is written
    in units of work alone (`dashboard/actions/unit_of_work.py`).
    """
    with (
        engine().connect().execution_options(writes=True, guarded=True, patience=patience) as connection,
        Session(connection, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session
