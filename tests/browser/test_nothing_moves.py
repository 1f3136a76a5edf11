"""What is being read does not move: a page is seen when all of it stands."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import reader

SHIFTS = """
const soon = window.setTimeout;
window.setTimeout = (act, after, ...given) => after === 2500 ? 0 : soon(act, after, ...given);
window.shifts = [];
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push(one.value);
}).observe({type: "layout-shift", buffered: true});
"""
"""Layout Instability as browsers measure it: shares of the window that moved, times how far.

A page that is not seen in time is shown as it is; however slow this machine, that is not tried here.
"""
GOOD = 0.1


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1366, 768)])
def test_a_page_stands_still_from_its_first_sight(
    new_page: Callable[..., Page], width: int, height: int
) -> None:
    page = new_page(viewport={"width": width, "height": height})
    page.add_init_script(SHIFTS)
    reader.sign_in(page, "leader", "/")
    for path in ("/", "/map"):
        page.goto(path)
        reader.idle(page)
        moved = page.evaluate("window.shifts.reduce((sum, one) => sum + one, 0)")
        assert moved < GOOD, path
    assert not page.locator("html.yl-coming").count()
