"""Who says so: facts and rules with the mark of their source."""

from typing import Any

import streamlit as st

from dashboard.charts import story as charts
from dashboard.i18n import N_, _, language
from dashboard.intake import facts as article
from dashboard.ui.formats import safe

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
    source = f' <span class="yl-note">{safe(law)}</span>' if law else ""
    st.html(f'<p class="yl-fact">{safe(one[language()])}{tag(one)}{source}</p>')


def legend() -> None:
    """What the four marks mean."""
    marks = [f"{charts.tag(mark(code), help_='')} {safe(_(text))}" for code, (_word, text) in MARKS.items()]
    st.html('<p class="yl-note yl-marks"><span>' + "</span> <span>".join(marks) + "</span></p>")


def mark(code: str) -> str:
    """A mark with its word: `A article`."""
    return f"{code} {_(MARKS[code][0])}"


def tag(one: dict[str, Any]) -> str:
    """A fact's mark as a small labelled tag, as HTML."""
    return charts.tag(mark(one["mark"]), help_=_(MARKS[one["mark"]][1]))


def table(heads: list[str], rows: list[list[str]]) -> None:
    """A quiet table of texts; it scrolls sideways in its own frame where it is too wide."""
    head = "<tr>" + "".join(f"<th>{safe(one)}</th>" for one in heads) + "</tr>" if heads else ""
    body = "".join("<tr>" + "".join(f"<td>{safe(one)}</td>" for one in row) + "</tr>" for row in rows)
    # Many columns keep their width on a narrow screen and scroll; few of them wrap.
    many = " yl-many" if len(heads) > 4 else ""
    st.html(f'<div class="yl-scroll" tabindex="0"><table class="yl-rule{many}">{head}{body}</table></div>')
