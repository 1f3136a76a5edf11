"""Large type on a phone: few taps, large targets, nothing cut, nothing lost; and the same by keyboard."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import reader
from tests.browser.senior import Finger, leaking_roof, onward, seen, with_large_type
from tests.pictures import picture

Open = Callable[..., Page]


def test_a_leaking_roof_takes_eight_taps(new_page: Open) -> None:
    page = with_large_type(new_page)
    begun, finger = time.monotonic(), Finger(page)
    leaking_roof(finger)
    expect(page.locator(".yl-back").filter(visible=True)).to_contain_text("1号院，屋顶外墙漏水，楼顶，2单元")
    finger.tap("保存诉求")
    expect(page.get_by_test_id("stAlert").filter(has_text="R2026-")).to_be_visible()
    assert finger.taps <= 8
    # What the machine takes of the minute; the rest is for reading.
    assert time.monotonic() - begun < 60


def test_nothing_is_lost_between_the_screens(new_page: Open) -> None:
    page = with_large_type(new_page)
    finger = Finger(page)
    finger.sign_in("committee-3")
    finger.tap("登记诉求", "link")
    finger.tap("下一步")
    expect(page.get_by_test_id("stAlert").filter(has_text="请填写", visible=True).first).to_be_visible()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    page.get_by_text("照片里没有人脸和车牌").first.click()
    reader.idle(page)
    finger.tap("水管下水道", "radio")
    finger.tap("院内", "radio")
    onward(finger, 2)
    seen(page.get_by_role("textbox", name="简单说明")).fill("井边一直冒水")
    page.get_by_text("代填").filter(visible=True).first.tap()
    seen(page.get_by_role("textbox", name="反映人")).fill("王阿姨")
    onward(finger, 3)
    told = page.locator(".yl-back").filter(visible=True)
    expect(told).to_contain_text("井边一直冒水，王阿姨反映")
    finger.tap("改一改")
    expect(page.get_by_role("radio", name="水管下水道")).to_be_checked()
    expect(page.get_by_text("photo.jpg")).to_be_visible()
    onward(finger, 2)
    onward(finger, 3)
    finger.tap("保存诉求")
    expect(page.get_by_test_id("stAlert").filter(has_text="R2026-")).to_be_visible()
    finger.tap("查看刚才保存的", "link")
    expect(page.locator(".yl-pictures img")).to_have_count(1)
    expect(page.get_by_text("井边一直冒水").first).to_be_visible()


def test_the_choice_holds_and_can_be_taken_back(new_page: Open) -> None:
    page = with_large_type(new_page)
    reader.sign_in(page, "committee-1", "/requests")
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    seen(page.get_by_test_id("stMain").get_by_role("link", name="标准版")).tap()
    reader.idle(page)
    expect(page.get_by_test_id("stMain").get_by_role("link", name="长辈版")).to_be_visible()
    assert page.url.endswith("/requests")


def test_a_card_opens_its_story_wherever_it_is_tapped(new_page: Open) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    reader.sign_in(page, "committee-3", "/requests")
    card = page.locator("[class*=st-key-card-]").first
    expect(card).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_be_hidden()
    card.click(position={"x": 20, "y": 20})
    page.wait_for_url("**/requests?request=*")
    expect(page.get_by_role("link", name="全部诉求")).to_be_visible()


def test_a_request_is_registered_by_keyboard_alone(new_page: Open) -> None:
    page = new_page(viewport={"width": 720, "height": 450})
    page.goto("/sign-in?next=/register")
    to(page, "document.activeElement.value === 'committee-2'")
    page.keyboard.press("Enter")
    reader.idle(page)
    page.get_by_role("radio", name="屋顶外墙漏水").wait_for()
    for words in ("什么事", "在哪里"):
        to(page, f"document.activeElement.closest('[role=radiogroup]')?.ariaLabel.includes('{words}')")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        reader.idle(page)
        assert outlined(page)
    to(page, "document.activeElement.textContent.includes('保存诉求')")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stAlert").filter(has_text="R2026-")).to_be_visible()


def to(page: Page, here: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(here):
            return
    raise AssertionError(f"the keyboard does not lead there: {here}")


def outlined(page: Page) -> bool:
    """Whether one sees where the focus is."""
    ring = "(style => style.outlineStyle !== 'none' || style.boxShadow !== 'none')"
    return bool(page.evaluate(f"{ring}(getComputedStyle(document.activeElement))"))
