"""How pages look: rules in files beside this one; the theme's colours and the reader's words are variables.

`style.css` holds for all pages, the others for large type, for pages where much is tapped, for Chinese.
"""

from pathlib import Path

import streamlit as st

from dashboard.briefings import deck_pictures
from dashboard.charts.palette import css_variables, palette
from dashboard.i18n import _, language
from dashboard.ui.shell import large_type

NAMES = ("style", "large_type", "touch_targets", "chinese")
RULES = {name: Path(__file__).with_name(f"{name}.css").read_text(encoding="utf-8") for name in NAMES}
RULES["pictures"] = deck_pictures.RULES


def is_dark() -> bool:
    """Whether the reader's theme is dark."""
    return getattr(st.context.theme, "type", "light") == "dark"


def send() -> None:
    """The rules that hold on this page for this reader.

    They are one message: from 10 kB on Streamlit sends a browser that has it no more than its hash.
    """
    words = f'--yl-menu:"{_("Menu")}"'
    rules = [
        f":root {{{css_variables(palette(dark=is_dark()))}{words}}}\n",
        RULES["pictures"],
        RULES["style"],
    ]
    if language() == "zh":
        rules.append(RULES["chinese"])
    if large_type.is_large():
        rules.append(RULES["large_type"])
    st.html(f"<style>{''.join(rules)}</style>")


def touch_targets() -> None:
    """Make the choices of this page as large as a thumb."""
    st.html(f"<style>{RULES['touch_targets']}</style>")
