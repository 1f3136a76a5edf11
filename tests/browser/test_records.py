"""A dispute from its first word to the kept agreement, by taps in large type on a phone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import reader
from tests.browser.senior import Finger, onward, seen, with_large_type

Open = Callable[..., Page]


def written(page: Page, name: str, words: str) -> None:
    seen(page.get_by_role("textbox", name=name)).fill(words)


def saved(finger: Finger, name: str) -> None:
    finger.tap(name)
    expect(finger.page.get_by_test_id("stToast").filter(has_text="已保存").first).to_be_visible()
    reader.idle(finger.page)


def test_a_dispute_is_told_kept_corrected_withdrawn_and_brought_back(new_page: Open) -> None:
    page = with_large_type(new_page)
    finger = Finger(page)
    finger.sign_in("committee-3")
    finger.tap("登记一起纠纷", "link")
    finger.tap("噪音", "radio")
    onward(finger, 2)
    expect(page.locator(".yl-back").filter(visible=True)).to_contain_text(re.compile("3号院，.*日，🔊 噪音"))
    finger.tap("保存")
    expect(page.get_by_test_id("stAlert").filter(has_text="M2026-")).to_be_visible()
    assert finger.taps <= 6

    finger.tap("查看刚才保存的", "link")
    finger.tap("达成协议", "radio")
    finger.tap("今天", "radio")
    saved(finger, "保存")
    expect(page.get_by_text("结果怎样：🤝 达成协议", exact=True)).to_be_visible()

    finger.unfold("填错了：更正")
    finger.tap("漏水", "radio")
    written(page, "为什么更正？", "听错了")
    saved(finger, "保存更正")
    expect(page.get_by_text("为了什么事：💧 漏水")).to_be_visible()
    saved(finger, "撤回上一次修改")
    expect(page.get_by_text("为了什么事：🔊 噪音").first).to_be_visible()
    finger.unfold("修改记录（4）")
    expect(page.get_by_text("理由：听错了")).to_be_visible()
    expect(page.get_by_text("3号院 · 院落自治小组：更正")).to_be_visible()

    finger.unfold("不该有这一条：撤下")
    written(page, "为什么？", "重复登记")
    finger.tap("不该有这一条：撤下")
    finger.unfold("已撤下1条")
    expect(page.get_by_text("重复登记")).to_be_visible()
    saved(finger, "恢复")
    expect(page.locator("summary").filter(has_text="已撤下")).to_have_count(0)
