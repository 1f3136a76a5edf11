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
from dashboard.ui import cache, formats, labels, messages, templates
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
    here = large_type.here()
    secret = [{"way": f"/password?next={here}", "name": _("Change password")}] if by.account_id else []
    ways = [
        *secret,
        {"way": f"/language/{other}?next={here}", "name": i18n.LANGUAGES[other]},
        {"way": "/sign-out", "name": _("Sign out")},
    ]
    with st.sidebar:
        if settings().insecure_lan:
            st.warning(_("Cookies travel unprotected on this network."))
        templates.draw("shell/reader.html", name=named(by), view=large_type.switch(), links=ways)


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
    badge = _("Demonstration data") if cache.site().get("is_demo") else ""
    templates.draw("shell/title.html", title=title, of=of, badge=badge, view=large_type.switch())


def lead(sentence: str) -> None:
    """A page's one sentence."""
    templates.line(sentence, "yl-lead")


@contextmanager
def show_domain_errors() -> Iterator[None]:
    """Turn a named failure into one plain sentence; anything else is logged and hidden by the server."""
    try:
        yield
    except YuanluoError as error:
        st.error(messages.trouble(error))
