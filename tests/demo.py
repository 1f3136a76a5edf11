"""The demonstration, filled once for a whole test run; whoever writes takes a copy."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from dashboard.settings import ROOT

WITHIN = 300
"""Seconds that one process of the run waits for another that is filling."""


def filled(factory: pytest.TempPathFactory, as_of: date) -> Path:
    """The SQLite file of the demonstration told on a day, as `python -m dashboard demo` makes it."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    path = shared / f"demo-{as_of}.db"
    with FileLock(f"{path}.lock", timeout=WITHIN):
        if not path.exists():
            half = path.with_suffix(".half")
            command = [sys.executable, "-m", "dashboard", "demo", "--as-of", as_of.isoformat()]
            env = {**os.environ, "DATABASE_URL": f"sqlite:///{half}", "YUANLUO_TODAY": as_of.isoformat()}
            subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
            half.rename(path)
    return path
