"""What tells the window's size and holds the menu's room stands in the app's page, and in no other answer."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.door.head import SCRIPT, WRITTEN, Head
from dashboard.door.headers import streamlit_page
from dashboard.settings import SCREEN_COOKIE

PAGE = {"accept": "text/html,*/*", "accept-encoding": "gzip"}


@pytest.fixture
def browser(tmp_path):
    """In front of a server that sends the app's page from its file, a page of the door and a text."""
    page = tmp_path / "index.html"
    page.write_text(streamlit_page(), encoding="utf-8")
    own = {"Content-Security-Policy": "default-src 'none'"}

    async def app(_request):
        return FileResponse(page)

    async def door(_request):
        return HTMLResponse("<head></head>", headers=own)

    async def text(_request):
        return PlainTextResponse("<head>")

    routes = [Route("/", app), Route("/sign-in", door), Route("/text", text)]
    middleware = [Middleware(Head), Middleware(GZipMiddleware, minimum_size=1)]
    return TestClient(Starlette(routes=routes, middleware=middleware))


def test_the_apps_page_says_first_how_large_its_window_is(browser):
    """Also where the server would pack it."""
    answer = browser.get("/", headers=PAGE)
    before, script = answer.text.split(WRITTEN.decode())
    assert before.endswith("<head>")
    assert before + script == streamlit_page()
    assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize("path", ["/sign-in", "/text"])
def test_other_answers_are_as_they_were(browser, path):
    assert "<script" not in browser.get(path, headers=PAGE).text


def test_the_script_names_the_cookie_that_is_read():
    assert f"`{SCREEN_COOKIE}=$" in SCRIPT


def test_who_asks_for_the_head_alone_gets_it(browser):
    answer = browser.head("/")
    assert answer.status_code == 200
    assert answer.content == b""
