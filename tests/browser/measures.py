"""What large type promises, measured on a page: how large, how far apart, nothing cut."""

from itertools import combinations

from playwright.sync_api import Page

FIELD = (
    "[data-testid=stTextInputRootElement],[data-testid=stTextAreaRootElement],"
    "[data-testid=stSelectbox] [role=group]"
)
BOXES = (
    """() => [...document.querySelectorAll(
    'button,a[href],input,textarea,summary,[role=tab],[data-testid=stDateInputField]')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('[aria-hidden=true]')
    && !one.closest('[data-testid=stDateInputField] button, [data-testid=stSelectbox] button,'
      + '[data-testid=stSidebar]')
    && one.type !== 'file')
  .map(one => [one, (one.closest('"""
    + FIELD
    + """') || one).getBoundingClientRect()])
  .filter(([one, box]) => box.width > 1)
  .map(([one, box]) => [(one.innerText || one.ariaLabel || one.tagName).slice(0, 20),
    box.width, box.height, box.x, box.y])"""
)
"""Name, width, height, left and top of everything that a finger may want to hit; a day, or one of a list,
is typed or chosen by its whole field."""
SMALL = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter(one => one.checkVisibility() && [...one.childNodes].some(
    text => text.nodeType === 3 && text.textContent.trim()) && !one.closest('[aria-hidden=true]')
    && !one.closest('style'))
  .map(one => [one.textContent.slice(0, 20), parseFloat(getComputedStyle(one).fontSize)])
  .filter(([name, size]) => size < 18 || size > 30)"""
CUT = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter(one => one.checkVisibility() && !one.closest('style,svg,[aria-hidden=true]'))
  .map(one => [one.textContent.slice(0, 20), one.getBoundingClientRect()])
  .filter(([name, box]) => box.width > 1 && (box.left < -1 || box.right > window.innerWidth + 1))
  .map(([name, box]) => [name, box.left, box.right])"""
MOVING = """() => [...document.querySelectorAll('*')]
  .map(one => [one.dataset.testid || one.className || one.tagName, getComputedStyle(one)])
  .filter(([name, rules]) => Math.max(...rules.transitionDuration.split(',').map(parseFloat)) > .001
    || (rules.animationName !== 'none' && rules.animationName !== 'yl-appear'
      && Math.max(...rules.animationDuration.split(',').map(parseFloat)) > .001))
  .map(([name]) => String(name).slice(0, 60))"""
SMALLEST, NEAREST = 59.5, 7.9
"""Pixels a target is high and wide, and that lie between two of them."""


def small(page: Page) -> list[str]:
    """Targets that are too small or too close, letters too small or too large, each in words."""
    boxes = page.evaluate(BOXES)
    assert len(boxes) > 3
    told = [f"small: {box}" for box in boxes if min(box[1:3]) < SMALLEST]
    told += [f"close: {one} {other}" for one, other in combinations(boxes, 2) if apart(one, other) < NEAREST]
    return told + [f"letters: {text}" for text in page.evaluate(SMALL)]


def moving(page: Page) -> list[str]:
    """What would slide, fade or turn, for whoever has asked for less motion."""
    return [f"moves: {one}" for one in page.evaluate(MOVING)]


def cut(page: Page) -> list[str]:
    """What stands out to the left or right of the window."""
    return [f"cut: {one}" for one in page.evaluate(CUT)]


def apart(one: list[float], other: list[float]) -> float:
    """The pixels between two boxes, negative where they overlap."""
    (_, w, h, x, y), (_, width, height, left, top) = one, other
    return max(left - x - w, x - left - width, top - y - h, y - top - height)


def small_texts(slides: Page) -> list[str]:
    """The texts that are set smaller than 28 pixels."""
    found: list[str] = slides.evaluate(
        """() => [...document.querySelectorAll("[data-slide]")].flatMap(slide => {
            slide.style.display = "flex";
            const found = [...slide.querySelectorAll("*")].filter(one =>
                [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
                && one.getClientRects().length && parseFloat(getComputedStyle(one).fontSize) < 27.9);
            slide.style.display = "";
            return found.map(one => `${slide.dataset.key}: ${one.textContent}`);
        })"""
    )
    return found
