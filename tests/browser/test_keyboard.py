"""Every form by keyboard alone, at 1440 pixels and 200%: each field is reached, is seen, and saves."""

from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import Page

from dashboard.records.catalogue import KINDS
from tests.browser import reader
from tests.browser.measures import CUT
from tests.browser.test_senior import outlined

ZOOMED = {"width": 720, "height": 450}
FORMS = [f"/{kind.form[0]}?{urlencode(kind.form[1])}" for kind in KINDS.values()]
FIELDS = """[...document.querySelectorAll(
    '[data-testid="stMain"] :is(input:not([type=file]), textarea, button, [role=radio], [role=combobox])')]
  .filter(one => one.checkVisibility({opacityProperty: true}) && !one.disabled && one.tabIndex >= 0
    && !one.closest('[aria-hidden=true]'))
  .map(one => {
    const group = one.closest('[role=radiogroup],[role=toolbar],[role=group]');
    const many = group && group.closest('[data-testid="stButtonGroup"]');
    return (many ? group.ariaLabel : one.ariaLabel || one.textContent).trim() })
  .filter(Boolean)"""
HERE = """(() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const group = one.closest('[role=radiogroup],[role=toolbar],[role=group]');
  const many = group && group.closest('[data-testid="stButtonGroup"]');
  const name = (many ? group.ariaLabel : one.ariaLabel || one.textContent || '').trim();
  return [name, one.closest('[data-testid="stMain"]') !== null,
    box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth] })()"""
TYPED = "input, textarea, [role=spinbutton]"
"""What shows a caret, or the number that is being typed."""
MOST = 120


def test_every_form_is_reached_and_sent_by_keyboard(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=ZOOMED)
    reader.sign_in(page, "office", "/enter")
    for path in dict.fromkeys(FORMS):
        reader.turn_to(page, path)
        page.locator("h1").wait_for()
        reader.settle(page)
        assert page.evaluate(CUT) == [], path
        wanted = set(page.evaluate(FIELDS))
        assert len(wanted) >= 3, path
        assert wanted - walked(page, path) == set(), path
        answered(page, path)


def walked(page: Page, path: str) -> set[str]:
    """The names of what Tab leads to within the page, each seen when it has the focus."""
    names: set[str] = set()
    page.locator("h1").evaluate("one => { one.tabIndex = -1; one.focus() }")
    for _step in range(MOST):
        page.keyboard.press("Tab")
        name, within, seen = page.evaluate(HERE)
        if not within:
            break
        assert seen, f"{path}: the focus is out of sight on {name}"
        if not page.evaluate("typed => document.activeElement.matches(typed)", TYPED):
            assert outlined(page), f"{path}: one does not see the focus on {name}"
        names.add(name)
    return names


def answered(page: Page, path: str) -> None:
    """The last button of the form, pressed by Enter, is answered in words: saved, or what is missing."""
    button = page.locator('[data-testid="stMain"] [data-testid="stBaseButton-primary"]').last
    button.focus()
    page.keyboard.press("Enter")
    page.locator('[data-testid="stMain"] [data-testid="stAlert"]').first.wait_for()
