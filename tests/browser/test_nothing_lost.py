"""Nothing that was typed is lost: reloads, cut connections, two who edit the same."""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from dashboard.settings import ROOT
from tests.browser import reader

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
Open = Callable[..., Page]
RESTORED = "已恢复您"
SCRIPT = (ROOT / "dashboard/static/unsent.js").read_text()
EVERY = int(re.findall(r"const EVERY = (\d+);", SCRIPT)[0])
"""Milliseconds after which the page sends what somebody is still typing, over and over."""


@pytest.fixture
def committee(new_page: Open) -> Page:
    page = new_page(viewport=PHONE)
    reader.sign_in(page, "committee-3", "/register")
    return page


def tap(page: Page, name: str, *, role: str = "radio") -> None:
    page.get_by_role(role, name=name).first.click()
    reader.idle(page)


def words(page: Page) -> Locator:
    return page.get_by_role("textbox", name="简单说明")


def sent(page: Page, text: str) -> None:
    """Wait until the server has read a text back."""
    expect(page.locator(".yl-back")).to_contain_text(text)
    reader.idle(page)


def its_turn_passes(page: Page) -> None:
    """Wait until the page has had its turn to send what is typed.

    That nothing comes of it is what is asserted: there is nothing to be seen, so the time itself is waited,
    by the page's own clock, whose turns come late where the machine is busy.
    """
    page.evaluate("time => new Promise(done => setTimeout(done, time))", EVERY + 200)


def restored(page: Page) -> Locator:
    return page.get_by_test_id("stCaptionContainer").filter(has_text=RESTORED)


def test_a_reload_while_typing_loses_less_than_ten_seconds(committee: Page) -> None:
    tap(committee, "水管")
    field = words(committee)
    field.press_sequentially("三楼水管漏", delay=30)
    # The field is not left: what is typed goes of itself, and the caret stays.
    sent(committee, "三楼水管漏")
    for _key in range(2):
        field.press("ArrowLeft")
    its_turn_passes(committee)
    field.press_sequentially("的", delay=30)
    expect(field).to_have_value("三楼水的管漏")
    expect(field).to_be_focused()
    sent(committee, "三楼水的管漏")
    committee.reload()
    reader.idle(committee)
    expect(words(committee)).to_have_value("三楼水的管漏")
    expect(committee.get_by_role("radio", name="水管")).to_be_checked()
    expect(restored(committee)).to_be_visible()
    tap(committee, "重新填写", role="button")
    expect(words(committee)).to_have_value("")
    committee.reload()
    reader.idle(committee)
    expect(words(committee)).to_have_value("")
    expect(restored(committee)).to_have_count(0)


def test_a_chinese_word_is_not_sent_before_it_is_chosen(committee: Page) -> None:
    tap(committee, "水管")
    field = words(committee)
    # What is sent tells that the page has just had its turn: the next is not before the word is begun.
    field.press_sequentially("要", delay=20)
    sent(committee, "要")
    field.press_sequentially("修", delay=20)
    keys: CDPSession = committee.context.new_cdp_session(committee)
    keys.send("Input.imeSetComposition", {"text": "lou", "selectionStart": 3, "selectionEnd": 3})
    its_turn_passes(committee)
    expect(field).to_have_value("要修lou")
    expect(committee.locator(".yl-back")).not_to_contain_text("修")
    keys.send("Input.insertText", {"text": "楼"})
    expect(field).to_have_value("要修楼")
    sent(committee, "要修楼")
    expect(field).to_be_focused()


def test_what_is_typed_is_not_anothers_and_goes_when_it_is_saved(committee: Page, new_page: Open) -> None:
    for name in ("水管", "院内"):
        tap(committee, name)
    words(committee).fill("只给自己看")
    sent(committee, "只给自己看")
    other = new_page(viewport=PHONE)
    reader.sign_in(other, "committee-3", "/register")
    expect(words(other)).to_have_value("")
    expect(restored(other)).to_have_count(0)
    second = committee.context.new_page()
    second.goto("/register")
    reader.idle(second)
    expect(words(second)).to_have_value("只给自己看")
    tap(second, "保存诉求", role="button")
    expect(second.get_by_test_id("stAlert").filter(has_text="R2026-")).to_be_visible()
    committee.reload()
    reader.idle(committee)
    expect(words(committee)).to_have_value("")


class Line:
    """The page's socket, which can be cut and mended."""

    def __init__(self, page: Page) -> None:
        self.open: list[Any] = []
        self.broken = False
        page.route_web_socket(re.compile("/_stcore/stream"), self._through)

    def _through(self, socket: Any) -> None:
        if self.broken:
            socket.close()
            return
        socket.connect_to_server()
        self.open.append(socket)

    def cut(self) -> None:
        self.broken = True
        while self.open:
            self.open.pop().close()


@pytest.mark.parametrize("delay", [0, 60, 1000])
def test_a_connection_cut_while_saving_saves_once(
    browser: Browser, server: str, demo: Path, delay: int
) -> None:
    # Streamlit complains in the console about the missing connection: that is no fault here.
    with reader.reading(browser, server, viewport=PHONE) as (page, _watch):
        line = Line(page)
        reader.sign_in(page, "committee-3", "/register")
        for name in ("水管", "院内"):
            tap(page, name)
        text = f"断线{delay}"
        words(page).fill(text)
        sent(page, text)
        page.get_by_role("button", name="保存诉求").click()
        # At once, in the middle of saving and after it: the time is what is tried, nothing is waited for.
        page.wait_for_timeout(delay)
        line.cut()
        page.wait_for_selector('[data-test-connection-state]:not([data-test-connection-state="CONNECTED"])')
        line.broken = False
        # Streamlit knocks again after longer and longer waits, then asks for the page anew.
        page.wait_for_selector('[data-test-connection-state="CONNECTED"]', timeout=90_000)
        reader.idle(page)
        receipt = page.get_by_text("受理编号R2026-")
        # Either it was saved and is told, or it was not and the words are there: what stands on the page at
        # this moment may still be the answer to what was asked before the cut.
        if not saved(demo, text):
            expect(words(page)).to_have_value(text)
            page.get_by_role("button", name="保存诉求").click()
        expect(receipt).to_be_visible()
    assert saved(demo, text) == 1


def saved(demo: Path, text: str) -> int:
    """Requests with these words, counted beside the page."""
    with sqlite3.connect(demo) as database:
        return int(database.execute("SELECT count(*) FROM request WHERE summary = ?", (text,)).fetchone()[0])


def correct(page: Page, note: str) -> None:
    """Fill in the correction of the hazard on the page."""
    reader.unfold(page, "填错了：更正")
    for field, text in (("note", note), ("reason", "写错了")):
        page.locator(f'[class*="st-key-correct-hazard-"][class*="-{field}"] :is(textarea,input)').fill(text)
        page.keyboard.press("Tab")
        reader.idle(page)


def test_tapped_homes_come_back_after_a_reload_and_can_be_let_go(new_page: Open) -> None:
    page = new_page(viewport=PHONE)
    reader.sign_in(page, "committee-3", "/activities?do=new")
    tap(page, "志愿服务")
    page.get_by_role("textbox", name="活动名称").fill("扫院子")
    tap(page, "保存", role="button")
    page.get_by_role("link", name="查看刚才保存的").click()
    reader.idle(page)
    tap(page, "101", role="button")
    one_more = page.get_by_role("button", name="保存名单：新增1户")
    expect(one_more).to_be_visible()
    page.reload()
    expect(one_more).to_be_visible()
    tap(page, "重新填写", role="button")
    expect(page.get_by_role("button", name="保存名单", exact=True)).to_be_visible()


def test_of_two_who_correct_the_same_the_second_chooses(new_page: Open) -> None:
    first, second = new_page(viewport=DESK), new_page(viewport=PHONE)
    reader.sign_in(first, "office", "/inspections")
    first.get_by_role("link", name=re.compile(r"查看 ?[TH]\d")).first.click()
    reader.idle(first)
    first.wait_for_url(re.compile(r"\?hazard=\d+"))
    reader.idle(first)
    reader.sign_in(second, "office", "/" + first.url.split("/", 3)[3])
    correct(first, "第一人写的")
    correct(second, "第二人写的")
    tap(first, "保存更正", role="button")
    expect(second.get_by_text("第一人写的").first).to_be_attached(timeout=15_000)
    tap(second, "保存更正", role="button")
    expect(second.get_by_test_id("stAlert").filter(has_text="没有覆盖")).to_be_visible()
    note = second.locator('[class*="st-key-correct-hazard-"][class*="-note"] textarea')
    expect(note).to_have_value("第二人写的")
    second.get_by_text("现在保存的：第一人写的").click()
    reader.idle(second)
    expect(note).to_have_value("第一人写的")
    second.get_by_text("您填写的：第二人写的").click()
    reader.idle(second)
    expect(note).to_have_value("第二人写的")
    tap(second, "保存更正", role="button")
    expect(second.get_by_test_id("stAlert").filter(has_text="没有覆盖")).to_have_count(0)
    expect(first.get_by_text("第一人写的 → 第二人写的").first).to_be_attached(timeout=15_000)
