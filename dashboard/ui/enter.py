"""The front door of those who enter: a tile for each form, and what was fixed lately."""

from typing import Any, NamedTuple

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, Scope, scope
from dashboard.i18n import N_, _
from dashboard.queries import requests
from dashboard.records.catalogue import KINDS
from dashboard.settings import ROOT
from dashboard.ui import cached, links, view, words
from dashboard.ui.shell import FILES


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
    done = cached.read(requests.done_lately, by=by, today=clock.today())
    if not done:
        return
    st.subheader(_("Lately done"))
    with st.container(key="lines-done"):
        for one in done:
            links.to("requests", links.plain(f"✓ {reported(one)}"), request=one["id"])


def reported(one: dict[str, Any]) -> str:
    """“Your report of 3 June is fixed”, for a request that is closed or that its resident confirmed."""
    what = words.named(words.TYPES, one["type"])
    day = words.day(one["accepted_on"])
    if str(one["status"]) == "confirmed":
        return _("Your report of {day} ({what}) is fixed; the resident says so too.", day=day, what=what)
    return _("Your report of {day} ({what}) is fixed, says the handler.", day=day, what=what)


def open_first(by: Principal, page: Any) -> None:
    """Open on the tiles instead of the overview: for one who keeps a courtyard, in large type, once."""
    opened = st.session_state.get(OPENED, False)
    st.session_state[OPENED] = True
    keeps = scope(by, Action.REGISTER_REQUEST) is Scope.OWN
    if not opened and not page.url_path and not st.query_params and keeps and view.is_large():
        st.switch_page(ROOT / "pages" / FILES["enter"])
