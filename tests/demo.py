"""The demonstration, filled once for a code and a day; whoever writes takes a copy."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from filelock import FileLock
from sqlmodel import Session

import db
from dashboard.actions import demo
from dashboard.schema import METADATA
from dashboard.settings import ROOT

WITHIN = 300
"""Seconds that one process of the run waits for another that is filling."""
A_DAY = 24 * 60 * 60
STARTED = datetime.now(UTC)
"""When this process began, whatever day a test travels to."""
KEPT = ROOT / ".pytest_cache" / "demos"
"""Filling takes 11 seconds: what was filled by the same code is there for the next run."""
CODE = ("dashboard/**/*.py", "data/**/*.toml", "db.py", "requirements.txt", "tests/intake/demo/frames.py")


def filled(as_of: date) -> Path:
    """The SQLite file of the demonstration told on a day, as `python -m dashboard demo` makes it."""

    def fill(file: Path) -> None:
        command = [sys.executable, "-m", "dashboard", "demo", "--as-of", as_of.isoformat()]
        env = {**os.environ, "DATABASE_URL": f"sqlite:///{file}", "YUANLUO_TODAY": as_of.isoformat()}
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)

    return once(f"demo-{as_of}", fill)


def lived_in(as_of: date) -> Path:
    """The SQLite file of the demonstration before its past meetings are frozen."""

    def fill(file: Path) -> None:
        engine = db.make_engine(f"sqlite:///{file}")
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            METADATA.create_all(connection)
            with Session(connection) as session:
                demo.create(session=session, as_of=as_of)
                session.commit()
        engine.dispose()

    return once(f"lived-in-{as_of}", fill)


def once(name: str, fill: Callable[[Path], None]) -> Path:
    """The file that whichever process comes first fills; the others wait for it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{name}.{_key()}.kept"
    with FileLock(KEPT / f"{name}.lock", timeout=WITHIN):
        if not path.exists():
            for old in KEPT.glob(f"{name}.*.*"):
                # Another process of this run may have begun before midnight: what it holds stays.
                if STARTED.timestamp() - old.stat().st_mtime > A_DAY:
                    old.unlink()
            half = path.with_suffix(".half")
            fill(half)
            half.rename(path)
    return path


@cache
def _key() -> str:
    """Another one when the code has changed, or the day: the trail tells when it was filled."""
    told = sha256(STARTED.date().isoformat().encode())
    for file in sorted(file for pattern in CODE for file in ROOT.glob(pattern)):
        told.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return told.hexdigest()[:16]
