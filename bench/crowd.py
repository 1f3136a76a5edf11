"""B8: two hundred viewers who click every five seconds while twenty committees save, on one process.

While they look on, their pages are drawn anew as often as the server tells them that they are old.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bench.kit import ROOT, Figure, app, environment
from tests.browser import wire

VIEWERS, EVERY = 200, 5.0
TABS = 10
"""Viewers who share one session: the door lets a session open thirty sockets."""
SECONDS = int(os.environ.get("BENCH_SECONDS", "600"))
PAGES = ("", "map", "indicators", "organisations")
SAVING = """
import sys, time
import db
from dashboard import clock
from dashboard.actions import requests
from dashboard.actions.demo import MAKER
from dashboard.schema.requests import Place, RequestDraft, RequestType

number, until = 0, time.monotonic() + float(sys.argv[1])
while time.monotonic() < until:
    with db.writing() as session:
        given = {"courtyard_id": 1, "place": Place.YARD, "type": RequestType.CLEANING, "summary": "打扫"}
        draft = RequestDraft.check(accepted_at=clock.now(), **given)
        how = {"by": MAKER, "now": clock.now(), "key": f"crowd{number}"}
        requests.register(session=session, draft=draft, **how)
    number += 1
    time.sleep(0.5)
print(number)
"""
"""Twenty committees, each every ten seconds: one save every half second."""


class Viewer(threading.Thread):
    """Opens a page, waits, opens another."""

    def __init__(self, url: str, cookie: str, number: int, until: float) -> None:
        super().__init__(daemon=True)
        self.url, self.cookie, self.until = url, cookie, until
        self.random, self.times, self.troubles = Random(number), list[float](), list[str]()
        self.refreshed = 0

    def run(self) -> None:
        try:
            time.sleep(self.random.uniform(0, EVERY))
            with wire.wired(self.url, self.cookie) as socket:
                while time.monotonic() < self.until:
                    begun = time.perf_counter()
                    told = socket.open(self.random.choice(PAGES))
                    self.times.append(time.perf_counter() - begun)
                    kinds = {one.delta.new_element.WhichOneof("type") for one in told.messages}
                    if "exception" in kinds:
                        self.troubles.append("exception")
                    self.refreshed += socket.look_on(EVERY - self.times[-1])
        except Exception as error:  # noqa: BLE001  # a viewer who is thrown out is what is counted
            self.troubles.append(repr(error))


def crowded(database: Path) -> Iterator[Figure]:
    """p95 of a rerun, how many errors, how many saves were lost."""
    with app(database) as url:
        cookies = [wire.sign_in(url, "leader") for _ in range(VIEWERS // TABS)]
        until = time.monotonic() + SECONDS
        viewers = [Viewer(url, cookies[number // TABS], number, until) for number in range(VIEWERS)]
        env = {**os.environ, **environment(database), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", SAVING, str(SECONDS)]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as saving:
            for one in viewers:
                one.start()
            for one in viewers:
                one.join(SECONDS + 60)
            saved = int((saving.communicate()[0] or "0").strip() or 0)
    times = [taken for one in viewers for taken in one.times]
    troubles = [trouble for one in viewers for trouble in one.troubles]
    p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else float("inf")
    refreshed = sum(one.refreshed for one in viewers)
    what = f"p95 of a click, {VIEWERS} viewers, {SECONDS} s, {refreshed} pages refreshed beside"
    yield Figure("B8", what, p95, "s", None, 1, len(times))
    yield Figure("B8", "errors", len(troubles), "errors", None, 0, len(times))
    yield Figure("B8", "saves lost", saved - _kept(database), "saves", None, 0, saved)


def _kept(database: Path) -> int:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(database)) as read:
        return int(read.execute("select count(*) from saved_form where key like 'crowd%'").fetchone()[0])
