"""How values are written for the reader: days, instants, names of courtyards, text that somebody typed."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

from dashboard.clock import SHANGHAI
from dashboard.i18n import language
from dashboard.indicators.sentences import day_words, when_words

BARE_ADDRESS = re.compile(r"https?:(?=//)|www(?=\.)|@", re.IGNORECASE)


def courtyard(one: dict[str, Any]) -> str:
    """A courtyard's name."""
    return str(one[f"name_{language()}"])


def day(one: date | None) -> str:
    """`2026年10月3日` / `3 Oct 2026`; a dash for none."""
    return day_words(one)


def when(meeting: Mapping[str, Any]) -> str:
    """A meeting's day and the hour at which it begins, where one was said."""
    return when_words(meeting)


def instant(one: datetime) -> str:
    """A day and a time of day in Shanghai."""
    local = one.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M}"


def safe(text: Any) -> Markup:
    """Typed text, harmless inside our HTML."""
    return escape(str(text))


def plain(text: Any) -> str:
    """Typed text as Markdown that shows just these characters: no picture, no link, no format."""
    # Streamlit makes links of bare addresses when the backslashes are gone: an unseen word joiner parts them.
    parted = BARE_ADDRESS.sub(lambda found: f"{found[0]}\u2060", str(text))
    return "".join(f"\\{one}" if one in "\\`*_{}[]()<>#+-.!|~$:&=^" else one for one in parted)
