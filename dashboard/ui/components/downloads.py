"""The one way to offer a file: it is made on the click, for whoever is still signed in at that moment."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

import db
from dashboard.access import Principal
from dashboard.errors import NotSignedIn
from dashboard.ui.shell import who

Made = TypeVar("Made", bytes, str)


def button(label: str, make: Callable[[], Made], **look: Any) -> None:
    """A download button whose file is made on the click; `look` goes to `st.download_button`."""
    st.download_button(label, guarded(make), on_click="ignore", **look)


def guarded(make: Callable[[], Made]) -> Callable[[], Made]:
    """`make` for as long as the reader is who they were when the button was drawn; else NotSignedIn.

    A socket stays open after its reader signed out, was given another role or had the account closed, and
    the request for the file comes beside the script, where no page asks who is there.
    """
    token, by = who.cookie(), who.principal()

    def made() -> Made:
        if _holder(token) != by:
            raise NotSignedIn
        return make()

    return made


def _holder(token: str | None) -> Principal:
    with db.reading() as session:
        return who.holder(token, session)
