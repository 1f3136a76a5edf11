"""The frame around every page: guard, title, badge, language, sign-out, and the sentence for a mishap."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import i18n
from dashboard.access import Action, Principal, scope
from dashboard.errors import YuanluoError
from dashboard.i18n import _
from dashboard.records.names import ROLES
from dashboard.settings import settings
from dashboard.ui import cache, formats, labels, messages
from dashboard.ui.shell import large_type, who


def guard(action: Action) -> Principal:
    """Who is looking, if they may; else one sentence and nothing of the page. First line of every page."""
    by = who.principal()
    if scope(by, action) is None:
        st.title(_("Not for you"))
        st.info(_("This page is not part of your role. Choose another one from the menu."))
        st.stop()
    return by


def sidebar(by: Principal) -> None:
    """What stands beside every page: the demo badge, who one is, language, sign-out."""
    other = "en" if i18n.language() == "zh" else "zh"
    here, name = large_type.here(), named(by)
    with st.sidebar:
        if settings().insecure_lan:
            st.warning(_("Cookies travel unprotected on this network."))
        switch = f'<a href="/language/{other}?next={here}" target="_self">{i18n.LANGUAGES[other]}</a>'
        if by.account_id:
            secret = (
                f'<a href="/password?next={here}" target="_self">{formats.safe(_("Change password"))}</a>'
            )
            switch = f"{secret} · {switch}"
        st.html(
            f'<p class="yl-who">{formats.safe(name)}</p><p class="yl-who">{large_type.switch()} · {switch}'
            f' · <a href="/sign-out" target="_self">{formats.safe(_("Sign out"))}</a></p>'
        )


def named(by: Principal) -> str:
    """How the reader is called on the page: role, and courtyard where one is theirs."""
    name = labels.named(ROLES, by.role)
    own = next((one for one in cache.courtyards() if one["id"] == by.courtyard_id), None)
    return f"{formats.courtyard(own)} · {name}" if own else name


def header(title: str, sentence: str) -> None:
    """A page's title and its one sentence."""
    title_bar(title)
    lead(sentence)


def title_bar(title: str, of: str = "") -> None:
    """A page's title, smaller beside it what it speaks of; the demo badge where the data are invented."""
    badge = ""
    if cache.site().get("is_demo"):
        badge = f'<span class="yl-badge">{formats.safe(_("Demonstration data"))}</span>'
    large = f'<span class="yl-view">{large_type.switch()}</span>'
    about = f'<span class="yl-of">{formats.safe(of)}</span>' if of else ""
    st.html(f'<div class="yl-title"><h1>{formats.safe(title)}</h1>{about}{badge}{large}</div>')


def lead(sentence: str) -> None:
    """A page's one sentence."""
    st.html(f'<p class="yl-lead">{formats.safe(sentence)}</p>')


@contextmanager
def show_domain_errors() -> Iterator[None]:
    """Turn a named failure into one plain sentence; anything else is logged and hidden by the server."""
    try:
        yield
    except YuanluoError as error:
        st.error(messages.trouble(error))
