"""The list of requests: what is looked for, what opens, and the way back."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import reader

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
NUMBER = re.compile(r"R\d{4}-\d{4}")
ROW = 35
"""Pixels of a line of the grid, its head included."""


def test_a_card_opens_and_back_leads_to_the_list(new_page: Callable[..., Page]) -> None:
    page = new_page(**PHONE)
    reader.sign_in(page, "committee-3", "/requests?find=3号院&show=open")
    cards = page.locator("[class*=st-key-card-]")
    first = cards.first
    number = NUMBER.search(first.inner_text())[0]
    assert re.search("承办 · 受理已\\d+天", first.inner_text())
    first.click(position={"x": 20, "y": 20})  # anywhere on its face
    reader.idle(page)
    expect(page).to_have_url(re.compile(r"/requests\?.*request=\d+"))
    expect(page.get_by_role("heading", name=number)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/requests\?find="))
    reader.idle(page)
    expect(cards.first).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name=number)).to_be_visible()


def test_what_was_not_found_is_said(new_page: Callable[..., Page]) -> None:
    page = new_page(**PHONE)
    reader.sign_in(page, "committee-3", "/requests?find=查无此事")
    expect(page.get_by_test_id("stAlert")).to_contain_text("没有找到“查无此事”")
    box = page.get_by_role("textbox", name="查找")
    box.fill("３０２")
    box.press("Enter")
    reader.idle(page)
    expect(page.locator("[class*=st-key-card-]").first).to_contain_text("-302")


def test_a_line_of_the_grid_opens_at_its_address(new_page: Callable[..., Page]) -> None:
    page = new_page(**DESK)
    reader.sign_in(page, "office", "/requests")
    grid = page.get_by_test_id("stDataFrame")
    second = page.locator("[class*=st-key-card-]").nth(1).text_content()
    grid.click(position={"x": 20, "y": 2.5 * ROW})
    expect(page).to_have_url(re.compile(r"/requests\?request=\d+"))
    reader.idle(page)
    expect(page.get_by_role("heading", name=NUMBER.search(second)[0])).to_be_visible()
    page.get_by_role("link", name="← 全部诉求").click()
    reader.idle(page)
    expect(grid).to_be_visible()


def test_the_way_to_a_request_and_back_keeps_the_filters(new_page: Callable[..., Page]) -> None:
    page = new_page(**DESK)
    reader.sign_in(page, "office", "/requests")
    page.get_by_role("radio", name="已办结待回访").click()
    reader.idle(page)
    reader.choose(page, "院落", "3号院")
    count = page.get_by_text(re.compile(r"^\d+件诉求$")).inner_text()
    page.get_by_test_id("stDataFrame").click(position={"x": 20, "y": 1.5 * ROW})
    expect(page).to_have_url(re.compile(r"request=\d+"))
    reader.idle(page)
    page.get_by_role("link", name="← 全部诉求").click()
    reader.idle(page)
    expect(page.get_by_text(count)).to_be_visible()
    expect(page.get_by_role("radio", name="已办结待回访")).to_be_checked()
    for name in ("待办", "诉求办理"):
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
        reader.idle(page)
    expect(page.get_by_role("radio", name="未办结")).to_be_checked()
