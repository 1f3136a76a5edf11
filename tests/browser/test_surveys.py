"""A survey from the office's screen to a household's phone: a slip printed, its sheet answered once."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0 "
    "Mobile Safari/537.36 MicroMessenger/8.0.16"
)
Open = Callable[..., Page]


@pytest.fixture
def printed(new_page: Open) -> Page:
    """The office has made a survey of courtyard 3 and stands before its slips."""
    page = new_page(viewport=DESK)
    reader.sign_in(page, "office", "/surveys?do=create")
    page.get_by_role("radio", name="每一户").click()
    reader.idle(page)
    reader.choose(page, "院落", "3号院")
    page.get_by_role("button", name="保存问卷").click()
    reader.idle(page)
    page.get_by_role("link", name="打开这次问卷").click()
    reader.idle(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="打印带二维码的单子").click()
    slips = opened.value
    slips.get_by_role("button", name="生成单子").click()
    expect(slips.locator("article").first).to_be_visible()
    return slips


def left(slip: Locator) -> float:
    box = slip.bounding_box()
    assert box is not None
    return box["x"]


def test_a_household_answers_from_its_slip_once_and_without_scripts(printed: Page, new_page: Open) -> None:
    assert printed.locator("article").count() > 20
    link = "http://" + str(printed.locator(".address").first.text_content())
    page = new_page(viewport=PHONE, java_script_enabled=False, user_agent=WECHAT, locale="zh-CN")
    asked = set()
    page.on("requestfinished", lambda request: asked.add(request.all_headers().get("referer")))
    page.on("request", lambda request: asked.add(request.headers.get("referer")))
    page.goto(link)
    assert page.locator("body").bounding_box()["width"] <= PHONE["width"]
    for choice in page.locator(".choice").all():
        box = choice.bounding_box()
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= PHONE["width"]
    # By keyboard: into the first group, one on, out to the next.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="更好了")).to_be_checked()
    page.get_by_role("group", name="总的来说").get_by_role("radio", name="8").check()
    page.get_by_role("group", name="安全").get_by_text("比较安全").click()
    expect(page.get_by_role("radio", name="比较安全")).to_be_checked()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="谢谢您，已经保存")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="这张单子已经用过了")).to_be_visible()
    assert page.context.cookies() == []
    assert asked == {None}


def test_the_sheet_is_free_of_findings_in_both_languages_light_and_dark(
    printed: Page, new_page: Open
) -> None:
    link = "http://" + str(printed.locator(".address").nth(1).text_content())
    for language in ("zh", "en"):
        for scheme in ("light", "dark"):
            page = new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)
            page.goto(f"{link}?lang={language}")
            told = Axe().run(page).response["violations"]
            assert [one["id"] for one in told if one["impact"] in ("serious", "critical")] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_slips_fill_a_page_of_paper_each_whole(printed: Page) -> None:
    expect(printed.get_by_text("本页不能再次打开")).to_be_visible()
    # Nothing is cut off, neither by its slip nor by the edge of the paper.
    over = "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).length"
    assert printed.locator("article").evaluate_all(over) == 0
    rows = printed.locator("article").all()[:8]
    assert [left(one) < left(two) for one, two in pairwise(rows)][::2] == [True] * 4
    count = printed.locator("article").count()
    pdf = printed.pdf(prefer_css_page_size=True, print_background=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == -(-count // 8)
    assert {(round(float(width)), round(float(height))) for width, height in sizes} <= {
        (595, 842),
        (596, 842),
    }
