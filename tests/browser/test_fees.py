"""A month's fees in the grid of a desk, and flat by flat on a phone."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.browser import reader

DESK = {"width": 1440, "height": 1300}
PHONE = {"width": 390, "height": 844}
Open = Callable[..., Page]
ROW, HEAD = 35, 35
AT = {2: 0.43, 3: 0.67}
"""Where a column lies in the grid, as a part of its width."""
PAID, DAY = AT
MONTH = "/money?no=2&month=2026-09"


@pytest.fixture
def office(new_page: Open) -> Page:
    page = new_page(viewport=DESK)
    reader.sign_in(page, "office", MONTH)
    expect(grid(page)).to_be_visible()
    return page


def grid(page: Page) -> Locator:
    return page.get_by_test_id("stDataFrame").locator("canvas").first


def cell(page: Page, row: int, column: int) -> Locator:
    """A cell of the grid, as it is read out."""
    rows = page.locator(f'[data-testid="stDataFrame"] [aria-rowindex="{row + 2}"]')
    return rows.locator(f'[aria-colindex="{column + 1}"]')


def write(page: Page, row: int, column: int, words: str) -> None:
    """Open a cell, which is a picture, and type; it stays open."""
    box = grid(page).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * AT[column], box["y"] + HEAD + ROW * (row + 0.5))
    expect(cell(page, row, column)).to_have_attribute("aria-selected", "true")
    field = page.locator("#portal input")
    # A grid that is just drawing itself lets a key pass.
    for _ in range(3):
        page.keyboard.press("Enter")
        with suppress(TooLate):
            field.wait_for(timeout=3_000)
            break
    field.fill(words)


def read_back(page: Page) -> Locator:
    return page.locator(".yl-back")


def save(page: Page) -> None:
    page.get_by_role("button", name="保存").first.click()


def test_cells_are_typed_saved_at_once_and_survive_a_reload_before(office: Page, new_page: Open) -> None:
    write(office, 0, PAID, "12.5")
    office.keyboard.press("Enter")
    expect(read_back(office)).to_contain_text("缴了12.50元")
    reader.idle(office)
    office.reload()
    expect(read_back(office)).to_contain_text("缴了12.50元")
    expect(cell(office, 0, PAID)).to_have_text("12.5")
    reader.idle(office)
    write(office, 2, PAID, "13.25")
    save(office)
    expect(office.get_by_test_id("stToast").filter(has_text="已保存").first).to_be_visible()
    expect(read_back(office)).to_have_count(0)
    other = new_page(viewport=DESK)
    reader.sign_in(other, "office", MONTH)
    expect(cell(other, 0, PAID)).to_have_text("12.5")
    expect(cell(other, 2, PAID)).to_have_text("13.25")


def test_two_people_at_one_cell_see_both_versions(office: Page, new_page: Open) -> None:
    write(office, 4, PAID, "1.5")
    office.keyboard.press("Enter")
    expect(read_back(office)).to_contain_text("缴了1.50元")
    reader.idle(office)
    other = new_page(viewport=DESK)
    reader.sign_in(other, "office", MONTH)
    expect(grid(other)).to_be_visible()
    write(other, 4, PAID, "2.5")
    save(other)
    expect(other.get_by_test_id("stToast").filter(has_text="已保存").first).to_be_visible()
    expect(read_back(office)).to_contain_text("缴了1.50元")
    save(office)
    table = office.get_by_test_id("stTable")
    expect(table).to_contain_text("缴了2.50元")
    expect(table).to_contain_text("缴了1.50元")
    office.get_by_role("button", name="不要我填的").click()
    expect(cell(office, 4, PAID)).to_have_text("2.5")
    expect(read_back(office)).to_have_count(0)


def test_on_a_phone_a_flat_is_paid_by_one_tap(new_page: Open) -> None:
    page = new_page(viewport=PHONE)
    reader.sign_in(page, "office", "/money?no=3&month=2026-10")
    expect(grid(page)).to_be_hidden()
    open_flats = page.get_by_role("button", name="已缴清", exact=True)
    expect(open_flats.first).to_be_visible()
    before = open_flats.count()
    open_flats.first.click()
    told = page.get_by_test_id("stToastText").filter(has_text="已保存").first
    expect(told).to_contain_text(re.compile(r"物业费收缴率.*→.*元"))
    assert told.evaluate("one => one.scrollHeight <= one.clientHeight")
    expect(open_flats).to_have_count(before - 1)
    box = open_flats.first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    page.get_by_role("button", name="点错了，其实没缴").first.click()
    expect(open_flats).to_have_count(before)
