"""The gate in front of the real server: whatever a stranger asks for, however it is written, stays shut."""

import http.client
from collections.abc import Iterator
from itertools import product
from urllib.parse import urlsplit

import pytest

from tests.browser import wire

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
PATHS = (
    *("/", "/map", "/requests?request=1", "/nowhere", "/index.html", "/manifest.json", "/favicon.png"),
    *(
        "/static/js/index.js",
        "/static/",
        "/media/0123.csv",
        "/component/x/index.html",
        "/app/static",
        "/app/",
    ),
    *("/_stcore/health", "/_stcore/host-config", "/_stcore/stream", "/_stcore/upload_file/one/two"),
    *("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/allowed-message-origins"),
    *("/photo/1", "/pack/1", "/handout/1", "/card/R2026-0001", "/notice/1", "/paper", "/paper/request"),
    *("/call-backs", "/call-back-list?courtyard=1", "/survey-slips/1", "/password"),
)
"""What the server and the door have to give to who is signed in."""
WAYS_AROUND = (
    *("//map", "/./map", "/sign-in/../map", "/app/static/../../map", "/app/static/%2e%2e/%2e%2e/map"),
    *("/app/static/..%2f..%2fmap", "/app/static/..\\..\\map", "/%6dap", "/map/", "/MAP", "/map;sign-in"),
    *("/map?/sign-in", "/map#/sign-in", "/sign-in/map", "/sign-in%2f..%2fmap", "/healthz/../media/x"),
    *("/s/../map", "/s/a/../../map", "/answer/%2e%2e/map", "/language/zh/../../map", "/view/large%00/map"),
    "http://localhost/map",
)
"""The same, written as if it were something that is open."""
SHUT = (301, 303, 307, 400, 401, 403, 404, 405)
MOST = 4000
"""Bytes of a refusal; a page of the dashboard has more. Only the sign-in page is longer."""


@pytest.fixture(scope="module")
def strangers(server: str) -> dict[str, str]:
    """Cookies that open nothing: made up, of a session that has ended, a good one under a wrong name ..."""
    ended, good = wire.sign_in(server, "office"), wire.sign_in(server, "office")
    wire.sign_out(server, ended)
    name, _, token = good.partition("=")
    return {
        "none": "",
        "empty": f"{name}=",
        "made up": f"{name}={'a' * 43}",
        "ended": ended,
        "cut short": good[:-1],
        "wrong name": f"yl={token}; {name}-form={token}",
    }


def asked(server: str, method: str, path: str, cookie: str) -> tuple[int, str | None, bytes]:
    """Status, where it leads and body; nothing of the path is put right on the way."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=wire.PATIENCE)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in {"Cookie": cookie, "Content-Length": "0", "Origin": server}.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.getheader("location"), answer.read()
    finally:
        connection.close()


def tried(strangers: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Every path in every way by one cookie after the other, and every cookie by GET."""
    who = list(strangers)
    for place, (path, method) in enumerate(product(PATHS + WAYS_AROUND, METHODS)):
        yield method, path, who[place % len(who)]
    for path, name in product(PATHS, who):
        yield "GET", path, name


def test_a_stranger_opens_nothing(server: str, strangers: dict[str, str]) -> None:
    opened, count = [], 0
    for method, path, name in tried(strangers):
        status, leads, body = asked(server, method, path, strangers[name])
        is_led_to_the_door = leads is None or urlsplit(leads).path in ("/sign-in", "/map", "")
        if status not in SHUT or len(body) > MOST or not is_led_to_the_door:
            opened.append((method, path, name, status, leads, body[:80]))
        count += 1
    assert opened == []
    assert count > 3584 / 10


def test_who_is_signed_in_opens_it(server: str) -> None:
    """Else the above could not fail."""
    cookie = wire.sign_in(server, "office")
    status = {
        path: asked(server, "GET", path, cookie)[0]
        for path in ("/", "/map", "/paper", "/pack/x", "/password")
    }
    assert status == {"/": 200, "/map": 200, "/paper": 200, "/pack/x": 404, "/password": 200}
