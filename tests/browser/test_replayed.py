"""Frames of one persona's browser sent by another, after signing out, or into somebody else's session."""

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus

from dashboard.actions import sessions
from tests.browser import reader, wire
from tests.browser.forging import NOT_YOURS, OTHER, OWN, SECRET, UNKNOWN, kept, of, url
from tests.browser.rows import asked, written

__all__ = ["kept", "url"]


def saved(message: BackMsg) -> bool:
    """Whether the message presses a button that saves."""
    widgets = message.rerun_script.widget_states.widgets
    return any(one.trigger_value and one.id.endswith(".save") for one in widgets)


@pytest.fixture
def saving(new_page: Callable[..., Page], url: str) -> Callable[..., BackMsg]:
    """The frame by which a persona's browser saves what it has filled in."""

    def captured(persona: str, address: str, fill: Callable[[Page], None]) -> BackMsg:
        page = new_page(server=url, viewport={"width": 1440, "height": 900})
        frames: list[bytes] = []

        def sent(frame: str | bytes) -> None:
            if isinstance(frame, bytes):
                frames.append(frame)

        page.on("websocket", lambda socket: socket.on("framesent", sent))
        reader.sign_in(page, persona, address)
        fill(page)
        # The browser tells of its frames later than it sends them.
        saves = reader.until(page, lambda: [one for one in wire.reruns(frames) if saved(one)])
        assert saves
        reader.idle(page)
        message = saves[-1]
        message.rerun_script.ClearField("cached_message_hashes")
        return message

    return captured


def replayed(url: str, persona: str, message: BackMsg, *, address: str = "about") -> wire.Told:
    """What a persona gets for a frame of somebody else's browser."""
    with wire.wired(url, wire.sign_in(url, persona)) as socket:
        socket.open(address)
        return socket.say(message)


def dispute(page: Page) -> None:
    page.get_by_role("radio", name="噪音").first.click()
    reader.idle(page)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("M2026-").first).to_be_visible()
    reader.idle(page)


def dispute_there(page: Page) -> None:
    page.get_by_role("radio", name=re.compile(f"^{OTHER}号院")).first.click()
    reader.idle(page)
    dispute(page)


def mediations(kept: Path) -> list[tuple[int, int]]:
    """(id, no of the courtyard, None for the whole site) of every mediation case."""
    joined = "left join courtyard on courtyard.id = courtyard_id"
    return asked(kept, f"select mediation.id, no from mediation {joined} order by mediation.id")


def test_the_frames_of_a_save_serve_nobody_who_may_not_save(
    url: str, kept: Path, saving: Callable[..., BackMsg]
) -> None:
    message = saving(f"committee-{OWN}", "/mediation?do=new", dispute)
    before, rows = written(kept), mediations(kept)
    assert rows[-1][1] == OWN
    for persona in ("leader", "guest", "property"):
        told = replayed(url, persona, message)
        assert NOT_YOURS in told.text, persona
        assert "M2026-" not in told.text, persona
    assert written(kept) == before
    replayed(url, f"committee-{OTHER}", message)
    assert [no for _id, no in mediations(kept)[len(rows) :]] == [OTHER]
    replayed(url, f"committee-{OWN}", message)
    assert [no for _id, no in mediations(kept)[len(rows) :]] == [OTHER, OWN]


def test_a_courtyard_chosen_in_the_offices_frames_is_not_chosen_by_a_committee(
    url: str, kept: Path, saving: Callable[..., BackMsg]
) -> None:
    message = saving("office", "/mediation?do=new", dispute_there)
    rows = mediations(kept)
    assert rows[-1][1] == OTHER
    for persona in ("leader", "guest", "property"):
        replayed(url, persona, message)
    assert mediations(kept) == rows
    replayed(url, f"committee-{OWN}", message, address="mediation?do=new")
    assert {no for _id, no in mediations(kept)[len(rows) :]} <= {OWN}
    replayed(url, "office", message)
    assert mediations(kept)[-1][1] == OTHER


def correction(page: Page) -> None:
    reader.unfold(page, "填错了：更正")
    page.get_by_role("radio", name="停车").first.click()
    reader.idle(page)
    page.get_by_role("textbox", name="为什么更正").first.fill("密语缘由")
    page.keyboard.press("Tab")
    reader.idle(page)
    page.get_by_role("button", name="保存更正").click()
    reader.idle(page)
    expect(page.get_by_text(re.compile("为了什么事：.*停车")).first).to_be_visible()


def test_the_frames_of_a_correction_change_nothing_for_anybody_else(
    url: str, kept: Path, saving: Callable[..., BackMsg]
) -> None:
    ref = of(kept, "mediation", OWN)
    (stood,) = asked(kept, "select kind, version from mediation where id = ?", ref)
    address = f"mediation?mediation={ref}"
    message = saving(f"committee-{OWN}", f"/{address}", correction)
    deadline = time.monotonic() + reader.PATIENCE / 1000
    became = stood
    while became == stood and time.monotonic() < deadline:
        (became,) = asked(kept, "select kind, version from mediation where id = ?", ref)
    assert became == ("parking", stood[1] + 1)
    with closing(sqlite3.connect(kept)) as write, write:
        write.execute("update mediation set kind = ?, version = ? where id = ?", (*stood, ref))
    before = written(kept)
    for persona in ("leader", "guest", "property", f"committee-{OTHER}"):
        for first in ("about", address):
            told = replayed(url, persona, message, address=first)
            assert NOT_YOURS in told.text or UNKNOWN in told.text, persona
            assert not SECRET.search(told.text), persona
    assert written(kept) == before
    assert asked(kept, "select kind, version from mediation where id = ?", ref) == [stood]
    replayed(url, f"committee-{OWN}", message, address=address)
    assert asked(kept, "select kind, version from mediation where id = ?", ref) == [became]


def test_after_signing_out_an_open_socket_saves_nothing_and_is_led_to_the_door(
    url: str, kept: Path, saving: Callable[..., BackMsg]
) -> None:
    message = saving(f"committee-{OWN}", "/mediation?do=new", dispute)
    cookie = wire.sign_in(url, f"committee-{OWN}")
    with wire.wired(url, cookie) as socket:
        assert not socket.open("mediation?do=new").redirects
        wire.sign_out(url, cookie)
        before = written(kept)
        told = socket.say(message)
        assert told.redirects[0].startswith("/sign-in?ended=1")
        assert told.widgets == {}
        assert "M2026-" not in told.text
    assert written(kept) == before
    with pytest.raises(InvalidStatus), wire.wired(url, cookie):
        pass


@pytest.mark.parametrize("thief", ["leader", f"committee-{OTHER}", f"committee-{OWN}"])
def test_whoever_knows_the_name_of_a_session_gets_one_of_their_own(
    url: str, saving: Callable[..., BackMsg], thief: str
) -> None:
    """Nor is whoever holds it disturbed, whether the socket is open or was cut."""
    message = saving(f"committee-{OWN}", "/mediation?do=new", dispute)
    cookie = wire.sign_in(url, f"committee-{OWN}")
    forged = {"x-yuanluo-holder": sessions.digest(cookie.partition("=")[2])}
    with wire.wired(url, cookie) as victim:
        victim.open("mediation?do=new")
        receipt = re.search(r"M2026-\d+", victim.say(message).text)
        assert receipt
        session = victim.session
        stolen(url, thief, session, receipt[0], forged)
        # On the page of the receipt: whoever comes back to it from another one finds the form.
        assert not victim.open("mediation?do=new").redirects
    stolen(url, thief, session, receipt[0], forged)
    with wire.wired(url, cookie, session=session) as again:
        assert receipt[0] in again.open("mediation?do=new").text
        assert again.session == session


def stolen(url: str, thief: str, session: str, receipt: str, forged: dict[str, str]) -> None:
    """Try to go on with somebody's session, with a header of the gate's own too."""
    for more in ({}, forged):
        with wire.wired(url, wire.sign_in(url, thief), session=session, **more) as taken:
            told = taken.open("mediation?do=new")
            assert taken.session != session
            assert receipt not in told.text
            assert (NOT_YOURS in told.text) is (thief == "leader")
