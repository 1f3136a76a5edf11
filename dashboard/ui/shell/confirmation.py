"""The word that something was saved, said by the run that follows.

A message that a run sends before it asks for another one is lost when it was not on its way yet. So the words
wait in the session until a run that says them has come to its end. And what is on the screen already is not
said again by Streamlit: the second of two quick savings would pass unnoticed. So each lasts another time.
"""

from typing import NoReturn

import streamlit as st

from dashboard.i18n import _

WORDS = "confirmation.words"
COUNT = "confirmation.count"
SECONDS = 4


def give(words: str = "") -> NoReturn:
    """Draw the page anew and say there that it is saved, or `words`."""
    st.session_state[WORDS] = words or _("Saved.")
    st.session_state[COUNT] = st.session_state.get(COUNT, 0) + 1
    st.rerun()


def say() -> None:
    """Say what waits to be said; at the beginning of a run of the whole page."""
    if words := st.session_state.get(WORDS):
        duration = SECONDS + st.session_state[COUNT] % 2
        st.toast(words, duration=duration)  # noqa: TID251  # the one place


def said() -> None:
    """The run has come to its end: what it said has been heard."""
    st.session_state.pop(WORDS, None)
