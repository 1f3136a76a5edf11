"""B1, B2, B6: the first page after a cold start, pages of a warm server, the bytes of the map."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from bench.kit import ROOT, Figure, app
from tests.browser import reader
from tests.browser.server import serving

PAGES = {"overview": "/", "map": "/map", "indicators": "/indicators", "to-do": "/todo"}
WARM, COLD = 7, 3
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=reader.CHROMIUM, args=reader.ARGUMENTS)
        yield launched
        launched.close()


def seconds(page: Page, address: str) -> float:
    """From asking for the page until its script has run and what it drew is there."""
    begun = time.perf_counter()
    page.goto(address)
    reader.idle(page)
    return time.perf_counter() - begun


def one_line(folder: Path):
    return serving(ROOT / "bench/one_line.py", env={}, log=folder / "one_line.log")


def _reference(page: Page, url: str) -> float:
    begun = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(IDLE, state="attached")
    return time.perf_counter() - begun


def cold(database: Path) -> Iterator[Figure]:
    """B1: from the command to the overview, beside the one-line app."""
    ours, theirs = [], []
    with browser() as opened, TemporaryDirectory() as folder:
        for _ in range(COLD):
            begun = time.perf_counter()
            with one_line(Path(folder)) as url, reader.reading(opened, url) as (page, _watch):
                _reference(page, url)
                theirs.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            with app(database) as url, reader.reading(opened, url) as (page, _watch):
                reader.sign_in(page, "leader")
                ours.append(time.perf_counter() - begun)
    value, reference = statistics.median(ours), statistics.median(theirs)
    yield Figure("B1", "cold start to overview", value, "s", reference, 1.8, COLD)


def warm(database: Path) -> Iterator[Figure]:
    """B2 and B6: loads of a warm server, beside the one-line app; bytes of the map page's socket."""
    with browser() as opened, TemporaryDirectory() as folder:
        with one_line(Path(folder)) as url, reader.reading(opened, url) as (page, _watch):
            reference = statistics.median(_reference(page, url) for _ in range(WARM))
        with app(database) as url:
            for name, address in PAGES.items():
                persona = "committee-3" if name == "to-do" else "leader"
                with reader.reading(opened, url) as (page, _watch):
                    reader.sign_in(page, persona, address)
                    value = statistics.median(seconds(page, address) for _ in range(WARM))
                yield Figure("B2", f"page load: {name}", value, "s", reference, 1.7, WARM)
            yield Figure("B6", "map page on the wire", _bytes(opened, url) / 1000, "kB", None, 60, 1)


def _bytes(opened: Browser, url: str) -> int:
    """What comes over the network for the map page's socket, compressed as it is."""
    with reader.reading(opened, url) as (page, _watch):
        reader.sign_in(page, "leader", "/about")
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        sizes: list[int] = []
        devtools.on("Network.webSocketFrameReceived", lambda frame: sizes.append(_size(frame)))
        page.goto("/map")
        reader.idle(page)
        page.wait_for_timeout(1000)
        return sum(sizes)


def _size(frame: dict[str, dict[str, str]]) -> int:
    """Bytes of a frame as it is sent: deflated, as the server does it; Chromium tells it inflated."""
    import base64
    import zlib

    return len(zlib.compress(base64.b64decode(frame["response"]["payloadData"])))
