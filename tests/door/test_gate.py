"""What a stranger gets, and what opens once somebody has signed in."""

import pytest
from starlette.websockets import WebSocketDisconnect

import db
from dashboard.actions import sessions
from dashboard.door.gate import RECENT, Recent, is_open
from dashboard.door.sockets import SOCKETS
from dashboard.settings import settings
from tests.door.visitor import HERE, LONG, form_token, sign_in, stranger

HTML = {"accept": "text/html,application/xhtml+xml"}
SOCKET = "wss://testserver/_stcore/stream"


def test_a_stranger_asking_for_a_page_is_sent_to_sign_in(client):
    answer = client.get("/map?yard=4", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fmap%3Fyard%3D4"
    assert client.get("/", headers=HTML).headers["location"] == "/sign-in"


@pytest.mark.parametrize("path", ["/media/photo", "/static/js/index.js", "/_stcore/metrics", "/nowhere"])
def test_a_stranger_gets_no_file(client, path):
    answer = client.get(path)
    assert answer.status_code == 401
    assert LONG not in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_stranger_sends_nothing_in(client, method):
    assert client.request(method, "/_stcore/upload_file/a/b", headers=HTML).status_code == 401


def test_a_stranger_gets_no_socket(client):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET, headers={"origin": HERE}):
        pass


def test_a_made_up_token_opens_nothing(client):
    for token in ("", "x", "a" * 43, "b" * 5000, "中"):
        headers = {"cookie": f"{settings().session_cookie}={token}".encode()}
        assert client.get("/", headers=headers).status_code == 401


def test_what_strangers_may_ask_for(client):
    assert client.get("/sign-in").status_code == 200
    assert client.get("/healthz").text == "ok"
    assert client.get("/app/static/fonts/some.woff2").status_code == 200
    assert not is_open("/app/static/../media/photo")
    assert not is_open("/app/staticx")
    assert not is_open("/sign-in/x")
    assert not is_open("/language/fr")
    assert is_open("/s/aB-_9")
    assert not is_open("/s/a/b")
    assert not is_open("/answer/a/../b")
    assert is_open("/view/large")
    assert not is_open("/view/huge")


def test_after_signing_in_everything_opens(client):
    sign_in(client)
    assert client.get("/map", headers=HTML).status_code == 200
    assert client.get("/static/js/index.js").text == LONG
    with client.websocket_connect(SOCKET, headers={"origin": HERE}) as socket:
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "https://testserver.evil.example"},
        {"origin": "https://testserver:444"},
        {"origin": "null"},
        {"origin": "testserver"},
        {"origin": "https://["},
    ],
)
def test_another_site_opens_no_socket_with_our_cookie(client, headers):
    sign_in(client)
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET, headers=headers):
        pass


def test_a_session_is_looked_up_once_for_a_burst_of_files(client, monkeypatch):
    sign_in(client)
    looked = []
    opened = db.reading
    monkeypatch.setattr(db, "reading", lambda: looked.append(1) or opened())
    for _ in range(20):
        assert client.get("/static/js/index.js").status_code == 200
    assert len(looked) == 1


def test_what_is_remembered_of_a_session_lasts_two_seconds():
    time = [100.0]
    recent = Recent(clock=lambda: time[0], most=2)
    recent.keep("one")
    assert recent.has("one")
    assert not recent.has("two")
    time[0] += 2
    assert not recent.has("one")
    for token in ("a", "b", "c"):
        recent.keep(token)
    assert len(recent._until) <= 2


def test_a_file_opens_to_whom_its_name_was_told(client):
    sign_in(client)
    assert client.get("/media/photo").status_code == 404
    with SOCKETS.held(sessions.digest(client.cookies[settings().session_cookie])) as socket:
        socket.tell("photo")
        assert client.get("/media/photo").text == LONG
    assert client.get("/media/photo").status_code == 404


def test_signing_out_counts_at_once(client):
    sign_in(client)
    assert client.get("/map").status_code == 200
    kept = dict(client.cookies)
    answer = client.post("/sign-out", data={"token": form_token(client, "/sign-out")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert settings().session_cookie not in client.cookies
    thief = stranger()
    thief.cookies.update(kept)
    assert thief.get("/map").status_code == 401


def test_a_database_that_does_not_answer_lets_nobody_in(client, monkeypatch, tmp_path):
    sign_in(client)
    RECENT._until.clear()
    db.engine().dispose()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}")  # a folder
    settings.cache_clear()
    db.engine.cache_clear()
    assert client.get("/", headers=HTML).status_code == 503
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET, headers={"origin": HERE}):
        pass
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (503, "unavailable")
    assert client.get("/sign-in").status_code == 503
