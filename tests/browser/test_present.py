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
    for key in ("changed", "resolutions", "changed"):
        slides.keyboard.press("w")
        expect(slides.locator(AT)).to_have_attribute("data-key", key)
    slides.keyboard.press("o")
    expect(slides.locator(".yl-index")).to_be_visible()
    slides.keyboard.press("Escape")
    slides.keyboard.press("Home")
    expect(slides.locator(AT)).to_have_attribute("data-key", "title")
    slides.context.set_offline(False)


def test_the_presenter_passes_slides_over_and_orders_them_in_this_browser_alone(
    slides: Page, held: int
) -> None:
    def stands_at(place: int) -> None:
        expect(slides.locator(AT)).to_have_attribute("data-slide", str(place))

    def pressed(*keys: str) -> None:
        for key in keys:
            slides.keyboard.press(key)

    titles = [one.inner_text() for one in slides.locator("[data-go]").all()]
    pressed("5")
    expect(slides.locator("[data-deck]")).to_have_attribute("data-typed", "5")
    pressed("Enter")
    stands_at(4)
    expect(slides.locator("[data-typed]")).to_have_count(0)
    pressed("o", "x", "ArrowLeft", "Shift+ArrowLeft")
    expect(slides.locator(".yl-index .yl-out")).to_have_text(titles[4])
    pressed("Enter")
    expect(slides.locator(".yl-index")).to_be_hidden()
    stands_at(3)
    for reloaded in (False, True):
        if reloaded:
            slides.reload()
            slides.wait_for_selector("[data-deck][data-ready]")
        pressed("Home")
        for place in (0, 1, 3, 2, 5):
            stands_at(place)
            pressed("ArrowRight")
        pressed("ArrowLeft", "ArrowLeft")
        stands_at(2)
    # Whoever is asked for it by its number is shown what was passed over.
    pressed("5", "Enter")
    stands_at(4)
    notes = slides.context.new_page()
    notes.goto(f"/present?meeting={held}&notes=1&slide=3")
    notes.wait_for_selector("[data-deck][data-ready]")
    expect(notes.locator(AT).locator(".yl-next")).to_have_text(f"下一页：{titles[5].split(maxsplit=1)[1]}")
    notes.close()
    pressed("o", "x", "Escape", "Home", "End")
    expect(slides.locator(AT)).to_have_attribute("data-key", "resolutions")
    expect(slides.locator(".yl-index .yl-out")).to_have_count(0)


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
