"""What measures share: the demonstration, a browser, medians, and the file that they are written to."""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.browser.server import serving

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"
AS_OF = "2026-10-31"


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, its value and unit, its reference in the same run, the goal as a limit."""

    measure: str
    what: str
    value: float
    unit: str
    reference: float | None
    limit: float
    runs: int

    @property
    def judged(self) -> float:
        """What the limit is held against: the ratio where there is a reference."""
        return self.value / self.reference if self.reference else self.value

    @property
    def is_met(self) -> bool:
        return self.judged <= self.limit


def median(times: int, act: Callable[[], Any]) -> float:
    """The median of so many runs, in seconds."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        found.append(time.perf_counter() - begun)
    return statistics.median(found)


def demo(folder: Path) -> Path:
    """A filled demonstration database."""
    path = folder / "demo.db"
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{path}", "YUANLUO_TODAY": AS_OF}
    command = [sys.executable, "-m", "dashboard", "demo", "--as-of", AS_OF]
    subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    return path


def environment(database: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{database}", "YUANLUO_TODAY": AS_OF}


@contextmanager
def app(database: Path) -> Iterator[str]:
    """The dashboard, served."""
    log = database.with_suffix(".log")
    with serving(ROOT / "streamlit_app.py", env=environment(database), log=log) as url:
        yield url


def write(figures: list[Figure]) -> Path:
    """Write the figures with machine, versions and size of the data; gives the file."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    told = {
        "at": now.isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "load": os.getloadavg()[0],
            "system": platform.platform(),
            "python": platform.python_version(),
        },
        "versions": {name: version(name) for name in ("streamlit", "SQLAlchemy", "pandas", "openpyxl")},
        "data": "the demonstration: 10 courtyards, 365 households, 24 months",
        "figures": [{**asdict(one), "judged": one.judged, "met": one.is_met} for one in figures],
    }
    path = RESULTS / f"{now:%Y-%m-%d-%H%M%S}.json"
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
