"""The demonstration, filled once for a whole test run; whoever writes takes a copy."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock
from sqlmodel import Session

import db
from dashboard.actions import demo
from dashboard.schema import METADATA
from dashboard.settings import ROOT

WITHIN = 300
"""Seconds that one process of the run waits for another that is filling."""


def filled(factory: pytest.TempPathFactory, as_of: date) -> Path:
    """The SQLite file of the demonstration told on a day, as `python -m dashboard demo` makes it."""

    def fill(file: Path) -> None:
        command = [sys.executable, "-m", "dashboard", "demo", "--as-of", as_of.isoformat()]
        env = {**os.environ, "DATABASE_URL": f"sqlite:///{file}", "YUANLUO_TODAY": as_of.isoformat()}
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)

    return _once(factory, f"demo-{as_of}", fill)


def lived_in(factory: pytest.TempPathFactory, as_of: date) -> Path:
    """The SQLite file of the demonstration before its past meetings are frozen."""

    def fill(file: Path) -> None:
        engine = db.make_engine(f"sqlite:///{file}")
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            METADATA.create_all(connection)
            with Session(connection) as session:
                demo.create(session=session, as_of=as_of)
                session.commit()
        engine.dispose()

    return _once(factory, f"lived-in-{as_of}", fill)


def _once(factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], None]) -> Path:
    """The file that whichever process of the run comes first fills; the others wait for it."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    path = shared / f"{name}.db"
    with FileLock(f"{path}.lock", timeout=WITHIN):
        if not path.exists():
            half = path.with_suffix(".half")
            fill(half)
            half.rename(path)
    return path
