"""Who says so: facts and rules with the mark of their source."""

from typing import Any

from markupsafe import Markup

from dashboard.i18n import N_, _, language
from dashboard.intake import facts as article
from dashboard.ui import templates

MARKS = {
    "A": (N_("article"), N_("stated in the founding article, told in our own words")),
    "L": (N_("law"), N_("a law or standard, checked in its text")),
    "K": (N_("known"), N_("common knowledge, not checked in a primary source: a proposal")),
    "D": (N_("ours"), N_("our own decision: a proposal, never law")),
}
"""By the mark of a fact."""


def fact(key: str) -> None:
    """A fact on a line of its own, with the mark of who says so and the law's name."""
    one = article.fact(key)
    law = one.get("law", {}).get(language(), "")
    templates.draw("components/fact.html", fact=one[language()], mark=_explained(one), law=law)


def legend() -> None:
    """What the four marks mean."""
    marks = [{"word": mark(code), "help": "", "text": _(text)} for code, (_word, text) in MARKS.items()]
    templates.draw("components/source_marks.html", marks=marks)


def mark(code: str) -> str:
    """A mark with its word: `A article`."""
    return f"{code} {_(MARKS[code][0])}"


def tag(one: dict[str, Any]) -> Markup:
    """A fact's mark as a small labelled tag, as HTML."""
    return templates.part("components/source_mark.html", mark=_explained(one))


def _explained(one: dict[str, Any]) -> dict[str, str]:
    """A fact's mark and what it means."""
    return {"word": mark(one["mark"]), "help": _(MARKS[one["mark"]][1])}


def table(heads: list[str], rows: list[list[str]]) -> None:
    """A quiet table of texts; it scrolls sideways in its own frame where it is too wide."""
    # Many columns keep their width on a narrow screen and scroll; few of them wrap.
    templates.draw("components/text_table.html", heads=heads, rows=rows, many=len(heads) > 4)
