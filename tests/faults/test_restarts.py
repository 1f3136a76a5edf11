"""PostgreSQL restarted under twenty writers: nothing acknowledged is lost, all go on within 15 seconds."""

import subprocess
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

import db
from dashboard.queries import audit
from dashboard.schema.accounts import SavedForm
from dashboard.schema.requests import Request
from tests.conftest import POSTGRES
from tests.faults.forked import save
from tests.faults.scale import times
from tests.setting_up import setting_up
from tests.sites import Hamlet, build

WRITERS, RESTARTS, WITHIN = 20, 20, 15.0
HOME = Path(str(make_url(POSTGRES).query.get("host", ""))) if POSTGRES else None
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(HOME is None or not (HOME / "data").exists(), reason="not our server to restart"),
]


def restart() -> None:
    """Stop the server as a crash would and start it again."""
    assert HOME
    data = HOME / "data"
    (control,) = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))[-1:]
    # The options hold an empty address, which `restart` would lose: they are given again.
    options = f"-k {HOME} -c listen_addresses=''"
    command = [str(control), "-D", str(data), "-l", str(HOME / "log"), "-m", "immediate", "-w", "-o", options]
    user = ["runuser", "-u", "postgres", "--"] if data.owner() == "postgres" else []
    subprocess.run([*user, *command, "restart"], check=True, capture_output=True, cwd="/")


class Writers:
    """Twenty who save one form after the other, each again until it is acknowledged."""

    def __init__(self, hamlet: Hamlet) -> None:
        self.hamlet, self.acknowledged, self.stop = hamlet, list[str](), threading.Event()
        self.threads = [threading.Thread(target=self._write, args=(one,)) for one in range(WRITERS)]
        for one in self.threads:
            one.start()

    def _write(self, writer: int) -> None:
        number = 0
        while not self.stop.is_set():
            try:
                save(self.hamlet, f"{writer}-{number}")
            except SQLAlchemyError:
                time.sleep(0.2)
                continue
            self.acknowledged.append(f"{writer}-{number}")
            number += 1

    def on_again(self) -> float:
        """Seconds until the next acknowledged save."""
        begun, seen = time.monotonic(), len(self.acknowledged)
        while len(self.acknowledged) == seen and time.monotonic() < begun + WITHIN:
            time.sleep(0.05)
        return time.monotonic() - begun

    def stopped(self) -> list[str]:
        """What was acknowledged, once all have ended."""
        self.stop.set()
        for one in self.threads:
            one.join(60)
        return self.acknowledged


def test_writers_go_on_after_each_restart(database: Engine) -> None:
    if database.dialect.name != "postgresql":
        pytest.skip("a server to restart")
    with setting_up() as session:
        hamlet = build(session)
    writers = Writers(hamlet)
    slowest = 0.0
    for _ in range(times(RESTARTS)):
        time.sleep(1.0)
        restart()
        slowest = max(slowest, writers.on_again())
    acknowledged = writers.stopped()
    with db.reading() as session:
        kept = {row.key: row.ref for row in session.execute(select(col(SavedForm.key), col(SavedForm.ref)))}
        ids = sorted(session.execute(select(col(Request.id))).scalars())
        assert audit.verify(session).trouble == ""
    assert set(acknowledged) <= set(kept)
    assert sorted(kept.values()) == ids
    assert slowest < WITHIN
    print(f"{times(RESTARTS)} restarts, {len(acknowledged)} saves, on again after {slowest:.2f} s")  # noqa: T201
