"""One matter under one number: registered, a task, done, closed, and the resident's own word by a slip."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import reader
from tests.browser.test_thread import register, tap

PHONE = {"width": 390, "height": 844}


def test_a_matter_is_followed_from_the_request_to_the_residents_word(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=PHONE)
    reader.sign_in(page, "committee-3", "/register")
    number = register(page)
    page.goto(f"/thread?number={number}")
    reader.idle(page)
    page.get_by_role("link", name="在这件事里派任务").click()
    reader.idle(page)
    expect(page.get_by_text(f"属于事项T{number[1:]}")).to_be_visible()
    page.get_by_role("textbox", name="要办什么").fill("补好三单元屋面")
    page.keyboard.press("Tab")
    reader.idle(page)
    reader.choose(page, "谁来办", "示范物业公司")
    page.get_by_role("spinbutton", name="year, 什么时候办好").click()
    page.keyboard.type("20261110")
    page.keyboard.press("Tab")
    reader.idle(page)
    tap(page, "保存")
    expect(page.get_by_test_id("stAlert").filter(has_text="K2026-")).to_be_visible()
    closed(page, number)
    answered(page, number, new_page(viewport=PHONE, java_script_enabled=False))
    page.goto(f"/thread?number={number}")
    reader.idle(page)
    line = page.locator("ol.yl-thread")
    for step in (
        "居民诉求：屋顶外墙漏水",
        "任务：补好三单元屋面",
        "任务完成",
        "承办方办结",
        "居民说：已解决",
    ):
        expect(line).to_contain_text(step)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def closed(page: Page, number: str) -> None:
    """The task is done in two taps, the request closed."""
    page.goto("/follow-up")
    reader.idle(page)
    card = page.locator("[class*=st-key-promise-]").filter(has_text="补好三单元屋面")
    card.get_by_role("button", name="✓ 办好了").click()
    reader.idle(page)
    tap(page, "保存：办好了")
    expect(page.get_by_text("补好三单元屋面")).to_have_count(0)
    page.goto(f"/requests?find={number}")
    reader.idle(page)
    page.get_by_role("tab", name="办结").click()
    page.get_by_role("textbox", name="做了什么").last.fill("已补好屋面")
    tap(page, "办结这件诉求")


def answered(page: Page, number: str, resident: Page) -> None:
    """A slip is made for the resident, who answers on a phone without scripts."""
    page.get_by_role("tab", name="回访").click()
    page.get_by_role("link", name="给居民的单子或链接").click()
    page.get_by_role("button", name="生成单子").click()
    expect(page.locator("article")).to_contain_text(number)
    resident.goto("http://" + str(page.locator(".address").text_content()))
    resident.get_by_text("解决了", exact=True).click()
    resident.get_by_text("满意", exact=True).click()
    resident.get_by_role("button", name="提交").click()
    expect(resident.get_by_role("heading", name="谢谢您，已经保存")).to_be_visible()
