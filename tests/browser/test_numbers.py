"""Every number opens: from the overview to its indicator in one click, its rows there sum to it."""

import csv
import io
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import reader
from tests.browser.test_thread import DESK

TEN = (
    "solve_rate",
    "satisfied_rate",
    "response_rate",
    "resolution_delivery",
    "mediation_fulfilment",
    "hazard_rectified",
    "repeat_request",
    "alliance_delivery",
    "vote_compliance",
    "joint_meeting_on_time",
)
"""Counts of things, so that a leader sees them row by row."""
COUNTS = re.compile(r"(\d[\d,]*) of (?:the )?(\d[\d,]*)")


def figures(text: str) -> tuple[int, int]:
    """Part and whole as a sentence tells them."""
    found = COUNTS.search(text)
    assert found, text
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


@pytest.fixture
def leader(new_page: Callable[..., Page]) -> Page:
    page = new_page(viewport=DESK, accept_downloads=True)
    reader.sign_in(page, "leader", "/?lang=en&month=2026-09")
    return page


def test_ten_numbers_open_to_rows_that_sum_to_them(leader: Page) -> None:
    for key in TEN:
        reader.turn_to(leader, "/?lang=en&month=2026-09")
        link = leader.locator(f'a[href*="key={key}"]:not([href*="no="])').first
        told = _told(leader, key)
        if not link.is_visible():
            reader.unfold(leader.get_by_test_id("stExpander").first, "")
        link.click()
        leader.wait_for_url(f"**/indicators?*key={key}*")
        reader.idle(leader)
        part, whole = figures(leader.locator(".yl-sentence").first.inner_text())
        if told:
            assert figures(told) == (part, whole), key
        assert parse_qs(urlsplit(leader.url).query)["month"] == ["2026-09"]
        assert _summed(leader) == (part, whole), key


def _told(page: Page, key: str) -> str:
    """The overview's own sentence about the number, where its link holds it."""
    texts = page.locator(f'a[href*="key={key}"]:not([href*="no="])').all_inner_texts()
    return next((text for text in texts if COUNTS.search(text)), "")


def _summed(page: Page) -> tuple[int, int]:
    """Part and whole summed over the rows that can be taken away."""
    with page.expect_download() as taken:
        page.get_by_role("button", name="Rows (csv)").click()
    text = taken.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows
    return sum(int(row["Part"]) for row in rows), sum(int(row["Whole"]) for row in rows)


def test_a_courtyard_of_the_plan_opens_without_loading_anew(leader: Page) -> None:
    leader.evaluate("window.stays = true")
    leader.locator('.yl-ground a[href="/courtyard?no=6"]').click()
    leader.wait_for_url("**/courtyard?no=6")
    reader.idle(leader)
    expect(leader.get_by_role("heading", name="Courtyard 6", exact=True)).to_be_visible()
    leader.go_back()
    reader.idle(leader)
    expect(leader.locator(".yl-ground a")).to_have_count(10)
    assert leader.evaluate("window.stays")


def test_a_committee_sees_its_own_rows_and_is_told_so(signed_in: Callable[..., Page]) -> None:
    page = signed_in("committee-3", "/indicators?key=solve_rate&lang=en")
    expect(page.get_by_text("Your own courtyard's rows only")).to_be_visible()
