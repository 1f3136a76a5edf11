"""The front door of those who enter: a tile for each form, and what was fixed lately."""

from typing import Any, NamedTuple

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, Scope, scope
from dashboard.i18n import N_, _
from dashboard.queries import requests
from dashboard.records.catalogue import KINDS
from dashboard.settings import ROOT
from dashboard.ui import cache, messages
from dashboard.ui.components import links
from dashboard.ui.shell import large_type
from dashboard.ui.shell.menu import FILES


class Tile(NamedTuple):
    """A form: where it is, its pictogram, its name, and what one must be allowed to do."""

    address: str
    query: dict[str, str]
    picture: str
    name: str
    action: Action


TILES = [
    *(Tile(*kind.form, kind.picture, kind.new, kind.enter) for kind in KINDS.values()),
    Tile("requests", {}, "📋", N_("Requests"), Action.SEE_REQUESTS),
]
"""In the order in which they stand on the page."""
OPENED = "enter.opened"


def tiles(by: Principal) -> None:
    """A tile for every form that the reader may use."""
    with st.container(key="tiles"):
        for tile in TILES:
            if scope(by, tile.action):
                links.to(tile.address, _(tile.name), picture=tile.picture, **tile.query)
    links.papers()


def news(by: Principal) -> None:
    """What was reported in the reader's courtyard and is done: a line for each, leading to its photos."""
    done = cache.read(requests.done_lately, by=by, today=clock.today())
    if not done:
        return
    st.subheader(_("Lately done"))
    with st.container(key="lines-done"):
        for one in done:
            links.to("requests", links.plain(f"✓ {messages.reported(one)}"), request=one["id"])


def open_first(by: Principal, page: Any) -> None:
    """Open on the tiles instead of the overview: for one who keeps a courtyard, in large type, once."""
    opened = st.session_state.get(OPENED, False)
    st.session_state[OPENED] = True
    keeps = scope(by, Action.REGISTER_REQUEST) is Scope.OWN
    if not opened and not page.url_path and not st.query_params and keeps and large_type.is_large():
        st.switch_page(ROOT / "pages" / FILES["enter"])
