"""A meeting on paper as Chromium prints it: the pack, the handout; and the minutes from its page."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pymupdf
import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect
from pptx import Presentation

from tests import lookups
from tests.browser import axe, reader
from tests.office import text

A4 = (595, 842)
PROJECTOR = {"width": 1920, "height": 1080}
SAID = {
    "zh": ("今天要定的事", "上次承诺的事", "居民得到了什么", "协议履行率", "签字", "2026年10月31日更正"),
    "en": (
        "What is to be decided today",
        "What we promised last time",
        "Agreements kept",
        "Corrected 31 Oct",
    ),
}
SPILT = """
() => [...document.querySelectorAll('.frame .body, .frame')]
  .filter(one => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
  .map(one => one.closest('.frame').querySelector('h2').textContent)
"""
"""The slides of a handout that do not fit into their frames."""


def printed(page: Page, address: str) -> pymupdf.Document:
    """What a printer would get."""
    page.goto(address)
    page.emulate_media(media="print")
    page.evaluate("document.fonts.ready")
    made = pymupdf.open("pdf", page.pdf(prefer_css_page_size=True))
    assert {(round(one.rect.width), round(one.rect.height)) for one in made} == {A4}
    return made


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pack_is_printed_on_five_sheets(signed_in: Callable[..., Page], held: int, language: str) -> None:
    made = printed(signed_in("office"), f"/pack/{held}?lang={language}")
    assert len(made) == 5
    whole = text(made)
    assert [one for one in SAID[language] if "".join(one.split()) not in whole] == []
    assert [f"{no}/5" in "".join(one.get_text().split()) for no, one in enumerate(made, start=1)] == [
        True
    ] * 5
    # Nothing but black and grey is needed to read it.
    assert _colours(made) == set()


def _colours(made: pymupdf.Document) -> set[tuple[float, ...]]:
    """Every colour of lines, fields and letters that is neither black, white nor grey."""
    drawn = [one for page in made for one in page.get_drawings()]
    assert drawn
    found = [one[name] for one in drawn for name in ("color", "fill") if one[name]]
    found += [span["color"] for page in made for span in page.get_texttrace()]
    return {one for one in found if len(set(one)) > 1}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("meeting", ["{held}", "{ahead}"])
def test_the_handout_holds_three_slides_on_a_sheet_without_colour(
    signed_in: Callable[..., Page], filled: Path, language: str, meeting: str
) -> None:
    page = signed_in("office")
    made = printed(page, lookups.named(f"/handout/{meeting}?lang={language}", filled))
    frames = page.locator(".frame").count()
    assert frames > 12
    assert len(made) == -(-frames // 3)
    assert page.evaluate(SPILT) == []
    assert _colours(made) == set()
    draft = {"zh": "草稿", "en": "Draft"}[language]
    assert (draft in text(made)) is (meeting == "{ahead}")


def test_minutes_slides_and_papers_are_at_hand_on_the_meetings_page(
    signed_in: Callable[..., Page], held: int, tmp_path: Path
) -> None:
    page = signed_in("leader", f"/meetings?meeting={held}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="会议纪要（Word）").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == f"minutes-2026-08-16-{held}.docx"
    document = Document(BytesIO(file.read_bytes()))
    assert document.paragraphs[0].text == "2026年第3季度三方联席会纪要"
    # A leader is told bodies, never who.
    assert "*" not in "".join(one.text for one in document.paragraphs)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="幻灯片（PowerPoint）").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == f"slides-2026-08-16-{held}.pptx"
    titles = [one.shapes.title.text_frame.text for one in Presentation(str(file)).slides]
    assert titles[0] == "2026年第3季度三方联席会"
    assert "上次承诺的事" in titles
    page.get_by_role("link", name="🖨 打印会议材料").click()
    expect(page.get_by_role("heading", name="今天要定的事")).to_be_visible()
    assert axe.found(page) == []
    page.get_by_role("link", name="幻灯片讲义").click()
    expect(page.locator(".frame").first).to_be_visible()
    assert axe.found(page) == []


def test_the_presenter_finds_the_handout(signed_in: Callable[..., Page], held: int) -> None:
    page = signed_in("office", f"/present?meeting={held}")
    page.wait_for_selector("[data-deck][data-ready]")
    page.get_by_role("link", name="讲义").click()
    expect(page.locator(".frame")).not_to_have_count(0)
    page.get_by_role("link", name="返回").first.click()
    reader.idle(page)
    expect(page.get_by_role("heading", name="2026年第3季度三方联席会")).to_be_visible()


def test_before_the_close_there_are_no_minutes_to_take(signed_in: Callable[..., Page], ahead: int) -> None:
    page = signed_in("office", f"/meetings?meeting={ahead}")
    expect(page.get_by_text("会议结束后可下载纪要。")).to_be_visible()
    expect(page.get_by_role("button", name="会议纪要（Word）")).to_have_count(0)


WORDS = """
() => [...document.querySelectorAll('[data-slide]')].map(slide => [
  ...slide.querySelectorAll('h2, .yl-said, td, .yl-more, .yl-live li, footer')
].map(one => one.textContent.replace(/\\s+/g, '')))
"""
"""What each slide says, in the order of the slides."""


def test_slides_from_a_stick_are_turned_by_keys_and_printed_without_any_server(
    page: Page, browser: Browser, held: int, tmp_path: Path
) -> None:
    page.goto("/language/en")  # its lines are longer
    reader.sign_in(page, "office", f"/meetings?meeting={held}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Slides (one file for a stick)").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == f"slides-2026-08-16-{held}.html"
    asked, problems = [], []
    with browser.new_context(viewport=PROJECTOR, offline=True) as context:
        context.on("request", lambda request: asked.append(request.url))
        context.on("console", lambda message: problems.append(message.text))
        context.on("weberror", lambda error: problems.append(str(error.error)))
        slides = context.new_page()
        slides.goto(file.as_uri())
        on = slides.locator("[data-slide].yl-on")
        whole = slides.locator("[data-slide]").count()
        assert whole > 12
        for place in range(whole):
            expect(on).to_have_attribute("data-slide", str(place))
            slides.keyboard.press("PageDown")
        expect(on.locator("li")).not_to_have_count(0)
        slides.keyboard.press("Escape")
        slides.reload()
        expect(on).to_have_attribute("data-slide", str(whole - 1))
        faces = slides.evaluate("document.fonts.ready.then(all => [...all].map(one => one.status))")
        assert faces == ["loaded", "loaded"]
        said = slides.evaluate(WORDS)
        made = pymupdf.open("pdf", slides.pdf(prefer_css_page_size=True))
        expect(on).to_have_attribute("data-slide", str(whole - 1))
    assert problems == []
    assert {one for one in asked if not one.startswith("data:")} == {file.as_uri()}
    assert len(made) == whole
    for words, sheet in zip(said, made, strict=True):
        drawn = "".join(sheet.get_text().split())
        assert [one for one in words if one not in drawn] == []
