"""A real server on a port of its own, for browser tests and screenshots."""

import multiprocessing
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

Runs = Callable[[], bool]
ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 120
"""Seconds; a first start may fill the demo."""
FIRST_PORT, PORTS = 18_500, 200
"""Each process of a test run (gw0, gw1, ...) has as many ports to itself: nobody takes one that was free."""


@contextmanager
def serving(script: Path, *, env: Mapping[str, str], log: Path, fresh: bool = True) -> Iterator[str]:
    """Run `streamlit run script` and give its address once it answers; what it said is in `log`.

    One that is not `fresh` has what it imports from a process that is kept for that: it starts two seconds
    sooner, and works alike.
    """
    port = _free_port()
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    command = ["run", str(script), *(f"--{name}={value}" for name, value in options.items())]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **env}
    with (_started if fresh else _forked)(command, environment, log) as runs:
        url = f"http://localhost:{port}"
        _wait(runs, url, log)
        yield url


def failed(log: Path) -> list[str]:
    """The lines on which a server told of a page that could not be drawn."""
    lines = log.read_text(encoding="utf-8").splitlines()
    return [one for one in lines if "Uncaught app execution" in one]


@contextmanager
def _started(command: list[str], env: Mapping[str, str], log: Path) -> Iterator[Runs]:
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", *command],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield lambda: process.poll() is None
        finally:
            process.kill()
            process.wait()


@contextmanager
def _forked(command: list[str], env: Mapping[str, str], log: Path) -> Iterator[Runs]:
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["tests.browser.preload"])
    process = forks.Process(target=_streamlit, args=(command, dict(env), log), daemon=True)
    # AppTest leaves behind as the main module the page that it ran: the new process would run it.
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        process.start()
    try:
        yield process.is_alive
    finally:
        process.kill()
        process.join()


def _streamlit(command: list[str], env: dict[str, str], log: Path) -> None:
    """Become the server, in a process of its own."""
    from streamlit.web.cli import main

    os.environ.clear()
    os.environ.update(env)
    os.chdir(ROOT)
    with log.open("w") as output:
        for place in (sys.stdout, sys.stderr):
            os.dup2(output.fileno(), place.fileno())
    main(command)


def _free_port() -> int:
    """A port of this process's range that nobody listens on."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = FIRST_PORT + worker * PORTS
    for port in range(first, first + PORTS):
        with socket.socket() as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                asked.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port from {first} on")


def _wait(runs: Runs, url: str, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and runs():
        try:
            with urllib.request.urlopen(url + "/healthz", timeout=1):
                # Whoever answers may be another server, while ours has ended because the port was taken.
                if runs():
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
