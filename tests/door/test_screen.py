"""The script that tells the window's size stands in the app's page, and in no other answer."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.door.headers import streamlit_page
from dashboard.door.screen import SCRIPT, Screen


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
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Screen)]))


def test_the_apps_page_says_first_how_large_its_window_is(browser):
    answer = browser.get("/")
    before, script = answer.text.split(f"<script>{SCRIPT}</script>")
    assert before.endswith("<head>")
    assert before + script == streamlit_page()
    assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize("path", ["/sign-in", "/text"])
def test_other_answers_are_as_they_were(browser, path):
    assert "<script" not in browser.get(path).text


def test_who_asks_for_the_head_alone_gets_it(browser):
    answer = browser.head("/")
    assert answer.status_code == 200
    assert answer.content == b""
