"""What people type is shown as they typed it: no page makes it a link, a picture, a script or a style."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests import lookups, texts
from tests.browser import reader

DESK = {"width": 1440, "height": 900}
MARKUP = (
    '<img src="//evil.example/x" onerror="pwned=1"><script>pwned=1</script><b>粗</b>'
    "![](https://evil.example/a)[看](https://evil.example)[点](javascript:pwned=1)"
    " www.evil.example a@evil.example $x^2$ :red[红] **粗** :material/home:"
)
MADE_OF_IT = (
    'a[href*="evil"]:not([href^="#"]), a[href^="javascript"], img[src*="evil"], img[src="x"], [onerror],'
    ' .katex, main script:not([src]), b:text-is("粗"), strong:text-is("粗"),'
    ' [data-testid="stMain"] span[style*="color"]:text-is("红")'
)
"""What a page would hold that took any of it for more than letters."""
PAGES = (
    "/",
    "/map?no=3",
    "/courtyard?no=3",
    "/indicators?key=household_participation",
    "/organisations",
    "/requests?request={request}",
    "/inspections?hazard={hazard}",
    "/meetings?meeting={held}",
    "/agenda?meeting={ahead}",
    "/present?meeting={held}",
    "/follow-up",
    "/thread",
    "/votes",
    "/seal",
    "/todo",
    "/audit",
)
PAPERS = ("/pack/{held}", "/handout/{held}", "/paper/request", "/call-back-list?courtyard={courtyard}")


@pytest.fixture(scope="module")
def demo(demo: Path) -> Path:
    """The demonstration, markup behind everything that was typed."""
    with sqlite3.connect(demo) as write:
        for table, names in texts.columns().items():
            for name in sorted(names & texts.TYPED):
                marking = f'update "{table}" set {name} = {name} || ? where {name} is not null'
                write.execute(marking, (MARKUP,))
    return demo


def named(address: str, demo: Path) -> str:
    """The address with its records filled in."""
    found = {
        "held": lookups.meeting_held,
        "ahead": lookups.meeting_ahead,
        "hazard": lambda file: lookups.answer(file, "select max(id) from hazard"),
        "courtyard": lambda file: lookups.courtyard(file, 3),
        "request": lambda file: lookups.answer(file, "select max(id) from request"),
    }
    words = {word for word in found if f"{{{word}}}" in address}
    return address.format(**{word: found[word](demo) for word in words})


def test_what_was_typed_stays_letters_on_every_page(new_page: Callable[..., Page], demo: Path) -> None:
    """Requests to other hosts and errors on the page fail it too; at the end, pages that were not drawn."""
    page, shown, problems = new_page(viewport=DESK), [], []

    def looked_at() -> None:
        made = page.locator(MADE_OF_IT)
        problems.extend(f"{page.url}: {one.evaluate('one => one.outerHTML')[:200]}" for one in made.all())
        assert page.evaluate("typeof pwned") == "undefined", page.url
        if "[看](https" in page.locator("body").inner_text():
            shown.append(page.url)

    reader.sign_in(page, "office", "/about")
    for address in PAGES:
        reader.turn_to(page, named(address, demo))
        reader.settle(page)
        looked_at()
    for address in PAPERS:
        page.goto(named(address, demo))
        looked_at()
    assert problems == []
    assert len(shown) >= 15, shown
