"""An activity on a phone: recorded, who came tapped, an hour and a half said for one of them."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import reader
from tests.browser.senior import PHONE, Finger, seen
from tests.browser.test_records import saved, written

Open = Callable[..., Page]


def test_who_took_part_and_for_how_long_is_tapped_on_a_phone(new_page: Open) -> None:
    page = new_page(**PHONE)
    finger = Finger(page)
    page.goto("/activities?do=new")
    finger.sign_in("committee-5")
    finger.tap("志愿服务", "radio")
    written(page, "活动名称", "清扫楼道")
    finger.tap("保存")
    finger.tap("查看刚才保存的", "link")
    expect(page.get_by_text("24户中0户参加")).to_be_visible()
    for room in ("101", "202"):
        finger.tap(room, "button")
    saved(finger, "保存名单：新增2户")
    expect(page.get_by_text("24户中2户参加")).to_be_visible()

    finger.tap("2单元", "radio")
    finger.tap("101", "radio")
    if not page.get_by_text("做了多久？").is_visible():
        seen(page.get_by_role("radio").filter(has_text="*")).tap()
        reader.idle(page)
    finger.tap("1个半小时", "radio")
    saved(finger, "保存时长")
    expect(page.get_by_text("1人参加志愿服务，共1个半小时")).to_be_visible()
    expect(page.get_by_text("24户中3户参加")).to_be_visible()
    finger.unfold("谁服务了多久（1人）")
    expect(page.get_by_text("2-101").first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["viewport"]["width"]
