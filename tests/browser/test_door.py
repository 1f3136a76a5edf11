"""The door in a real browser, in front of a page with a chart, a map and a grid."""

import re
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session

import db
from dashboard.schema import METADATA
from tests import town
from tests.browser.reader import idle, reading, sign_in
from tests.browser.server import ROOT, serving

TRIAL = Path(__file__).parent / "trial" / "app.py"


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Iterator[str]]:
    """Starts the trial server on a small demo."""
    folder = tmp_path_factory.mktemp("trial")
    url = f"sqlite:///{folder}/trial.db"
    engine = db.make_engine(url)
    METADATA.create_all(engine)
    with Session(engine) as session, session.begin():
        town.found(session)
    engine.dispose()
    return lambda: serving(TRIAL, env={"DATABASE_URL": url}, log=folder / "log", fresh=False)


@pytest.fixture(scope="module")
def trial(start) -> Iterator[str]:
    """A trial server that has run for a while."""
    with start() as url:
        yield url


@pytest.fixture
def visitor(new_page, trial) -> Page:
    """A stranger in front of it."""
    return new_page(server=trial, viewport={"width": 1440, "height": 900})


def role(page: Page, name: str) -> None:
    """See whom the page takes its reader for."""
    expect(page.get_by_text(re.compile(f"^role: {name}"))).to_be_visible()


def test_a_leader_signs_in_by_clicking_and_sees_every_picture(visitor):
    requested = []
    visitor.on("request", lambda request: requested.append(request.url))
    sign_in(visitor, "leader")
    role(visitor, "leader")
    for part in ("stDataFrame", "stVegaLiteChart", "stDeckGlJsonChart"):
        expect(visitor.get_by_test_id(part)).to_be_visible()
    expect(
        visitor.locator('[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg')
    ).to_be_visible()
    expect(visitor.locator('[data-testid="stDeckGlJsonChart"] canvas').first).to_be_visible()
    visitor.wait_for_load_state("networkidle")
    assert len(requested) > 30


def test_a_committee_lands_on_the_page_that_it_asked_for(visitor):
    visitor.goto("/hidden?yard=3")
    assert visitor.url.endswith("/sign-in?next=%2Fhidden%3Fyard%3D3")
    visitor.click('button[value="committee-3"]')
    idle(visitor)
    expect(visitor.get_by_text("hidden page of committee")).to_be_visible()
    assert visitor.url.endswith("/hidden?yard=3")


def test_the_very_first_request_after_a_start_shows_no_page(start, browser: Browser):
    with start() as url, reading(browser, url) as (page, watch):
        page.goto("/hidden")
        expect(page.locator('button[value="leader"]')).to_be_visible()
        assert "behind the door" not in page.content()
        assert "hidden page" not in page.content()
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(url + "/_stcore/host-config")
        assert watch.problems == []


def test_a_page_of_the_dashboard_asked_for_first_meets_its_guard(
    demo: Path, browser: Browser, tmp_path: Path
):
    env = {"DATABASE_URL": f"sqlite:///{shutil.copy(demo, tmp_path)}", "YUANLUO_TODAY": "2026-10-31"}
    with (
        serving(ROOT / "streamlit_app.py", env=env, log=tmp_path / "log") as url,
        reading(browser, url) as (page, watch),
    ):
        page.goto("/register")
        assert page.url.endswith("/sign-in?next=%2Fregister")
        page.click('button[value="guest"]')
        idle(page)
        expect(page.locator("h1")).to_be_visible()
        expect(page.get_by_test_id("stMain").get_by_role("button")).to_have_count(0)
        assert watch.problems == []


def test_under_another_host_name_nothing_answers(server: str) -> None:
    for path in ("/sign-in", "/healthz", "/static/js/index.js"):
        asked = urllib.request.Request(server + path, headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(asked)


def test_a_reload_and_a_new_tab_stay_signed_in(visitor):
    sign_in(visitor, "office")
    visitor.reload()
    idle(visitor)
    role(visitor, "office")
    tab = visitor.context.new_page()
    tab.goto("/hidden")
    expect(tab.get_by_text("hidden page of office")).to_be_visible()
    kept = {cookie["name"]: cookie for cookie in visitor.context.cookies()}
    assert kept["__Host-yl"]["httpOnly"]
    assert kept["__Host-yl"]["secure"]
    assert visitor.evaluate("document.cookie").count("__Host-yl") == 0


def test_after_signing_out_in_one_tab_the_other_stops_at_its_next_click(visitor):
    sign_in(visitor, "leader")
    tab = visitor.context.new_page()
    tab.goto("/sign-out?next=/hidden")
    tab.click("main button")
    expect(tab.locator('button[value="leader"]')).to_be_visible()
    visitor.get_by_role("button", name="again").click()
    visitor.wait_for_url("**/sign-in?ended=1&next=%2F")
    expect(visitor.get_by_role("alert")).to_be_visible()
    visitor.click('button[value="guest"]')
    idle(visitor)
    role(visitor, "public")


def test_a_page_that_refreshes_itself_notices_that_its_reader_is_gone(visitor):
    sign_in(visitor, "leader", "/live")
    role(visitor, "leader")
    tab = visitor.context.new_page()
    tab.goto("/sign-out")
    tab.click("main button")
    visitor.wait_for_url("**/sign-in?ended=1&next=%2Flive")


def test_the_back_button_brings_nothing_back(visitor):
    sign_in(visitor, "leader")
    visitor.goto("/sign-out")
    visitor.click("main button")
    visitor.wait_for_url("**/sign-in")
    visitor.go_back()
    visitor.go_back()
    expect(visitor.get_by_text("role: leader")).to_have_count(0)
    assert "/sign-" in visitor.url


def test_the_door_works_without_scripts(new_page, trial):
    page = new_page(server=trial, java_script_enabled=False)
    page.goto("/sign-in?lang=en&next=/hidden")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.click('button[value="property"]')
    assert page.url.endswith("/hidden")
    page.goto("/sign-out")
    page.click("main button")
    assert page.url.endswith("/sign-in")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("width", [320, 390, 1440, 1920])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sign_in_page_fits(new_page, trial, width, language):
    page = new_page(server=trial, viewport={"width": width, "height": 844})
    page.goto(f"/sign-in?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for button in page.locator("button").all():
        box = button.bounding_box()
        assert box["height"] >= 60
        assert box["width"] >= 60
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_the_sign_in_page_can_be_used_by_keyboard(visitor):
    visitor.goto("/sign-in")
    for _ in range(20):
        visitor.keyboard.press("Tab")
        if visitor.evaluate("document.activeElement.value") == "committee-2":
            break
    visitor.keyboard.press("Enter")
    idle(visitor)
    role(visitor, "committee")
