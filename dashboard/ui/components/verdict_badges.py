"""Small pieces of pages: marks of verdicts and lists of lines."""

from collections.abc import Iterable

from markupsafe import Markup

from dashboard.charts.palette import verdict_ink, verdict_mark
from dashboard.ui import templates
from dashboard.ui.shell.style import is_dark


def mark(verdict: str) -> Markup:
    """A verdict's glyph in its colour, as HTML; say the verdict in a word beside it."""
    return _badge(verdict, None)


def verdict(code: str, words: str) -> Markup:
    """A verdict as HTML: its glyph and its words."""
    return _badge(code, words)


def items(lines: Iterable[str]) -> None:
    """A list of lines: what is `Markup` stands as it is, text is made harmless."""
    templates.draw("components/lines.html", lines=lines)


def _badge(code: str, words: str | None) -> Markup:
    colour, glyph = verdict_ink(code, dark=is_dark()), verdict_mark(code).glyph
    return templates.part("components/verdict.html", colour=colour, glyph=glyph, words=words)
