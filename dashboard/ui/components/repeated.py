"""Parts of a page that are the same for all of a role: drawn for the first reader, repeated for others."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st

from dashboard import clock
from dashboard.i18n import language
from dashboard.ui import cache
from dashboard.ui.shell import large_type, style, who

P = ParamSpec("P")
KEPT = 512
"""Parts held in memory; one is some 30 kB."""


def repeated(of: Callable[..., Hashable]) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Let a function that draws a part be run once for a revision of the facts, a day, a role and a look.

    `of` gives what else the part depends on, of its arguments and of the address. What is drawn must be
    nothing but text, links and pictures: no field, no button, and nothing of one reader alone.
    """

    def part(draw: Callable[P, None]) -> Callable[P, None]:
        @wraps(draw)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
            by = who.principal()
            reader = (by.kind, by.role, by.courtyard_id, by.organisation_id, by.is_admin)
            look = (language(), style.is_dark(), large_type.is_large())
            facts = (cache.at_revision(), clock.today(), of(*args, **kwargs))
            _repeat(repr((draw.__module__, draw.__qualname__, reader, look, facts)), draw, args, kwargs)

        return drawn

    return part


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _repeat(key: str, _draw: Callable[..., None], _args: Any, _kwargs: Any) -> None:  # noqa: ARG001  # the cache's key
    """Streamlit notes the elements that are drawn, and repeats them for the same key."""
    _draw(*_args, **_kwargs)
