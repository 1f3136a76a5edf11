"""Every page in Chromium: three sizes, both languages, each persona; and nothing without a sign-in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import reader

PHONE = {"has_touch": True, "user_agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobi Safari/537.36"}
SIZES = {"phone": (390, 844), "desk": (1440, 900), "projector": (1920, 1080)}
PAGES = {
    "/": "leader",
    "/map": "leader",
    "/courtyard": "leader",
    "/indicators": "leader",
    "/organisations": "leader",
    "/requests": "office",
    "/register": "committee-3",
    "/inspections": "committee-3",
    "/meetings": "office",
    "/about": "guest",
    "/quality": "office",
    "/people": "office",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_drawn_whole(new_page: Callable[..., Page], size: str, language: str) -> None:
    width, height = SIZES[size]
    phone = PHONE if size == "phone" else {}
    badge = "示范数据" if language == "zh" else "Demonstration data"
    for persona in dict.fromkeys(PAGES.values()):
        page = new_page(viewport={"width": width, "height": height}, **phone)
        reader.sign_in(page, persona, f"/?lang={language}")
        for path in (path for path, reads in PAGES.items() if reads == persona):
            page.goto(f"{path}?lang={language}")
            reader.idle(page)
            expect(page.locator("h1"), path).to_have_count(1)
            expect(page.get_by_test_id("stException"), path).to_have_count(0)
            expect(page.locator(".yl-badge"), path).to_have_text(badge)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


@pytest.mark.parametrize("persona", ["guest", "property", "leader"])
def test_registering_is_refused_in_words(signed_in: Callable[..., Page], persona: str) -> None:
    page = signed_in(persona, "/register")
    expect(page.locator("h1")).to_contain_text("不在您的权限内")
    expect(page.get_by_test_id("stButton")).to_have_count(0)


def test_the_month_in_the_address_chooses_the_view(signed_in: Callable[..., Page]) -> None:
    page = signed_in("leader", "/?month=2026-03")
    expect(page.get_by_text("2026年3月").first).to_be_visible()
