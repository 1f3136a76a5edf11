"""Entering on the way through the courtyard: hazards with their photos, meetings with who came."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import reader
from tests.pictures import picture, with_gps

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
Open = Callable[..., Page]


@pytest.fixture
def committee(new_page: Open) -> Page:
    page = new_page(viewport=PHONE)
    reader.sign_in(page, "committee-3", "/inspections")
    return page


def tap(page: Page, name: str, *, role: str = "radio") -> None:
    """Choose one of the big choices, or press a button."""
    page.get_by_role(role, name=name).first.click()
    reader.idle(page)


def press(page: Page, name: str) -> None:
    tap(page, name, role="button")


def say(page: Page, field: str, words: str) -> None:
    """Type into a field and leave it."""
    page.get_by_role("textbox", name=field).first.fill(words)
    page.keyboard.press("Tab")
    reader.idle(page)


def take(page: Page, data: bytes) -> None:
    """Choose a photo and confirm that nobody is shown in it."""
    page.locator("input[type=file]").first.set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": data}
    )
    page.get_by_text("照片里没有人脸和车牌").first.click()
    reader.idle(page)


def report(page: Page, *, photo: bytes | None = None) -> str:
    """Report clutter in a stairwell by taps alone; gives the address of its page."""
    tap(page, "报隐患")
    tap(page, "楼道堆物")
    tap(page, "2单元")
    if photo is not None:
        take(page, photo)
    press(page, "保存隐患")
    expect(page.get_by_test_id("stAlert").filter(has_text="T2026-")).to_be_visible()
    page.get_by_role("link", name="查看刚才保存的").click()
    reader.idle(page)
    expect(page.get_by_text("登记已整改")).to_be_visible()
    page.wait_for_url(re.compile(r"\?hazard=\d+"))
    return page.url.split("/", 3)[3]


def cookies(page: Page) -> dict[str, str]:
    """What the browser would send: asked beside the page, so that a 404 is no error of the page."""
    pairs = [f"{one['name']}={one['value']}" for one in page.context.cookies()]
    return {"Cookie": "; ".join(pairs)}


def overflows(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_a_hazard_from_its_first_photo_to_its_last(committee: Page, new_page: Open) -> None:
    address = report(committee, photo=with_gps(size=(900, 600)))
    expect(committee.locator(".yl-pictures img")).to_have_count(1)
    say(committee, "简单说明", "已经搬走")
    take(committee, picture(colour="green", size=(900, 600)))
    press(committee, "已改好，保存")
    photos = committee.locator(".yl-pictures img")
    expect(photos).to_have_count(2)
    for count in range(2):
        photos.nth(count).scroll_into_view_if_needed()
        loaded = "photo => photo.complete && photo.naturalWidth > 0"
        committee.wait_for_function(loaded, arg=photos.nth(count).element_handle())
        assert photos.nth(count).get_attribute("alt")
    expect(committee.get_by_text("按期整改")).to_be_visible()
    expect(committee.locator("li").filter(has_text="已经搬走")).to_be_visible()
    assert not overflows(committee)
    source = str(photos.first.get_attribute("src"))
    assert re.fullmatch(r"/photo/\d+", source)
    told_by_none(committee, source)
    leader = new_page(viewport=DESK)
    reader.sign_in(leader, "leader", f"/{address}")
    expect(leader.get_by_text("按期整改")).to_be_visible()
    assert leader.locator("img[src^='/photo']").count() == 0
    assert leader.get_by_text("已经搬走").count() == 0
    assert leader.context.request.get(source, headers=cookies(leader)).status == 404


def told_by_none(page: Page, source: str) -> None:
    """What is served of the planted photo says nothing of its taking, and is turned upright."""
    answer = page.context.request.get(source, headers=cookies(page))
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["cache-control"] == "private, no-store"
    image = Image.open(BytesIO(answer.body()))
    assert (dict(image.getexif()), image.size) == ({}, (600, 900))
    assert b"Canary" not in answer.body()


def test_a_photo_needs_the_word_that_nobody_is_shown(committee: Page) -> None:
    tap(committee, "报隐患")
    tap(committee, "楼道堆物")
    committee.locator("input[type=file]").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    expect(committee.get_by_text("照片里没有人脸和车牌")).to_be_visible()
    press(committee, "保存隐患")
    expect(committee.get_by_test_id("stAlert").filter(has_text="没有人脸和车牌")).to_be_visible()
    assert committee.get_by_text("T2026-").count() == 0
    expect(committee.get_by_text("photo.jpg")).to_be_visible()


def test_what_is_no_photo_is_told_beside_its_field(committee: Page) -> None:
    tap(committee, "报隐患")
    tap(committee, "楼道堆物")
    take(committee, b"<svg onload=alert(1)>")
    press(committee, "保存隐患")
    expect(committee.get_by_test_id("stAlert").filter(has_text="不是能打开的照片")).to_be_visible()


def test_a_round_makes_a_hazard_of_each_point_that_is_not_in_order(committee: Page) -> None:
    tap(committee, "记检查")
    tap(committee, "消防")
    committee.get_by_role("radio", name="有问题").nth(2).click()
    reader.idle(committee)
    press(committee, "其余都正常")
    expect(committee.get_by_text("8项看了8项")).to_be_visible()
    assert not overflows(committee)
    press(committee, "保存检查")
    expect(committee.get_by_test_id("stAlert").filter(has_text="I2026-")).to_be_visible()
    committee.get_by_role("link", name="消防车通道被占").click()
    reader.idle(committee)
    expect(committee.get_by_text("2026年11月3日前整改")).to_be_visible()
    expect(committee.get_by_text("消防检查发现")).to_be_visible()


def open_hazards(page: Page) -> int:
    found = re.search(r"(\d+)处隐患未整改", page.get_by_text("处隐患未整改").first.inner_text())
    assert found
    return int(found[1])


def test_a_double_click_saves_once(committee: Page) -> None:
    before = open_hazards(committee)
    tap(committee, "报隐患")
    tap(committee, "井盖破损")
    committee.get_by_role("button", name="保存隐患").dblclick()
    expect(committee.get_by_test_id("stAlert").filter(has_text="T2026-")).to_be_visible()
    reader.idle(committee)
    tap(committee, "隐患清单")
    expect(committee.get_by_text(f"{before + 1}处隐患未整改")).to_be_visible()


def test_a_stale_edit_overwrites_nothing_and_shows_both_versions(committee: Page, new_page: Open) -> None:
    address = report(committee)
    second = new_page(viewport=DESK)
    reader.sign_in(second, "office", f"/{address}")
    say(second, "简单说明", "第二人写的")
    say(committee, "简单说明", "第一人写的")
    press(committee, "已改好，保存")
    expect(second.get_by_text("第一人写的").first).to_be_visible()
    press(second, "已改好，保存")
    expect(second.get_by_test_id("stAlert").filter(has_text="没有覆盖")).to_be_visible()
    expect(second.get_by_test_id("stTable")).to_contain_text("第二人写的")
    expect(second.get_by_test_id("stTable")).to_contain_text("第一人写的")


def test_who_comes_to_a_meeting_shows_elsewhere_without_a_reload(new_page: Open) -> None:
    keeper, company = new_page(viewport=PHONE), new_page(viewport=DESK)
    reader.sign_in(keeper, "committee-3", "/meetings")
    tap(keeper, "登记会议")
    press(keeper, "保存会议")
    keeper.get_by_role("link", name="下一步").click()
    reader.idle(keeper)
    expect(keeper.get_by_text("哪些户到会")).to_be_visible()
    keeper.wait_for_url(re.compile(r"\?meeting=\d+"))
    reader.sign_in(company, "property", "/" + keeper.url.split("/", 3)[3])
    expect(company.get_by_text("还没有登记到会户")).to_be_visible()
    for room in ("101", "102", "201", "202", "301", "302", "401", "402", "501", "502", "601", "602"):
        keeper.get_by_role("button", name=room).first.click()
        reader.idle(keeper)
    expect(keeper.get_by_text("48户到会12户，离30%还差3户")).to_be_visible()
    assert not overflows(keeper)
    press(keeper, "保存名单：新增12户")
    expect(company.get_by_text("48户到会12户（25%）")).to_be_visible(timeout=15_000)
    assert company.get_by_text("601").count() == 0
    keeper.get_by_role("button", name="101").first.click()
    reader.idle(keeper)
    press(keeper, "保存名单：新增0户，取消1户")
    expect(company.get_by_text("48户到会11户（23%）")).to_be_visible(timeout=15_000)


def test_a_typed_title_leads_nowhere_and_loads_nothing(new_page: Open) -> None:
    keeper, asked = new_page(viewport=PHONE), []
    keeper.on("request", lambda request: asked.append(request.url))
    reader.sign_in(keeper, "committee-3", "/meetings")
    tap(keeper, "登记会议")
    say(
        keeper,
        "名称",
        "![](https://evil.example/a.png) [看](https://evil.example) www.evil.example a@evil.example",
    )
    press(keeper, "保存会议")
    expect(keeper.get_by_test_id("stAlert").filter(has_text="evil")).to_be_visible()
    leads = 'a[href*="//evil"], a[href*="//www.evil"], a[href^="mailto:"], img[src*="evil"]'
    assert keeper.locator(leads).count() == 0
    keeper.get_by_role("link", name="下一步").click()
    reader.idle(keeper)
    expect(keeper.get_by_test_id("stHeading").filter(has_text="[看]")).to_be_visible()
    assert keeper.locator(leads).count() == 0
    keeper.get_by_role("link", name="全部会议").click()
    reader.idle(keeper)
    expect(keeper.get_by_role("link", name="[看]").first).to_be_visible()
    assert keeper.locator(leads).count() == 0
    assert not [url for url in asked if "evil" in url]
