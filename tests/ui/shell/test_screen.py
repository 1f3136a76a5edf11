"""The size of the reader's window, as a cookie says it: whatever it says, a page is drawn."""

import pytest

from dashboard.ui.shell import screen, who
from dashboard.ui.shell.screen import LAPTOP, Screen


@pytest.mark.parametrize(
    ("told", "window"),
    [
        ("1440x900", Screen(1440, 900)),
        ("390x844", Screen(390, 844)),
        ("1x99999", Screen(280, 3840)),
        ("123456x900", LAPTOP),
        ("-1440x900", LAPTOP),
        ("1440x900; path=/", LAPTOP),
        ("1440", LAPTOP),
        ("", LAPTOP),
        (None, LAPTOP),
    ],
)
def test_the_cookie_is_believed_within_reason(monkeypatch, told, window):
    monkeypatch.setattr(who, "cookie", lambda _name: told)
    assert screen.seen() == window


@pytest.mark.parametrize(
    ("window", "page", "is_narrow"),
    [(390, 358, True), (640, 608, True), (641, 609, False), (800, 504, False), (1366, 1022, False)],
)
def test_a_page_is_what_menu_and_margins_leave(window, page, is_narrow):
    """As measured in a browser."""
    seen = Screen(window, 768)
    assert (seen.page, seen.is_narrow) == (page, is_narrow)
