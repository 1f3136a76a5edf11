"""A committee member with large type on a phone: what is tapped is counted."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

from tests.browser import reader

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537.36 MicroMessenger/8.0.50",
}
"""As WeChat's browser on a phone presents itself."""


class Finger:
    """Taps what can be seen, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, name: str, role: str = "button") -> None:
        """Tap the first visible thing of that name in the page itself."""
        place = self.page.get_by_test_id("stMain").get_by_role(role, name=name)
        seen(place).tap()
        self.taps += 1
        reader.idle(self.page)

    def unfold(self, name: str) -> None:
        """Open the fold of that name."""
        summary = seen(self.page.locator("summary").filter(has_text=name))
        summary.tap()
        self.taps += 1
        reader.grown(summary)

    def sign_in(self, persona: str) -> None:
        """Tap the persona at the door."""
        self.page.tap(f'button[value="{persona}"]')
        self.taps += 1
        reader.idle(self.page)


def seen(place: Locator) -> Locator:
    """The first of several that is not hidden; waits until there is one."""
    visible = place.filter(visible=True).first
    visible.wait_for()
    return visible


def with_large_type(new_page: Callable[..., Page], **options: object) -> Page:
    """A stranger's page at the door, large type chosen."""
    page = new_page(**(PHONE | options))
    page.goto("/view/large")
    page.wait_for_url("**/sign-in")
    return page


def onward(finger: Finger, step: int) -> None:
    """Go on to the screen of that number."""
    finger.tap("下一步")
    seen(finger.page.get_by_text(f"第{step}步"))


def leaking_roof(finger: Finger) -> None:
    """From the door to the read-back of a leaking roof."""
    finger.sign_in("committee-1")
    finger.tap("登记诉求", "link")
    finger.tap("屋顶外墙漏水", "radio")
    finger.tap("楼顶", "radio")
    finger.tap("2单元", "radio")
    onward(finger, 2)
    onward(finger, 3)
