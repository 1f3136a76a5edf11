"""From the first word to the resident's confirmation with no day pinned: today, and over midnight."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard import clock
from dashboard.clock import SHANGHAI
from tests import demo as demos
from tests.browser import reader
from tests.browser.rows import asked
from tests.browser.server import ROOT, serving
from tests.browser.test_thread import DESK, PHONE, follow, register, tap

Open = Callable[..., Page]
FAKETIME = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
BEFORE_MIDNIGHT = datetime(2028, 2, 29, 23, 50, tzinfo=SHANGHAI)
AFTER_MIDNIGHT = datetime(2028, 3, 1, 0, 0, 1, tzinfo=SHANGHAI)
LOOKED_AT_EVERY = 1
"""Seconds for which the server's clock believes what it read of the file: at every look it would cost more
than all else that the server does."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that ends with the last full month, as it is made for whoever starts today."""
    last_month = clock.today().replace(day=1) - timedelta(days=1)
    filled = demos.filled(last_month)
    return Path(shutil.copy(filled, tmp_path_factory.mktemp("real-day") / "demo.db"))


@pytest.fixture
def today(demo: Path) -> Iterator[str]:
    """A server that knows no day but the real one."""
    with serving(
        ROOT / "streamlit_app.py", env={"DATABASE_URL": f"sqlite:///{demo}"}, log=demo.with_suffix(".log")
    ) as url:
        yield url


class Clock:
    """The server's clock, which ticks on from wherever it is set."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def set(self, moment: datetime) -> None:
        half = self.file.with_suffix(".half")
        half.write_text(f"+{(moment - datetime.now(UTC)).total_seconds():.0f}\n")
        half.rename(self.file)
        time.sleep(LOOKED_AT_EVERY)

    @property
    def settings(self) -> dict[str, str]:
        """What makes a process live by it, somewhere else in the world."""
        return {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": str(LOOKED_AT_EVERY),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": "America/Los_Angeles",
        }


@pytest.fixture
def leap_day(demo: Path, tmp_path: Path) -> Iterator[tuple[str, Clock]]:
    """A server in Los Angeles that lives ten minutes before midnight in Shanghai, on a leap day."""
    if FAKETIME is None:
        if os.environ.get("CI"):
            pytest.fail("faketime is not installed")
        pytest.skip("no faketime on this machine")
    told = Clock(tmp_path / "clock")
    told.set(BEFORE_MIDNIGHT)
    env = {"DATABASE_URL": f"sqlite:///{demo}", **told.settings}
    with serving(ROOT / "streamlit_app.py", env=env, log=tmp_path / "log") as url:
        yield url, told


def test_a_request_is_followed_to_the_residents_word(today: str, demo: Path, new_page: Open) -> None:
    committee = new_page(server=today, viewport=PHONE)
    reader.sign_in(committee, "committee-3", "/register")
    begun = clock.today()
    number = register(committee)
    follow(committee, number)
    committee.get_by_role("tab", name="销号").click()
    tap(committee, "销号")
    expect(committee.get_by_role("tab", name="销号")).to_have_count(0)
    accepted_on, status = asked(demo, "select accepted_on, status from request where number = ?", number)[0]
    assert accepted_on in (begun.isoformat(), clock.today().isoformat())
    assert status == "struck_off"


def test_what_is_written_before_midnight_is_saved_after_it(
    leap_day: tuple[str, Clock], demo: Path, new_page: Open
) -> None:
    """The reader's own clock tells another year all along."""
    url, told = leap_day
    office = new_page(server=url, viewport=DESK)
    reader.sign_in(office, "office", "/register")
    number = register(office, at="1号院")
    assert number.startswith("R2028-")
    office.goto(f"/requests?find={number}")
    reader.idle(office)
    tap(office, "联系居民")
    office.get_by_role("textbox", name="备注").last.fill("约好明天上门")
    told.set(AFTER_MIDNIGHT)
    tap(office, "保存这一步")
    expect(office.get_by_text("约好明天上门").first).to_be_visible()
    follow(office, number)
    ((id_, accepted_on),) = asked(demo, "select id, accepted_on from request where number = ?", number)
    assert accepted_on == "2028-02-29"
    (called_on,) = asked(
        demo,
        "select called_on from call_back join closing on closing.id = closing_id where request_id = ?",
        id_,
    )
    assert called_on == "2028-03-01"
