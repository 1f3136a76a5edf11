"""Through a socket goes what a reader's page says, until its session ends; then it leads to the door."""

import asyncio
import logging
import sys
from datetime import timedelta
from typing import Any
from unittest.mock import Mock
from urllib.parse import quote

import pytest
from sqlmodel import Session
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import sessions
from dashboard.door import sockets
from dashboard.door.sockets import SOCKETS
from dashboard.jobs import freshness
from dashboard.schema.accounts import Account, PrincipalKind, Role
from tests.door.ends import HOLDER, Browser, Streamlit, Telling, closing, rerun

LEADER = Principal(PrincipalKind.PERSONA, Role.LEADER)


async def ended_after(browser: Browser, app: Streamlit, count: int) -> None:
    """Open the socket, and end its session once so many frames were heard."""
    opened = asyncio.ensure_future(browser.opens(app))
    while len(app.heard) < count:
        await asyncio.sleep(0)
    assert SOCKETS.holders() == {HOLDER}
    SOCKETS.end(HOLDER)
    await asyncio.wait_for(opened, 30)


def test_who_is_gone_is_led_to_the_door_and_back_to_the_page_and_cut_off() -> None:
    browser, app = Browser(rerun()), Streamlit()
    asyncio.run(ended_after(browser, app, 1))
    accepted, led, closed = browser.sent
    assert accepted["type"] == "websocket.accept"
    told = ForwardMsg.FromString(led["bytes"])
    assert told.auth_redirect.url == f"/sign-in?ended=1&next={quote('/map?no=3', safe='')}"
    assert (closed["type"], closed["code"]) == ("websocket.close", 1008)
    assert app.heard == [rerun()]
    assert SOCKETS.holders() == frozenset()


@pytest.mark.parametrize("address", ["http://here//evil.example/x", "http://[", "", "http://here/sign-out"])
def test_no_other_page_than_ours_is_led_to(address: str) -> None:
    browser, app = Browser(rerun(address)), Streamlit()
    asyncio.run(ended_after(browser, app, 1))
    assert ForwardMsg.FromString(browser.sent[1]["bytes"]).auth_redirect.url == "/sign-in?ended=1&next=%2F"


def test_what_is_not_asked_for_is_left_out_with_one_line(caplog: pytest.LogCaptureFixture) -> None:
    empty = BackMsg(clear_cache=True).SerializeToString()
    browser, app = Browser(empty, b"\xff" * 9, empty, rerun()), Streamlit()
    browser.says.put_nowait({"type": "websocket.receive", "text": "hello"})
    browser.says.put_nowait({"type": "websocket.disconnect"})
    with caplog.at_level(logging.WARNING):
        asyncio.run(browser.opens(app))
    assert app.heard == [rerun()]
    left_out = [one.getMessage().rpartition(": ")[2] for one in caplog.records]
    assert left_out == ["clear_cache", "unreadable", "text"]


def test_the_name_that_streamlit_gives_a_socket_is_known_while_it_is_open() -> None:
    named = ForwardMsg()
    named.new_session.initialize.session_id = "one"
    known: list[bool] = []

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        for frame in (ForwardMsg(script_finished=0), named, ForwardMsg()):
            await send({"type": "websocket.send", "bytes": frame.SerializeToString()})
            known.append(SOCKETS.holds(HOLDER, "one"))
        known.append(SOCKETS.holds(HOLDER, "two") or SOCKETS.holds(sessions.digest("o" * 43), "one"))

    asyncio.run(Browser().opens(app))
    assert known == [False, True, True, False]
    assert not SOCKETS.holds(HOLDER, "one")


def button(file: str) -> ForwardMsg:
    """A download whose file is made on the click."""
    told = ForwardMsg()
    told.delta.new_element.download_button.deferred_file_id = file
    return told


def asks_for(file: str) -> bytes:
    message = BackMsg()
    message.backend_operation_request.request_id = f"question-{file[:2]}"
    message.backend_operation_request.deferred_file.file_id = file
    return message.SerializeToString()


OFFERED, OTHER = "0f" * 16, "0e" * 16


def test_a_file_is_made_and_given_to_whom_its_name_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others are told that there is none; a while after the socket was closed all are forgotten."""
    monkeypatch.setattr(sockets, "KEPT", 0.05)
    browser, app = closing(asks_for(OFFERED), asks_for(OTHER)), Telling(button(OFFERED))
    stranger = sessions.digest("o" * 43)

    async def tried() -> list[bool]:
        await browser.opens(app)
        known = [SOCKETS.knows(*one) for one in ((HOLDER, OFFERED), (HOLDER, OTHER), (stranger, OFFERED))]
        await asyncio.sleep(0.2)
        return [*known, SOCKETS.knows(HOLDER, OFFERED)]

    assert asyncio.run(tried()) == [True, False, False, False]
    assert app.heard == [asks_for(OFFERED)]
    told = [ForwardMsg.FromString(one["bytes"]) for one in browser.sent if "bytes" in one]
    answers = [one.backend_operation_response for one in told if one.WhichOneof("type") != "new_session"]
    assert [(one.request_id, one.error_msg) for one in answers if one.request_id] == [
        ("question-0e", "no such file")
    ]


def test_the_newest_names_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "FILES", 2)
    socket = sockets.Socket()
    for name in "abac":
        socket.tell(name)
    assert list(socket.files) == ["a", "c"]


def test_one_session_opens_so_many_sockets_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "AT_ONCE", 2)

    async def tried() -> list[dict[str, Any]]:
        app, browsers = Streamlit(), [Browser() for _ in range(3)]
        opened = [asyncio.ensure_future(one.opens(app)) for one in browsers[:2]]
        while not all(one.sent for one in browsers[:2]):
            await asyncio.sleep(0)
        await browsers[2].opens(app)
        for one in opened:
            one.cancel()
        return browsers[2].sent

    assert [one["type"] for one in asyncio.run(tried())] == ["websocket.close"]


def test_of_too_many_that_are_waited_for_the_oldest_is_let_go(ended: list[str]) -> None:
    async def tried() -> None:
        for name in "abc":
            await closing().opens(Telling(name=name))
        assert (ended, list(SOCKETS.leaving)) == (["a"], ["b", "c"])
        await closing().opens(Telling(name="b"))
        assert (ended, list(SOCKETS.leaving)) == (["a"], ["c", "b"])
        await closing().opens(Telling(name="d"))
        assert (ended, list(SOCKETS.leaving)) == (["a", "c"], ["b", "d"])

    asyncio.run(tried())


def test_who_comes_back_and_leaves_again_is_waited_for_anew(ended: list[str]) -> None:
    async def tried() -> None:
        await closing().opens(Telling(name="a"))
        first = SOCKETS.leaving["a"].timer
        await closing().opens(Telling(name="a"))
        again = SOCKETS.leaving["a"].timer
        assert (first.cancelled(), again.cancelled()) == (True, False)
        assert again.when() > first.when()
        sockets.let_go("a")
        assert (ended, SOCKETS.leaving) == (["a"], {})

    asyncio.run(tried())


def test_the_sockets_of_others_stay_open() -> None:
    async def tried() -> None:
        browser, app = Browser(rerun()), Streamlit()
        opened = asyncio.ensure_future(browser.opens(app))
        while not app.heard:
            await asyncio.sleep(0)
        SOCKETS.end(sessions.digest("o" * 43))
        await asyncio.sleep(0.05)
        assert not opened.done()
        browser.says.put_nowait({"type": "websocket.disconnect"})
        await opened

    asyncio.run(tried())


def test_a_session_stands_until_it_ends_is_idle_too_old_or_closed(session: Session) -> None:
    now = clock.wall()
    account = Account(login="wang.li", name="王丽", role=Role.OFFICE)
    session.add(account)
    session.flush()
    tokens = [sessions.open_session(session, by=LEADER, now=now) for _ in range(2)]
    tokens.append(sessions.open_session(session, by=sessions.user(account), now=now))
    holders = [sessions.digest(token) for token in tokens]

    def standing(at=now) -> list[bool]:
        found = sessions.standing(session, holders, now=at)
        return [one in found for one in holders]

    assert standing() == [True, True, True]
    assert standing(now + timedelta(minutes=30)) == [False, False, False]
    sessions.end(session, tokens[0], now=now)
    assert standing() == [False, True, True]
    account.disabled_at = now
    session.flush()
    assert standing() == [False, True, False]


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sessions that Streamlit was told to end; two closed sockets are waited for."""
    closed: list[str] = []
    streamlit = Mock(close_session=closed.append, is_active_session=lambda _name: False)
    monkeypatch.setattr(sockets.runtime, "exists", lambda: True)
    monkeypatch.setattr(sockets.runtime, "get_instance", lambda: streamlit)
    monkeypatch.setattr(sockets, "SOCKETS", sockets.Sockets())
    monkeypatch.setattr(sys.modules[__name__], "SOCKETS", sockets.SOCKETS)
    monkeypatch.setattr(sockets, "WAITING_EACH", 2)
    return closed


@pytest.mark.parametrize(("is_back", "freed"), [(False, ["one"]), (True, [])])
def test_what_belonged_to_a_closed_socket_is_freed_unless_its_browser_came_back(
    monkeypatch: pytest.MonkeyPatch, is_back: bool, freed: list[str]
) -> None:
    closed: list[str] = []
    streamlit = Mock(close_session=closed.append, is_active_session=lambda name: is_back and name == "one")
    monkeypatch.setattr(sockets.runtime, "exists", lambda: True)
    monkeypatch.setattr(sockets.runtime, "get_instance", lambda: streamlit)
    monkeypatch.setattr(sockets, "KEPT", 0.05)
    named = ForwardMsg()
    named.new_session.initialize.session_id = "one"

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.send", "bytes": named.SerializeToString()})

    async def tried() -> None:
        await Browser().opens(app)
        assert closed == []
        await asyncio.sleep(0.2)

    monkeypatch.setattr(freshness, "_shown", {"one": 7})
    asyncio.run(tried())
    assert closed == freed
    assert freshness.is_old("one", 8) == is_back, "who came back is still told when the page is old"


def test_a_session_is_ended_before_streamlit_forgets_it() -> None:
    """What it has forgotten nobody can end any more."""
    assert MemorySessionStorage()._cache.ttl > sockets.KEPT
