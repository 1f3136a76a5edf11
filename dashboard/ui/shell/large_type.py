"""Large type (长辈版): whether the reader chose it at the door, its rules, and the way between both views."""

from urllib.parse import quote, urlencode, urlsplit

import streamlit as st
from markupsafe import Markup

from dashboard.i18n import _
from dashboard.settings import LARGE, VIEW_COOKIE, VIEWS
from dashboard.ui import templates
from dashboard.ui.shell import who


def is_large() -> bool:
    """Whether the reader chose large type."""
    return who.cookie(VIEW_COOKIE) == LARGE


def switch() -> Markup:
    """The link to the other view, as HTML; it leads back to the same page."""
    large, standard = VIEWS
    code, name = (standard, _("Standard view")) if is_large() else (large, _("Large type"))
    return templates.part("shell/link.html", way=f"/view/{code}?next={here()}", name=name)


def here() -> str:
    """The address of this page for a `next=`, without the language that it may ask for."""
    path = urlsplit(st.context.url or "/").path or "/"
    asked = urlencode({name: value for name, value in st.query_params.items() if name != "lang"})
    return quote(f"{path}?{asked}" if asked else path, safe="/")
