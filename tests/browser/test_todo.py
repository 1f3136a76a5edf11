"""A month's report between a committee's phone and the office's desk."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import lookups
from tests.browser import reader

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
LATER = 15_000
"""A page redraws itself when somebody else has written."""
Open = Callable[..., Page]
OCTOBER = """
    select min(no), max(no) from reporting_duty join courtyard on courtyard.id = courtyard_id
    where kind = 'requests' and month = '2026-10' and entered_on is not null and completed_on is null
"""


@pytest.fixture(scope="module")
def unfinished(demo: Path) -> tuple[int, int]:
    """Two courtyards that have entered requests in October and not said yet that these are all."""
    first, last = lookups.answer(demo, OCTOBER)
    assert first < last
    return first, last


def card(page: Page, *words: str) -> Locator:
    """The innermost bordered box that says all of these words."""
    found = page.locator('[data-testid="stVerticalBlock"]')
    for one in words:
        found = found.filter(has_text=one)
    return found.last


def test_a_report_goes_to_the_office_and_back_and_is_approved(
    new_page: Open, unfinished: tuple[int, int]
) -> None:
    no, _other = unfinished
    keeper, office = new_page(viewport=PHONE), new_page(viewport=DESK)
    reader.sign_in(keeper, f"committee-{no}", "/todo")
    title = "诉求 · 2026年10月"
    expect(card(keeper, title, "还剩5天")).to_be_visible()
    overflow = "document.documentElement.scrollWidth > window.innerWidth"
    assert not keeper.evaluate(overflow)
    before = keeper.get_by_role("button", name="2026年10月报齐了").count()
    button = card(keeper, title, "还剩5天").get_by_role("button", name="2026年10月报齐了")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    # Somebody not quite sure whether it worked taps twice.
    button.dblclick()
    expect(keeper.get_by_text(re.compile("诉求 · 2026年10月：2026年10月31日已报齐"))).to_be_visible()
    expect(keeper.get_by_role("button", name="2026年10月报齐了")).to_have_count(before - 1)

    reader.sign_in(office, "office", "/todo")
    theirs = f"{no}号院 · 📝 {title}"
    reader.unfold(card(office, theirs), "退回")
    card(office, theirs).get_by_role("textbox").fill("10月12日的漏水没有登记")
    office.keyboard.press("Tab")
    reader.idle(office)
    card(office, theirs).get_by_role("button", name="写好了，退回").click()
    expect(office.get_by_text(theirs)).to_have_count(0)

    first = keeper.locator('[data-testid="stMain"] [data-testid="stHtml"]').filter(has_text=title).first
    expect(first).to_contain_text("已退回，还剩5天", timeout=LATER)
    expect(keeper.locator(".yl-back").first).to_contain_text("10月12日的漏水没有登记")
    expect(keeper.locator(".yl-lead")).to_contain_text("1项被退回")
    card(keeper, title, "已退回").get_by_role("button", name="2026年10月报齐了").click()
    expect(keeper.locator(".yl-back")).to_have_count(0)

    expect(card(office, theirs)).to_be_visible(timeout=LATER)
    card(office, theirs).get_by_role("button", name="通过", exact=True).click()
    expect(office.locator(".yl-list li").filter(has_text=theirs)).to_contain_text("已通过")
    approved = keeper.get_by_role("listitem").filter(has_text=title)
    expect(approved).to_contain_text("2026年10月31日已通过", timeout=LATER)
    assert not keeper.evaluate(overflow)


def test_the_office_goes_from_what_is_missing_to_that_courtyards_cards(
    new_page: Open, unfinished: tuple[int, int]
) -> None:
    _other, no = unfinished
    office = new_page(viewport=DESK)
    reader.sign_in(office, "office", "/todo")
    office.get_by_role("link", name=re.compile(f"{no}号院，2026年10月")).click()
    reader.idle(office)
    expect(office.get_by_role("button", name="2026年10月报齐了").first).to_be_visible()
    expect(office.get_by_text(f"{no}号院 · 📝 诉求 · 2026年10月")).to_be_visible()
    office.get_by_role("link", name="登记诉求").last.click()
    reader.idle(office)
    expect(office.get_by_role("heading", name="登记诉求")).to_be_visible()
