"""What runs without the page around it: parts that draw themselves again, and what a click does at once.

A socket stays open after its reader signed out, and whoever holds it can ask for a part by its id or press a
button that was drawn before. So both ask anew who is looking, by the door's cookie.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import streamlit as st

from dashboard.access import Action, Principal, scope
from dashboard.ui.shell import who

P = ParamSpec("P")


def fragment(
    action: Action, *, run_every: float | str | None = None, stays: bool = False
) -> Callable[[Callable[Concatenate[Principal, P], None]], Callable[P, None]]:
    """A part of a page that draws itself again, for those who may do `action`.

    `draw(by, ...)` is given whoever is signed in at that moment and becomes `draw(...)`. Whoever is signed in
    no more, is another one by now, or lost the right, is told so by the whole page. Every `run_every` it
    draws itself; without, a click in it is the reader's doing and keeps the session alive. `stays`: so does
    looking on.
    """

    def part(draw: Callable[Concatenate[Principal, P], None]) -> Callable[P, None]:
        @wraps(draw)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
            by = who.again(stays=stays or run_every is None)
            if by is None or scope(by, action) is None:
                st.rerun()
            draw(by, *args, **kwargs)

        return st.fragment(drawn, run_every=run_every)  # noqa: TID251  # the one place

    return part


def callback(do: Callable[..., None]) -> Callable[..., None]:
    """What a click does before the page is drawn: nothing for whoever is signed in no more."""

    @wraps(do)
    def done(*args: Any, **kwargs: Any) -> None:
        if who.again() is not None:
            do(*args, **kwargs)

    return done
