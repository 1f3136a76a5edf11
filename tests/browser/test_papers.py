"""Paper twins in Chromium: each prints on one page, and the way there and back is two links."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dashboard.records.catalogue import KINDS
from tests.browser import reader

PAGE = re.compile(rb"/Type\s*/Page\b")
OVER = """
() => {
  const cells = [...document.querySelectorAll('td, .question > *, footer p, header > *')];
  return cells.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent.trim());
}
"""
"""The words of whatever runs over the edge of its cell."""
MOST = {"inspection": 2}


def printed(page: Page) -> int:
    """How many sheets of paper a printer would take."""
    page.evaluate("document.fonts.ready")
    return len(PAGE.findall(page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_form_is_printed_on_one_sheet(signed_in: Callable[..., Page], language: str) -> None:
    page = signed_in("office")
    page.emulate_media(media="print")
    sheets = {}
    for noun in KINDS:
        page.goto(f"/paper/{noun}?lang={language}")
        sheets[noun] = printed(page)
        assert not page.locator("nav").is_visible()
        code = page.locator("figure img").bounding_box()
        assert code is not None
        assert code["width"] > 90
        assert page.evaluate(OVER) == []
    assert sheets == {noun: MOST.get(noun, 1) for noun in KINDS}


def test_a_phone_goes_to_the_paper_and_back(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    reader.sign_in(page, "committee-3", "/mediation?part=mediation&do=new")
    link = page.get_by_role("link", name="🖨 纸质表")
    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    link.tap()
    expect(page.get_by_role("heading", name="登记一起纠纷")).to_be_visible()
    expect(page.get_by_text("3号院", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="← 回到表单").tap()
    reader.idle(page)
    expect(page.get_by_role("radio", name="噪音")).to_be_visible()
    assert len(page.context.pages) == 1
