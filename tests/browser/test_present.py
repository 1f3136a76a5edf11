"""The presenter's job with the keys of a clicker alone, and with the network gone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import lookups
from tests.browser import measures, reader

PROJECTOR = {"width": 1920, "height": 1080}
AT = "[data-slide].yl-on"


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
    assert measures.small_texts(slides) == []


def test_the_notes_follow_the_slide_that_is_shown(slides: Page, held: int) -> None:
    notes = slides.context.new_page()
    notes.goto(f"/present?meeting={held}&notes=1")
    notes.wait_for_selector("[data-deck][data-ready]")
    slides.bring_to_front()
    slides.keyboard.press("Home")
    slides.keyboard.press("ArrowRight")
    expect(notes.locator(AT)).to_have_attribute("data-key", "promises")
    expect(notes.locator(AT).locator(".yl-spoken")).to_contain_text("先讲没兑现的")


def test_whatever_the_size_no_line_of_a_slide_is_cut_off(slides: Page) -> None:
    cut = """() => [...document.querySelectorAll("[data-slide].yl-on .yl-body, [data-slide].yl-on .yl-live")]
        .some(one => one.scrollHeight > one.clientHeight + 1)"""
    size = "() => +getComputedStyle(document.querySelector('[data-slide].yl-on')).getPropertyValue('--z')"
    slides.keyboard.press("Home")
    for _ in range(6):
        slides.keyboard.press("+")
    assert slides.evaluate(size) == pytest.approx(1.6)
    sizes = []
    for place in range(slides.locator("[data-slide]").count()):
        expect(slides.locator(AT)).to_have_attribute("data-slide", str(place))
        assert not slides.evaluate(cut), place
        sizes.append(slides.evaluate(size))
        slides.keyboard.press("ArrowRight")
    # A full slide grows less than an empty one, and none is smaller than it was.
    assert min(sizes) >= 0.99
    assert len(set(sizes)) > 1
    slides.keyboard.press("0")
    assert slides.evaluate(size) == pytest.approx(1)
