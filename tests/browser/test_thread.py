"""One line to its end: a request's call-back changes the solved rate that a leader sees elsewhere."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import reader

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
RECEIPT = re.compile(r"R\d{4}-\d+")
COUNTS = re.compile(r"回访(\d+)件中(\d+)件")


@pytest.fixture
def committee(new_page: Callable[..., Page]) -> Page:
    page = new_page(viewport=PHONE)
    reader.sign_in(page, "committee-3", "/register")
    return page


def tap(page: Page, name: str) -> None:
    """Choose one of the big choices, or press a button."""
    page.get_by_role("button", name=name, exact=False).or_(
        page.get_by_role("radio", name=name, exact=False)
    ).first.click()
    reader.idle(page)


def register(page: Page, stairwell: str = "2单元", room: str = "601", *, at: str = "") -> str:
    """Record a leaking roof by taps alone, the office one at a courtyard; gives the receipt number."""
    if at:
        tap(page, at)
    for name in ("屋顶外墙漏水", "住户家中", stairwell, room):
        tap(page, name)
    tap(page, "保存诉求")
    # A matter of the same kind may be named beside the form: only the receipt tells ours.
    receipt = page.locator(".st-key-receipt")
    expect(receipt).to_contain_text(RECEIPT)
    found = RECEIPT.search(receipt.inner_text())
    assert found
    return found[0]


def solved(page: Page) -> tuple[int, int]:
    """Call-backs and those that say solved, as the overview's sentence below the trend tells them."""
    text = page.get_by_test_id("stCaptionContainer").filter(has_text="表示已解决").first.inner_text()
    found = COUNTS.search(text)
    assert found, text
    return int(found[1]), int(found[2])


def test_a_leak_recorded_by_taps_is_on_the_list_with_its_receipt(committee: Page) -> None:
    number = register(committee)
    committee.goto("/requests")
    reader.idle(committee)
    expect(committee.get_by_role("link", name=number)).to_be_visible()


def test_a_call_back_changes_the_leaders_overview_within_two_seconds(new_page: Callable[..., Page]) -> None:
    leader = new_page(viewport=DESK)
    reader.sign_in(leader, "leader", "/")
    before = solved(leader)
    office = new_page(viewport=DESK)
    reader.sign_in(office, "office", "/register")
    number = register(office, at="1号院")
    follow(office, number)
    expect(leader.get_by_test_id("stCaptionContainer").filter(has_text="表示已解决").first).to_contain_text(
        f"回访{before[0] + 1}件中{before[1] + 1}件"
    )


def follow(page: Page, number: str) -> None:
    """Close the request and call the resident back, opened by its number in the address."""
    page.goto(f"/requests?find={number}")
    reader.idle(page)
    page.get_by_role("tab", name="办结").click()
    page.get_by_role("textbox", name="做了什么").last.fill("已补好屋面")
    tap(page, "办结这件诉求")
    page.get_by_role("tab", name="回访").click()
    tap(page, "已解决")
    tap(page, "满意")
    tap(page, "保存回访")
    expect(page.get_by_text("已回访确认").first).to_be_visible()


def test_a_double_click_saves_once(committee: Page) -> None:
    for name in ("水管", "院内"):
        tap(committee, name)
    committee.get_by_role("button", name="保存诉求").dblclick()
    expect(committee.get_by_test_id("stAlert").filter(has_text="R2026-")).to_be_visible()
    reader.idle(committee)
    assert committee.get_by_test_id("stAlert").filter(has_text="R2026-").count() == 1


def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(committee: Page) -> None:
    words = committee.get_by_role("textbox", name="简单说明")
    words.fill("楼道灯坏了")
    tap(committee, "保存诉求")
    expect(committee.get_by_test_id("stAlert").filter(has_text="请").first).to_be_visible()
    expect(words).to_have_value("楼道灯坏了")


def test_a_stale_edit_overwrites_nothing_and_shows_both_versions(new_page: Callable[..., Page]) -> None:
    first, second = new_page(viewport=DESK), new_page(viewport=DESK)
    reader.sign_in(first, "office", "/register")
    number = register(first, at="1号院")
    reader.sign_in(second, "office", f"/requests?find={number}")
    first.goto(f"/requests?find={number}")
    reader.idle(first)
    tap(second, "联系居民")
    second.get_by_role("textbox", name="备注").last.fill("第二人写的")
    second.keyboard.press("Tab")
    reader.idle(second)
    tap(first, "联系居民")
    first.get_by_role("textbox", name="备注").last.fill("第一人写的")
    tap(first, "保存这一步")
    expect(first.get_by_text("第一人写的").first).to_be_visible()
    tap(second, "保存这一步")
    expect(second.get_by_test_id("stAlert").filter(has_text="没有覆盖")).to_be_visible()
    expect(second.get_by_test_id("stTable")).to_contain_text("第二人写的")
