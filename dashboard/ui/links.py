"""Links between pages: every number leads to its indicator, every indicator to its rows."""

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard.settings import ROOT
from dashboard.ui.shell import FILES
from dashboard.ui.words import plain

__all__ = ["href", "plain", "to"]


def to(address: str, label: str, **query: Any) -> None:
    """A link to a page of ours, followed without loading the app again; `query` becomes its filters.

    `label` is Markdown: pass typed text through `plain`.
    """
    st.page_link(ROOT / "pages" / FILES[address], label=label, query_params=_given(query))


def href(address: str, **query: Any) -> str:
    """The same as an address, for our own HTML (`target="_self"`); it loads the app anew."""
    asked = urlencode(_given(query))
    return f"/{address}?{asked}" if asked else f"/{address}"


def _given(query: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in query.items() if value not in (None, "")}
