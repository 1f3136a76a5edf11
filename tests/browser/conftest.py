"""A running server with the demo, a browser, and a page that fails the test on any error it met."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests import demo as demos
from tests import lookups
from tests.browser import reader
from tests.browser.rows import written
from tests.browser.server import ROOT, failed, serving

AS_OF = "2026-10-31"
LONGEST = "test_every_page_stands_whole"
PAGES = pytest.StashKey[list[Page]]()
"""The pages that a test has open."""


ONLY_READ = ("door", "gate", "meeting_papers", "numbers", "pages", "papers", "present", "requests")
"""Files whose tests change nothing: they share one server, and any worker may run any of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder drives a browser; those of a file that writes run on one worker."""
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        if _stem(item.path) not in ONLY_READ:
            item.add_marker(pytest.mark.xdist_group(_stem(item.path)))
    # The longest first: at the end both workers have something to do.
    items.sort(key=lambda item: item in ours and not item.name.startswith(LONGEST))


@pytest.fixture(scope="session")
def filled() -> Path:
    """The filled demo database that the copies are made of, to look something up in."""
    return demos.filled(date.fromisoformat(AS_OF))


@pytest.fixture
def held(filled: Path) -> int:
    """The last joint meeting that was held."""
    return lookups.meeting_held(filled)


@pytest.fixture
def ahead(filled: Path) -> int:
    """The joint meeting that is called."""
    return lookups.meeting_ahead(filled)


@pytest.fixture(scope="module")
def demo(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the filled demo database for each file of tests."""
    return _copied(filled, tmp_path_factory)


@pytest.fixture(scope="session")
def shared(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the dashboard that those who only read look at; fails where somebody wrote."""
    demo = _copied(filled, tmp_path_factory)
    before = written(demo)
    with _dashboard(demo) as url:
        yield url
    assert written(demo) == before


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the dashboard, on a demo that ends in October 2026: a file that writes has its own."""
    if _stem(request.path) in ONLY_READ:
        yield request.getfixturevalue("shared")
        return
    with _dashboard(request.getfixturevalue("demo")) as url:
        yield url


def _copied(filled: Path, factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(filled, factory.mktemp("demo") / "demo.db"))


@contextmanager
def _dashboard(demo: Path) -> Iterator[str]:
    env = {"DATABASE_URL": f"sqlite:///{demo}", "YUANLUO_TODAY": AS_OF}
    log = demo.with_suffix(".log")
    with serving(ROOT / "streamlit_app.py", env=env, log=log, fresh=False) as url:
        yield url
    assert failed(log) == []


def _stem(path: Path) -> str:
    return path.stem.removeprefix("test_")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    if reader.CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=reader.CHROMIUM, args=reader.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> reader.Contexts:
    """What `new_page` takes its contexts from."""
    return reader.Contexts(browser)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Function) -> None:
    """A second try has a demo and a server of its own: the first may have written half of what it does."""
    if getattr(item, "execution_count", 1) > 1 and _stem(item.path) not in ONLY_READ:
        for name in ("server", "demo"):
            for fixture in item.session._fixturemanager.getfixturedefs(name, item) or ():
                fixture.finish(item._request)  # and whatever was made from it


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Tell of a test that fails what its pages showed."""
    report: pytest.TestReport = yield  # type: ignore[misc]
    if report.failed and call.when == "call":
        for place, page in enumerate(item.stash.get(PAGES, []), start=1):
            report.sections.append((f"page {place}", _showed(page)))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell of every test that was tried again why it was: it is a fault to mend."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"why {report.nodeid} was tried again ({report.when})")
        terminalreporter.write_line(report.longreprtext)


def _showed(page: Page) -> str:
    if page.is_closed():
        return "closed"
    try:
        seen = page.locator("main").first.aria_snapshot(timeout=2000)
    except Error as error:
        seen = str(error)
    return f"{page.url}\n{seen}"


@pytest.fixture
def new_page(contexts: reader.Contexts, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Opens pages in contexts of their own (`viewport=`, `locale=`, `color_scheme=`, `server=` ...).

    At the end the test fails on every console error, page error and request to another host.
    """
    with ExitStack() as open_pages:
        watches = []
        request.node.stash[PAGES] = []

        def opened(*, server: str | None = None, **options: Any) -> Page:
            address = server or request.getfixturevalue("server")
            page, watch = open_pages.enter_context(contexts.reading(address, **options))
            watches.append(watch)
            request.node.stash[PAGES].append(page)
            return page

        yield opened
    assert [problem for watch in watches for problem in watch.problems] == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A stranger's page on the dashboard: desktop, Chinese, Shanghai."""
    return new_page(viewport={"width": 1440, "height": 900})


@pytest.fixture
def signed_in(page: Page) -> Callable[..., Page]:
    """Signs in as a persona and gives the page: `signed_in("committee-3", "/requests")`."""

    def sign_in(persona: str, path: str = "/") -> Page:
        reader.sign_in(page, persona, path)
        return page

    return sign_in
