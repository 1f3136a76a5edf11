"""One look for everybody: whose session has ended is cut off, whose page has become old is told so."""

import asyncio
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.door import sockets, watch
from dashboard.jobs import freshness
from tests.door.ends import HOLDER, Browser, Streamlit, Telling, rerun

FIRST, SECOND = 7, 8
"""Two revisions of the facts."""


def timer(interval: float = freshness.SELDOM) -> ForwardMsg:
    """What makes a browser ask again and again for a part of its page."""
    told = ForwardMsg()
    told.auto_rerun.interval, told.auto_rerun.fragment_id = interval, "part"
    return told


def new_run(*fragments: str) -> ForwardMsg:
    told = ForwardMsg()
    told.new_session.initialize.session_id = "one"
    told.metadata.run.fragment_ids.extend(fragments)
    return told


def told(browser: Browser) -> list[tuple[str, float]]:
    """The timers that a browser was sent: for which part, and their pace."""
    frames = [ForwardMsg.FromString(one["bytes"]) for one in browser.sent if "bytes" in one]
    timers = [one.auto_rerun for one in frames if one.WhichOneof("type") == "auto_rerun"]
    return [(one.fragment_id, one.interval) for one in timers]


async def looks(browser: Browser, app: Streamlit, *, seconds: float = 0.3, **how: Any) -> None:
    """Open a socket and look on for a while."""
    opened, looking = (asyncio.ensure_future(one) for one in (browser.opens(app, **how), watch.watch()))
    await asyncio.wait({opened}, timeout=seconds)
    looking.cancel()
    opened.cancel()


@pytest.fixture(autouse=True)
def facts(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """What the looks find: everybody is signed in, and the facts are at a revision. Pages show the first."""
    found = {"revision": SECOND}
    monkeypatch.setattr(watch, "EVERY", 0.01)
    monkeypatch.setattr(watch, "_standing", lambda holders: holders)
    monkeypatch.setattr(freshness, "look", lambda: found["revision"])
    monkeypatch.setattr(sockets, "SOCKETS", sockets.Sockets())
    monkeypatch.setattr(watch, "SOCKETS", sockets.SOCKETS)
    monkeypatch.setattr(freshness, "_shown", {"one": FIRST})
    return found


ASLEEP, AWAKE = ("part", freshness.SELDOM), ("part", freshness.PAUSE)


@pytest.mark.parametrize(("now", "timers"), [(FIRST, [ASLEEP]), (SECOND, [ASLEEP, AWAKE])])
def test_a_page_is_told_once_that_it_is_old(facts: dict[str, int], now: int, timers: list[object]) -> None:
    """The timer that never runs out stays with the browser: with one it comes back after a cut."""
    facts["revision"] = now
    browser = Browser()
    asyncio.run(looks(browser, Telling(timer())))
    assert told(browser) == timers


def test_a_page_that_is_being_drawn_is_not_told() -> None:
    browser = Browser()
    asyncio.run(looks(browser, Telling(timer(), new_run())))
    assert told(browser) == [ASLEEP]


def test_a_part_that_is_drawn_again_leaves_the_page_as_it_is() -> None:
    browser = Browser()
    asyncio.run(looks(browser, Telling(timer(), new_run("part"))))
    assert told(browser) == [ASLEEP, AWAKE]


def test_a_page_that_was_drawn_anew_may_become_old_again() -> None:
    browser = Browser()
    asyncio.run(looks(browser, Telling(timer(), new_run(), timer())))
    assert told(browser) == [ASLEEP, ASLEEP, AWAKE]


def test_other_timers_are_nothing_to_it() -> None:
    browser = Browser()
    asyncio.run(looks(browser, Telling(timer(2.0))))
    assert told(browser) == [("part", 2.0)]


def test_of_many_pages_those_that_were_drawn_first_are_told_first() -> None:
    with sockets.SOCKETS.held(HOLDER) as late, sockets.SOCKETS.held(HOLDER) as early:
        for socket, drawn_at in ((late, 2.0), (early, 1.0)):
            socket.name, socket.part, socket.drawn_at = "one", "part", drawn_at
        sockets.SOCKETS.tell_old(SECOND, most=1)
        assert (early.is_old.is_set(), late.is_old.is_set()) == (True, False)
        sockets.SOCKETS.tell_old(SECOND, most=2)
        assert late.is_old.is_set()


@pytest.mark.parametrize(("pages", "looks_taken"), [(1, 3), (4, 1)])
def test_the_more_pages_are_open_the_rarer_is_looked(
    monkeypatch: pytest.MonkeyPatch, pages: int, looks_taken: int
) -> None:
    """Who is still signed in is looked at every time."""
    taken, rounds = [], []

    async def sleep(seconds: float) -> None:
        rounds.append(seconds)
        if len(rounds) > 3:
            raise asyncio.CancelledError

    monkeypatch.setattr(watch, "PAGES", 2)
    monkeypatch.setattr(watch, "EVERY", 60.0)
    monkeypatch.setattr(freshness, "look", lambda: taken.append(None) or SECOND)
    monkeypatch.setattr(watch.asyncio, "sleep", sleep)
    with ExitStack() as open_pages:
        for _page in range(pages):
            open_pages.enter_context(sockets.SOCKETS.held(HOLDER))
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(watch.watch())
    assert (len(taken), rounds) == (looks_taken, [60.0] * 4)


def test_a_page_that_is_closed_for_good_is_forgotten() -> None:
    freshness.note("two", FIRST)
    freshness.forget("two")
    assert not freshness.is_old("two", SECOND)


@pytest.mark.parametrize("trouble", [None, OperationalError("SELECT", {}, Exception()), LookupError("role")])
def test_whose_session_ended_is_cut_off_at_the_next_look(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception | None
) -> None:
    """What goes wrong with a look puts nobody out, and there is a next one."""
    seen = []

    def standing(holders: frozenset[str]) -> frozenset[str]:
        seen.append(holders)
        if trouble:
            raise trouble
        return holders - {HOLDER}

    monkeypatch.setattr(watch, "_standing", standing)
    browser = Browser(rerun())
    asyncio.run(looks(browser, Streamlit()))
    assert ("websocket.close" in [one["type"] for one in browser.sent]) == (trouble is None)
    assert len(seen) > (0 if trouble is None else 1)


def test_a_look_that_fails_keeps_nobody_in_whose_session_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def look() -> int:
        raise OperationalError("UPDATE", {}, Exception())

    monkeypatch.setattr(watch, "_standing", lambda holders: holders - {HOLDER})
    monkeypatch.setattr(freshness, "look", look)
    browser = Browser(rerun())
    asyncio.run(looks(browser, Streamlit()))
    assert "websocket.close" in [one["type"] for one in browser.sent]


def test_what_ended_sessions_held_is_collected_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now, collected = [1000.0], []
    monkeypatch.setattr(watch.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(watch.gc, "collect", lambda: collected.append(now[0]))
    for second in (0, 1, 30, 59, 61, 200):
        now[0] = 1000.0 + second
        sockets.SOCKETS.has_left |= second in (1, 30)
        watch._collect()
    assert collected == [1001.0, 1200.0]
