"""Small pieces of pages: marks of verdicts and lists of lines."""

from collections.abc import Iterable

import streamlit as st

from dashboard.charts.palette import verdict_ink, verdict_mark
from dashboard.ui.formats import safe
from dashboard.ui.shell.style import is_dark


def mark(verdict: str) -> str:
    """A verdict's glyph in its colour, as HTML; say the verdict in a word beside it."""
    colour = verdict_ink(verdict, dark=is_dark())
    glyph = verdict_mark(verdict).glyph
    return f'<span class="yl-mark" style="color:{colour}" aria-hidden="true">{glyph}</span>'


def verdict(code: str, words: str) -> str:
    """A verdict as HTML: its glyph and its words."""
    return f"{mark(code)}<b>{safe(words)}</b>"


def items(lines: Iterable[str]) -> None:
    """A list of lines, each our HTML around harmless text."""
    st.html('<ul class="yl-list">' + "".join(f"<li>{line}</li>" for line in lines) + "</ul>")
