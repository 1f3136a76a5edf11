"""Files are taken from who has a form for them, within a budget; Streamlit's idle ways are shut."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from dashboard.actions import sessions
from dashboard.door import uploads
from dashboard.door.sockets import SOCKETS
from dashboard.door.uploads import BYTES, FILES, LARGEST, PATH, SECONDS, SITE_BYTES, Budget, Room
from dashboard.settings import settings
from tests.door.visitor import sign_in, stranger

WHERE = f"{PATH}session/file"
MEGABYTE = 1024 * 1024


@pytest.fixture
def opened() -> Iterator[Callable[..., None]]:
    """Signs a browser in and opens its socket, to which Streamlit gives a name."""
    with ExitStack() as stack:

        def sign_in_and_open(client: TestClient, persona: str, name: str = "session") -> None:
            sign_in(client, persona)
            holder = sessions.digest(client.cookies[settings().session_cookie])
            stack.enter_context(SOCKETS.held(holder)).name = name

        yield sign_in_and_open


def put(client, size=3, **headers):
    return client.put(WHERE, content=b"x" * size, headers=headers).status_code


@pytest.mark.parametrize(
    ("persona", "status"),
    [("leader", 403), ("guest", 403), ("property", 404), ("committee-3", 404), ("office", 404)],
)
def test_who_has_no_form_for_a_file_sends_none(client, opened, persona, status):
    """What passes meets nothing here: the few lines behind this door take no file."""
    opened(client, persona)
    assert put(client) == status
    assert client.post(WHERE, content=b"x").status_code == status


@pytest.mark.parametrize("name", ["another", ""])
def test_a_file_goes_into_ones_own_session_alone(client, opened, name):
    opened(client, "office", name)
    other = stranger()
    opened(other, "committee-3")
    assert put(client) == client.delete(WHERE).status_code == 403
    assert put(other) == other.delete(WHERE).status_code == 404


def test_a_file_without_a_length_or_too_large_is_refused(client, opened):
    opened(client, "office")
    assert put(client, **{"content-length": str(LARGEST + 1)}) == 413
    assert client.put(WHERE, content=iter([b"x"])).status_code == 413
    assert client.delete(WHERE).status_code == 404


def test_after_so_many_files_a_session_waits_and_others_do_not(client, opened):
    opened(client, "office")
    assert {put(client) for _ in range(FILES)} == {404}
    assert put(client) == 429
    other = stranger()
    opened(other, "office")
    assert put(other) == 404


def test_files_and_bytes_of_ten_minutes_count(monkeypatch):
    time = [0.0]
    budget = Budget(clock=lambda: time[0])
    assert all(budget.takes("a", 10 * MEGABYTE) for _ in range(BYTES // (10 * MEGABYTE)))
    assert not budget.takes("a", 1)
    assert budget.takes("b", 1)
    time[0] = SECONDS - 1
    assert not budget.takes("a", 1)
    time[0] = SECONDS
    assert budget.takes("a", 1)


def test_what_is_remembered_stays_small():
    time = [0.0]
    budget = Budget(most=3, clock=lambda: time[0])
    for at in range(10):
        time[0] = at * SECONDS
        budget.takes(f"session-{at}", 1)
    assert len(budget._sent) <= 3


@pytest.mark.parametrize("path", ["metrics", "agent", "agent/x", "script-health-check"])
def test_nobody_gets_streamlits_own_ways(client, path):
    assert client.get(f"/_stcore/{path}").status_code == 401
    sign_in(client, "office")
    assert client.get(f"/_stcore/{path}").status_code == 404
    assert client.get(f"/_stcore/{path}").text == "not found"


def test_files_of_the_app_are_not_kept_by_the_browser(client):
    sign_in(client)
    assert client.get("/media/photo").headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/static/js/index.js").headers["cache-control"]


def test_the_largest_file_of_streamlit_passes():
    assert uploads.LARGEST > 10 * MEGABYTE


@pytest.mark.parametrize("waits", [[0.0, 0.2], [0.02] * 9])
def test_who_stops_in_the_middle_or_takes_too_long_is_hung_up_on(monkeypatch, waits: list[float]) -> None:
    monkeypatch.setattr(uploads, "PAUSE", 0.05)
    monkeypatch.setattr(uploads, "WHOLE", 0.1)
    parts = iter(waits)

    async def sends() -> dict[str, object]:
        await asyncio.sleep(next(parts))
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def heard() -> list[str]:
        receive, kinds = uploads._in_time(sends), []
        while not kinds or kinds[-1] == "http.request":
            kinds.append((await receive())["type"])
        return kinds

    kinds = asyncio.run(heard())
    assert (kinds[0], kinds[-1]) == ("http.request", "http.disconnect")
    assert len(kinds) <= len(waits)


def test_of_what_came_by_halves_the_sender_is_told_and_nothing_is_kept_free_for_it(
    client: TestClient, opened: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PAUSE", 0.01)
    opened(client, "office")
    cookie = f"{settings().session_cookie}={client.cookies[settings().session_cookie]}"
    headers = [(b"cookie", cookie.encode()), (b"content-length", b"9")]
    scope = {"type": "http", "method": "PUT", "path": WHERE, "headers": headers}
    sent: list[dict[str, Any]] = []
    parts = [{"type": "http.request", "body": b"x", "more_body": True}]

    async def receive() -> dict[str, Any]:
        return parts.pop() if parts else await asyncio.Future()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def behind(scope: Any, receive: Any, _send: Any) -> None:
        await Request(scope, receive).body()

    door = uploads.Uploads(behind)
    asyncio.run(door(scope, receive, send))
    assert sent[0]["status"] == 408
    assert door.room._coming == {}


@pytest.fixture
def memory(monkeypatch) -> MemoryUploadedFileManager:
    """Where Streamlit holds files."""
    held = MemoryUploadedFileManager(PATH)
    monkeypatch.setattr(uploads, "held", lambda: held)
    return held


@cache
def photo(size: int) -> bytes:
    return b"x" * size


def hold(memory: MemoryUploadedFileManager, name: str, *sizes: int) -> None:
    for number, size in enumerate(sizes):
        memory.add_file(name, UploadedFileRec(str(number), "photo.jpg", "image/jpeg", photo(size)))


@pytest.mark.parametrize(
    ("sizes", "size", "stay"),
    [
        ([1, 1], 1, ["0", "1"]),
        ([1, 1, 1], 1, ["1", "2"]),
        ([1, 1, 1, 1, 1], 1, ["3", "4"]),
        ([10 * MEGABYTE, 10 * MEGABYTE], 10 * MEGABYTE, ["0", "1"]),
        ([10 * MEGABYTE, 10 * MEGABYTE], 10 * MEGABYTE + 1, ["1"]),
    ],
)
def test_a_session_holds_three_files_and_thirty_megabytes_the_newest(memory, sizes, size, stay):
    hold(memory, "a", *sizes)
    hold(memory, "b", 1, 1, 1)
    assert Room().fits("a", size)
    assert list(memory.file_storage["a"]) == stay
    assert len(memory.file_storage["b"]) == 3


def test_the_site_holds_so_much_and_no_more(memory):
    for number in range(SITE_BYTES // (10 * MEGABYTE)):
        hold(memory, str(number), 10 * MEGABYTE)
    room = Room()
    assert not room.fits("new", 1)
    memory.remove_session_files("3")
    assert room.fits("new", 10 * MEGABYTE)
    with room.coming("other", 10 * MEGABYTE - 1):
        assert room.fits("new", 1)
        assert not room.fits("new", 2)
    assert room.fits("new", 1)


def test_what_is_on_its_way_counts_as_held(memory):
    room = Room()
    with room.coming("a", 1), room.coming("a", 1):
        assert room.fits("a", 1)
        with room.coming("a", 2):
            assert not room.fits("a", 1)
            assert room.fits("b", 1)
    assert room.fits("a", 1)


def test_a_request_that_finds_no_room_is_refused(client, opened, memory):
    opened(client, "office")
    for number in range(SITE_BYTES // (10 * MEGABYTE)):
        hold(memory, str(number), 10 * MEGABYTE)
    assert put(client) == 429
    memory.remove_session_files("0")
    assert put(client) == 404
