"""Every page in Chromium: zh and en, light and dark, large type, 320 to 1920 px, free of axe findings."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, measures, reader

PHONE = {"has_touch": True, "user_agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobi Safari/537.36"}
DOORS = ("/sign-in", "/code", "/sign-out")
SIZES = {"phone": (390, 844), "desk": (1440, 900), "projector": (1920, 1080)}
PAGES = {
    "/": "leader",
    "/map": "leader",
    "/courtyard": "leader",
    "/indicators": "leader",
    "/organisations": "leader",
    "/requests": "office",
    "/enter": "committee-3",
    "/register": "committee-3",
    "/todo": "committee-3",
    "/inspections": "committee-3",
    "/mediation": "committee-3",
    "/incidents": "committee-3",
    "/activities": "committee-3",
    "/seal": "committee-3",
    "/renovation": "office",
    "/money": "office",
    "/pledges": "office",
    "/offices": "office",
    "/surveys": "office",
    "/meetings": "office",
    "/follow-up": "office",
    "/thread": "leader",
    "/agenda": "office",
    "/votes": "office",
    "/present": "office",
    "/about": "guest",
    "/quality": "office",
    "/people": "office",
    "/import": "office",
    "/reveals": "office",
    "/audit": "office",
    "/export": "office",
}
WORK = (
    "/enter",
    "/register",
    "/inspections?do=report",
    "/inspections?do=round",
    "/requests",
    "/mediation?do=new",
    "/incidents?do=new",
    "/activities?do=new",
    "/seal?do=new",
    "/mediation",
    "/meetings?do=record",
)
"""Where committees work: measured for large type, and down to 320 px (640 px at 200%)."""
READERS = dict.fromkeys(WORK, "committee-3") | PAGES
"""Address → who looks at it."""


class Look(NamedTuple):
    """How the pages are looked at; at each of `widths` they must fit, the first is what they are drawn at."""

    language: str
    scheme: str
    view: str
    widths: list[int]
    browser: dict[str, Any]


STILL = {"reduced_motion": "reduce"}
"""A page that takes a new width at once: what is measured is how it stands, not how it gets there."""
STANDARD: dict[str, Any] = {"view": "standard", "widths": [1440, 1920, 320], "browser": STILL}
LARGE: dict[str, Any] = {"view": "large", "widths": [390, 320], "browser": PHONE | STILL}
LOOKS = [
    Look("zh", "light", **STANDARD),
    Look("en", "dark", **STANDARD),
    Look("en", "dark", **LARGE),
    Look("zh", "light", **LARGE),
]
"""Half of the pages are looked at in the first way and the third, which differ in all; half in the others."""
HEIGHTS = dict(SIZES.values())


def pages_of(look: Look) -> dict[str, list[str]]:
    """Reader → the pages to be looked at so; both who look at large type measure where committees work."""
    turn = LOOKS.index(look) % 2
    mine = [path for place, path in enumerate(READERS) if place % 2 == turn]
    if look.view == "large":
        mine = [path for path in READERS if path in mine or path in WORK]
    readers: dict[str, list[str]] = {}
    for path in mine:
        readers.setdefault(READERS[path], []).append(path)
    return readers


def size(width: int) -> dict[str, int]:
    return {"width": width, "height": HEIGHTS.get(width, 640)}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(look[:3]))
def test_every_page_stands_whole_and_is_open_to_all(new_page: Callable[..., Page], look: Look) -> None:
    badge = "示范数据" if look.language == "zh" else "Demonstration data"
    page = new_page(viewport=size(look.widths[0]), color_scheme=look.scheme, **look.browser)
    page.goto(f"/language/{look.language}")
    page.goto(f"/view/{look.view}")
    problems: list[str] = []
    for path in DOORS:
        page.goto(path)
        problems += [f"{path}: {one}" for one in axe.found(page)]
    for persona, paths in pages_of(look).items():
        page.context.clear_cookies(name="__Host-yl")
        reader.sign_in(page, persona, "/")
        for path in paths:
            reader.turn_to(page, path)
            expect(page.locator("h1"), path).to_have_count(1)
            expect(page.get_by_test_id("stException"), path).to_have_count(0)
            expect(page.locator(".yl-badge"), path).to_have_text(badge)
            reader.settle(page)
            problems += [f"{path}: {one}" for one in looked_at(page, path, look)]
    assert problems == [], "\n".join(problems)


def looked_at(page: Page, path: str, look: Look) -> list[str]:
    """What is wrong with a page that stands, at every width."""
    told = axe.found(page) + measures.moving(page)
    work = path in WORK
    if work and look.view == "large":
        told += measures.small(page)
    for width in look.widths[1:] + look.widths[:1]:
        page.set_viewport_size(size(width))
        reader.settle(page)
        if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            told.append(f"wider than {width}")
        if work and width < 400:
            told += measures.cut(page)
    return told


@pytest.mark.parametrize("persona", ["guest", "property", "leader"])
def test_registering_is_refused_in_words(signed_in: Callable[..., Page], persona: str) -> None:
    page = signed_in(persona, "/register")
    expect(page.locator("h1")).to_contain_text("不在您的权限内")
    expect(page.get_by_test_id("stButton")).to_have_count(0)


def test_the_month_in_the_address_chooses_the_view(signed_in: Callable[..., Page]) -> None:
    page = signed_in("leader", "/?month=2026-03")
    expect(page.get_by_text("2026年3月").first).to_be_visible()
