"""The word that something was saved, said by the run that follows.

A message that a run sends before it asks for another one is lost when it was not on its way yet. So the words
wait in the session until a run that says them has come to its end. And what is on the screen already is not
said again by Streamlit: the second of two quick savings would pass unnoticed. So each lasts another time.
"""

from collections.abc import Callable
from typing import Any, NoReturn

import streamlit as st

from dashboard.i18n import _

WORDS = "confirmation.words"
BEFORE = "confirmation.before"
COUNT = "confirmation.count"
SECONDS = 4
A_LINE = 3
"""Seconds more for each line that is to be read."""


def give(words: str = "", before: Any = None) -> NoReturn:
    """Draw the page anew and say there that it is saved, or `words`.

    `before` is how it stood before that, for `say` to tell what has changed.
    """
    st.session_state[BEFORE] = before
    st.session_state[WORDS] = words or _("Saved.")
    st.session_state[COUNT] = st.session_state.get(COUNT, 0) + 1
    st.rerun()


def say(changes: Callable[[Any], list[str]]) -> None:
    """Say what waits to be said; at the beginning of a run of the whole page.

    `changes` tells in lines what is no longer as it stood before.
    """
    if words := st.session_state.get(WORDS):
        lines = changes(st.session_state[BEFORE])
        duration = SECONDS + A_LINE * len(lines) + st.session_state[COUNT] % 2
        st.toast("\n\n".join([words, *lines]), duration=duration)  # noqa: TID251  # the one place


def said() -> None:
    """The run has come to its end: what it said has been heard."""
    st.session_state.pop(WORDS, None)
