"""A reader in Chromium who notices what a person would not: errors in the console, requests elsewhere."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

T = TypeVar("T")
NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
"""The first is Chromium without what draws a window: it costs a quarter less."""
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    # In software WebGL is for the map alone: whole pages drawn through it cost twice as much.
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing leaves this machine, whatever a page asks for; what it asked for is noted (`Watch`).
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
NUMBERS = {
    "RERUN_SCRIPT": BackMsg.RERUN_SCRIPT_FIELD_NUMBER,
    "FRAGMENT_ID": ClientState.FRAGMENT_ID_FIELD_NUMBER,
    "IS_AUTO_RERUN": ClientState.IS_AUTO_RERUN_FIELD_NUMBER,
    "NEW_SESSION": ForwardMsg.NEW_SESSION_FIELD_NUMBER,
    "SCRIPT_FINISHED": ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER,
    "FINISHED_EARLY": ForwardMsg.FINISHED_EARLY_FOR_RERUN,
    "FINISHED_FRAGMENT": ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
}
"""What runs.js must know of Streamlit's messages."""
IDLE = (
    'html[data-runs="idle"]:not(:has([data-testid="stSkeleton"]))'
    ' [data-testid="stApp"][data-test-script-state="notRunning"]'
)
GROWING = re.compile("overflow")
TURN = """path => { history.pushState({}, "", path); dispatchEvent(new PopStateEvent("popstate")) }"""
STILL = """() => new Promise(done => {
  let last = "", same = 0;
  function look() {
    const moving = document.getAnimations().some(one => one.playState === "running"
      && one.effect?.getComputedTiming().endTime < Infinity);
    const boxes = "html, [data-testid=stMain], [data-testid=stMainBlockContainer], [role=listbox]";
    const now = [...document.querySelectorAll(boxes)].map(one => [one, one.getBoundingClientRect()])
      .flatMap(([one, box]) => [one.scrollWidth, one.scrollHeight, one.getElementsByTagName("*").length,
        box.x, box.y, one.scrollTop]).join();
    same = now === last && !moving ? same + 1 : 0;
    last = now;
    same < 6 ? requestAnimationFrame(look) : done();
  }
  document.fonts.ready.then(look);
})"""
"""Until nothing has grown, come, faded, moved or scrolled, as an open list does, for six pictures."""
PROBES = ("/_stcore/health", "/_stcore/host-config")
"""On a deep link Streamlit asks beside the page first; the 404 that it gets is not an error."""
GONE = "Cannot send rerun backMessage when disconnected from server."
"""Streamlit's word for a part that was to draw itself anew while its reader was being led away. Who is cut
off and stays sees it on the page."""
PATIENCE = 30_000
"""Milliseconds, for every wait: a busy machine is no fault."""
MOST_FREE = 8
"""Contexts that wait to be used again, a process of Chromium each."""
expect.set_options(timeout=PATIENCE)


class Watch:
    """What went wrong in a browser context, in words."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.problems: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watch every page of the context; requests are noted, not held up: else nothing would be cached."""
        context.on("request", lambda request: self._asked(request.url))
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.problems.append(f"page error: {error.error}"))
        context.on("page", lambda page: page.on("websocket", lambda socket: self._asked(socket.url)))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.problems.append(f"request to another host: {url}")

    def _heard(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "") if message.location else ""
        if message.type == "error" and not where.endswith(PROBES) and message.text != GONE:
            self.problems.append(f"console: {message.text} ({where})")


@contextmanager
def reading(browser: Browser, server: str, **options: Any) -> Iterator[tuple[Page, Watch]]:
    """A page of a new browser context (no cookies, nothing in its cache), and the watch over it."""
    page, watch = _first_page(browser, server, **options)
    context = page.context
    try:
        yield page, watch
    finally:
        context.close()


def _first_page(browser: Browser, server: str, **options: Any) -> tuple[Page, Watch]:
    chosen = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options}
    context = browser.new_context(base_url=server, **chosen)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(runs())
    watch = Watch(urlsplit(server).netloc)
    watch.over(context)
    return context.new_page(), watch


class Contexts:
    """Browser contexts, each emptied after use and used again by whoever wants one of its kind.

    In a new one Streamlit is fetched and compiled anew: its first page costs twice as much.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._free: list[tuple[dict[str, Any], Page, Watch]] = []

    @contextmanager
    def reading(self, server: str, **options: Any) -> Iterator[tuple[Page, Watch]]:
        """A page of a context without cookies or anything else that was kept, and the watch over it."""
        kind = {"server": server, **options}
        page, watch = self._taken(kind) or _first_page(self.browser, **kind)
        context = page.context
        yield page, watch
        self._free.append((kind, emptied(context, server), watch))
        if len(self._free) > MOST_FREE:
            _kind, oldest, _watch = self._free.pop(0)
            oldest.context.close()

    def _taken(self, kind: dict[str, Any]) -> tuple[Page, Watch] | None:
        for place, (found, page, watch) in enumerate(self._free):
            if found == kind:
                del self._free[place]
                watch.problems.clear()
                return page, watch
        return None


def emptied(context: BrowserContext, server: str) -> Page:
    """A blank page, the only one left; nothing is kept of the others but what anybody is sent alike."""
    blank = context.new_page()
    for page in context.pages:
        if page is not blank:
            page.close()
    context.set_offline(False)
    context.clear_cookies()
    storage = context.new_cdp_session(blank)
    storage.send("Storage.clearDataForOrigin", {"origin": server, "storageTypes": "all"})
    storage.detach()
    return blank


def sign_in(page: Page, persona: str, path: str = "/") -> None:
    """Ask for a page as a stranger, choose a persona by clicking, wait until the page stands."""
    page.goto(path)
    page.click(f'button[value="{persona}"]')
    idle(page)


def runs() -> str:
    """The script that marks a page busy until the run of the script that it asked for has ended."""
    numbers = ", ".join(f"{name} = {number}" for name, number in NUMBERS.items())
    return f"const {numbers};\n{Path(__file__).with_name('runs.js').read_text()}"


def idle(page: Page) -> None:
    """Wait until the run of the script that the last click asked for has ended and what it drew is there."""
    page.wait_for_selector(IDLE, state="attached")


def turn_to(page: Page, path: str) -> None:
    """Go to a page as the browser's back button does: Streamlit is not loaded anew, in a third of the time.

    The same page with another question (`?do=`) is loaded: back does not draw it anew either.
    """
    if urlsplit(page.url).path == urlsplit(path).path:
        page.goto(path)
    else:
        page.evaluate(TURN, path)
    idle(page)


def settle(page: Page) -> None:
    """Wait until what was drawn stands still: fonts are there, charts have their size, nothing fades."""
    page.evaluate(STILL)


def until(page: Page, found: Callable[[], T]) -> T:
    """Look again and again until something is found; what was found last, when patience ends."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not (answer := found()) and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    return answer


def choose(place: Page | Locator, field: str, option: str) -> None:
    """Open a list, choose in it, and see that the list has closed on what was chosen."""
    box = place.get_by_role("combobox", name=field)
    page = box.page
    box.click()
    wanted = page.get_by_role("option", name=option, exact=True)
    # The list scrolls once more when the pointer reaches a choice at its edge: what is pressed before it lies
    # still is let go over another one. A hand presses after that.
    wanted.hover()
    settle(page)
    wanted.click()
    expect(box).to_have_value(option)
    idle(page)


def unfold(place: Page | Locator, name: str) -> None:
    """Open the fold of that name and wait until it lies still."""
    summary = place.locator("summary").filter(has_text=name).filter(visible=True).first
    summary.click()
    grown(summary)


def grown(summary: Locator) -> None:
    """Wait until an opened fold lies still: while it grows, what is in it scrolls away from a finger."""
    fold = summary.locator("xpath=..")
    expect(fold).to_have_attribute("open", "")
    expect(fold).not_to_have_attribute("style", GROWING)
