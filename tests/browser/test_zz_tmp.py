from playwright.sync_api import expect
from tests.browser.reader import idle


def test_real(signed_in):
    page = signed_in("leader")
    page.screenshot(path="/tmp/shots/real.png")
    page.goto("/sign-out")
    page.screenshot(path="/tmp/shots/real-out.png")


def test_committee(new_page):
    page = new_page(viewport={"width": 390, "height": 844}, locale="en")
    page.goto("/sign-in?lang=en&next=/requests")
    page.screenshot(path="/tmp/shots/real-in.png", full_page=True)
    page.click('button[value="committee-3"]')
    idle(page)
    page.screenshot(path="/tmp/shots/real2.png")
