"""Beside the map: the courtyard that was clicked."""

import streamlit as st

from dashboard.i18n import _
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.sentences import sentence
from dashboard.records.names import PLACES, TYPES
from dashboard.ui import cache, formats, labels
from dashboard.ui.components import links
from dashboard.ui.shell.fragments import callback
from dashboard.ui.views.map.map_layers import Facts, Shown

FLAT = "map.flat"
"""The flat that was clicked."""


def show(shown: Shown, facts: Facts) -> None:
    """The courtyard clicked; nothing where none was."""
    yards, month = cache.courtyards(), f"{shown.day:%Y-%m}"
    chosen = next((one for one in yards if one["no"] == shown.courtyard_no), None)
    if chosen is None:
        return
    name = links.plain(formats.courtyard(chosen))
    st.subheader(name)
    links.to("courtyard", _("The page of {courtyard}", courtyard=name), no=chosen["no"], month=month)
    found = facts.counts.get(chosen["id"], {})
    st.text(_counted(found))
    one = facts.scores.get(chosen["id"])
    if one is not None:
        st.text(sentence(one))
        links.to("indicators", _(CATALOGUE[one.key].name), key=one.key, no=chosen["no"], month=month)
    _matters(facts, chosen["id"])
    st.button(_("All courtyards"), key="map.all", on_click=callback(_all))


def _counted(found: dict[str, int]) -> str:
    return _(
        "{open} open requests, {overdue} overdue; {hazards} hazards not fixed, {late} overdue; "
        "renovation {done} of {agreed} items done.",
        open=found.get("open", 0),
        overdue=found.get("overdue", 0),
        hazards=found.get("hazards", 0),
        late=found.get("hazards_overdue", 0),
        done=found.get("done", 0),
        agreed=found.get("agreed", 0),
    )


def _all() -> None:
    st.query_params.pop("no", None)
    st.session_state.pop(FLAT, None)


def _matters(facts: Facts, courtyard_id: int) -> None:
    """The open matters of the courtyard, or of the flat clicked, for those who keep it."""
    here = [one for one in facts.marks if one["courtyard_id"] == courtyard_id]
    flat = st.session_state.get(FLAT)
    inside = [one for one in here if one["household_id"] == flat]
    listed = inside if flat is not None and inside else here
    if flat is not None and not inside and courtyard_id in facts.kept:
        st.caption(_("Nothing is open in the flat that you clicked."))
    for one in listed:
        place = one["room"] and f"{one['stairwell']}-{one['room']}"
        where = place or labels.named(PLACES, one["place"])
        label = f"{one['number']} {labels.named(TYPES, one['type'])} · {where}"
        late = f" · :orange[**{_('overdue')}**]" if one["overdue"] else ""
        links.to("requests", links.plain(label) + late, request=one["id"])
