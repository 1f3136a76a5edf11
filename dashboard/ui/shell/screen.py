"""How large the reader's window is, as its page told the door when it was opened."""

import re
from dataclasses import dataclass

from dashboard.settings import MENU_PIXELS, OVERLAID_PIXELS, SCREEN_COOKIE
from dashboard.ui.shell import who

TOLD = re.compile(r"(\d{1,5})x(\d{1,5})")
SMALLEST, LARGEST = 280, 3840
STACKED = 640
"""Up to this width Streamlit puts columns below each other."""
WIDE = 900
"""From this width on the page's margins are wide."""
GAP = 16


@dataclass(frozen=True)
class Screen:
    """A window: width and height in pixels."""

    width: int
    height: int

    @property
    def is_narrow(self) -> bool:
        """Whether columns stand below each other."""
        return self.width <= STACKED

    @property
    def page(self) -> int:
        """How wide a page is beside its menu and between its margins, in pixels."""
        menu = MENU_PIXELS if self.width > OVERLAID_PIXELS else 0
        return self.width - menu - (80 if self.width >= WIDE else 32)


LAPTOP = Screen(1366, 768)


def seen() -> Screen:
    """The reader's window; a laptop's where its page has not told, or told nonsense."""
    told = TOLD.fullmatch(who.cookie(SCREEN_COOKIE) or "")
    if not told:
        return LAPTOP
    width, height = (min(max(int(one), SMALLEST), LARGEST) for one in told.groups())
    return Screen(width, height)
