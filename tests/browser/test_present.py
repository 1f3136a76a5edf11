"""The presenter's job with the keys of a clicker alone, and with the network gone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import lookups
from tests.browser import reader

PROJECTOR = {"width": 1920, "height": 1080}
AT = "[data-slide].yl-on"


@pytest.fixture
def held(filled: Path) -> int:
    """The last joint meeting that was held."""
    return lookups.meeting_held(filled)


@pytest.fixture
def slides(new_page: Callable[..., Page], held: int) -> Page:
    page = new_page(viewport=PROJECTOR)
    reader.sign_in(page, "office", f"/present?meeting={held}")
    page.wait_for_selector("[data-deck][data-ready]")
    return page


def test_a_meeting_is_presented_by_keys_alone_also_without_a_network(
    slides: Page, filled: Path, held: int
) -> None:
    whole = slides.locator("[data-slide]").count()
    keys = [str(one.get_attribute("data-key")) for one in slides.locator("[data-slide]").all()]
    assert keys[:3] == ["title", "promises", "changed"]
    assert keys[-1] == "resolutions"
    slides.context.set_offline(True)
    for place, key in enumerate(("ArrowRight", "PageDown", " ")):
        expect(slides.locator(AT)).to_have_attribute("data-slide", str(place))
        slides.keyboard.press(key)
    slides.keyboard.press("PageUp")
    expect(slides.locator(AT)).to_have_attribute("data-slide", "2")
    for _ in range(whole):
        slides.keyboard.press("ArrowRight")
        expect(slides.locator(AT)).to_have_count(1)
        expect(slides.locator(AT).locator("h2")).to_be_visible()
    expect(slides.locator(AT)).to_have_attribute("data-key", "resolutions")
    resolved = lookups.answer(filled, "select count(*) from resolution where meeting_id = :held", held=held)
    assert resolved > 0
    expect(slides.locator(AT).locator("li")).to_have_count(resolved)
    slides.keyboard.press("o")
    expect(slides.locator(".yl-index")).to_be_visible()
    slides.keyboard.press("Escape")
    slides.keyboard.press("Home")
    expect(slides.locator(AT)).to_have_attribute("data-key", "title")
    slides.context.set_offline(False)


def test_every_text_of_a_slide_can_be_read_from_six_metres(slides: Page) -> None:
    small = slides.evaluate(
        """() => [...document.querySelectorAll("[data-slide]")].flatMap(slide => {
            slide.style.display = "flex";
            const found = [...slide.querySelectorAll("*")].filter(one =>
                [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
                && one.getClientRects().length && parseFloat(getComputedStyle(one).fontSize) < 27.9);
            slide.style.display = "";
            return found.map(one => `${slide.dataset.key}: ${one.textContent}`);
        })"""
    )
    assert small == []


def test_the_notes_follow_the_slide_that_is_shown(slides: Page, held: int) -> None:
    notes = slides.context.new_page()
    notes.goto(f"/present?meeting={held}&notes=1")
    notes.wait_for_selector("[data-deck][data-ready]")
    slides.bring_to_front()
    slides.keyboard.press("Home")
    slides.keyboard.press("ArrowRight")
    expect(notes.locator(AT)).to_have_attribute("data-key", "promises")
    expect(notes.locator(AT).locator(".yl-note")).to_contain_text("先讲没兑现的")
