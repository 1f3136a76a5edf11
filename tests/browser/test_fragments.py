"""Parts of a page, asked for by their id through a socket that stayed open: nothing for who is gone."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests import lookups
from tests.browser import wire
from tests.browser.forging import NOT_YOURS, kept, url

__all__ = ["kept", "url"]

SLOWEST = 5
"""A machine may be busy; alone it takes one second and a moment."""
Gone = Callable[[str, str, Path], None]


def changed(kept: Path, sql: str) -> None:
    with closing(sqlite3.connect(kept, timeout=wire.PATIENCE)) as write, write:
        assert write.execute(sql).rowcount


def signed_out(url: str, cookie: str, kept: Path) -> None:
    wire.sign_out(url, cookie)


def idle(_url: str, _cookie: str, kept: Path) -> None:
    changed(kept, "update sign_in set seen_at = '2020-01-01 00:00:00'")


def run_out(_url: str, _cookie: str, kept: Path) -> None:
    changed(kept, "update sign_in set ends_at = '2020-01-01 00:00:00'")


@pytest.mark.parametrize("gone", [signed_out, idle, run_out])
@pytest.mark.parametrize("address", ["map", "present?meeting={held}"])
def test_who_is_gone_gets_no_part_of_the_page(url: str, kept: Path, address: str, gone: Gone) -> None:
    cookie = wire.sign_in(url, "office")
    with wire.wired(url, cookie) as socket:
        page = socket.open(lookups.named(address, kept))
        assert page.parts
        before = {part: socket.part(part) for part in page.parts}
        assert not any(told.redirects for told in before.values())
        drawn = max(before.values(), key=lambda told: len(told.text))
        assert drawn.charts or "yl-live-source" in drawn.text
        gone(url, cookie, kept)
        after = [socket.part(part) for part in page.parts]
        assert any(told.redirects for told in after)
        assert not any(told.charts or "yl-live-source" in told.text for told in after)


@pytest.mark.parametrize("gone", [signed_out, idle, run_out])
def test_the_socket_of_who_is_gone_is_closed_by_itself(url: str, kept: Path, gone: Gone) -> None:
    cookie = wire.sign_in(url, "leader")
    with wire.wired(url, cookie) as socket, wire.wired(url, wire.sign_in(url, "guest")) as other:
        socket.open("map?no=3")
        other.open("about")
        gone(url, cookie, kept)
        begun = time.monotonic()
        told = socket.rest()
        assert time.monotonic() - begun < 2 * SLOWEST
        assert told.redirects == ["/sign-in?ended=1&next=%2Fmap%3Fno%3D3"]
        if gone is signed_out:
            assert not other.open("about").redirects


def test_who_lost_the_right_is_told_so_by_the_whole_page(url: str, kept: Path) -> None:
    cookie = wire.sign_in(url, "office")
    with wire.wired(url, cookie) as socket:
        page = socket.open(lookups.named("present?meeting={held}", kept))
        room = next(part for part in page.parts if "yl-live-source" in socket.part(part).text)
        changed(kept, "update sign_in set role = 'public' where role = 'office'")
        told = socket.part(room)
        assert NOT_YOURS in told.text
        assert "yl-live-source" not in told.text


def test_a_part_speaks_the_language_of_its_page(url: str) -> None:
    cookie = wire.sign_in(url, "leader")
    with wire.wired(url, cookie) as socket:
        parts = socket.open("map?lang=en").parts
        told = max((socket.part(part).text for part in parts), key=len)
        assert "Map of the courtyards" in told
        assert "院落地图" not in told
