"""Ballots entered: the stairwell, the flats that said the same, what they said and how it came."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import votes as actions
from dashboard.i18n import _
from dashboard.queries import votes
from dashboard.records import names
from dashboard.schema.votes import BallotsDraft
from dashboard.ui import cache, formats, labels
from dashboard.ui.forms import form

Row = dict[str, Any]


def enter(by: Principal, row: Row) -> None:
    """Big choices on a phone; what counts already is not offered again."""
    name = f"cast.{row['id']}"
    rows = cache.read(votes.electors, by=by, vote_id=row["id"])
    st.subheader(_("Enter ballots"))
    with st.container(border=True):
        drawn = form.widget_prefix(name)
        places = sorted({(one["courtyard_no"], one["stairwell"]) for one in rows})
        at = _stairwell(places, drawn)
        here = [one for one in rows if (one["courtyard_no"], one["stairwell"]) == at]
        values = _ballot(name, drawn, at, _open(here))
        if form.button(name, _("Save the ballots"), type="primary", disabled=not values["electors"]):
            _save(name, row, values)
    _back(row, here)


def _save(name: str, row: Row, values: Row) -> None:
    if values["said"] is None or values["channel"] is None:
        form.ask_for(name, [field for field in ("said", "channel") if values[field] is None])
        return
    form.save_and_rerun(
        name,
        lambda **how: actions.cast(draft=BallotsDraft.check(vote_id=row["id"], **values), **how),
        counts=("ballot", values["cast_on"]),
    )


def _stairwell(places: list[tuple[int, int]], drawn: str) -> tuple[int, int]:
    courtyards = {no for no, _stairwell in places}

    def told(place: tuple[int, int]) -> str:
        stairwell = _("Stairwell {no}", no=place[1])
        return stairwell if len(courtyards) == 1 else f"{place[0]} · {stairwell}"

    picked = st.pills(
        _("Which stairwell?"),
        range(len(places)),
        format_func=lambda n: told(places[n]),
        default=0,
        required=True,
        key=f"{drawn}.at",
    )
    return places[picked]


def _open(here: list[Row]) -> dict[int, str]:
    """One choice a head: its flats, and a mark where a second person is awaited."""
    heads: dict[str, list[Row]] = {}
    for one in here:
        if one["state"] != "counted":
            heads.setdefault(one["head"], []).append(one)
    found = {}
    for flats in heads.values():
        rooms = "、".join(dict.fromkeys(one["room"] for one in flats))
        again = _(" (second entry)") if flats[0]["state"] == "waiting" else ""
        found[flats[0]["id"]] = rooms + again
    return found


def _ballot(name: str, drawn: str, at: tuple[int, int], open_: dict[int, str]) -> Row:
    if not open_:
        st.text(_("Everybody of this stairwell has voted."))
    picked = st.pills(
        _("Whose ballots? Those who said the same, together"),
        list(open_),
        selection_mode="multi",
        format_func=lambda id_: formats.plain(open_[id_]),
        key=f"{drawn}.{at[0]}.{at[1]}.electors",
    )
    form.field_error(name, "electors")
    said = _pick(_("What do they say?"), names.BALLOTS, f"{drawn}.said")
    form.field_error(name, "said")
    channel = _pick(_("How did it come?"), names.CHANNELS, f"{drawn}.channel")
    form.field_error(name, "channel")
    today = clock.today()
    day = st.date_input(_("On which day?"), today, max_value=today, key=f"{drawn}.day")
    form.field_error(name, "cast_on")
    note = st.text_input(
        _("Number of the scan (empty: a second person enters the same)"),
        key=f"{drawn}.note",
        max_chars=200,
        autocomplete="off",
    )
    form.field_error(name, "scan_note")
    given = {"electors": tuple(picked), "said": said, "channel": channel}
    return given | {"cast_on": day, "scan_note": note or None}


def _pick(label: str, texts: dict[str, Any], key: str) -> str | None:
    return st.pills(
        label,
        list(texts),
        format_func=lambda code: f"{texts[code][1]} {labels.named(texts, code)}",
        key=key,
    )


def _back(row: Row, here: list[Row]) -> None:
    """A ballot entered wrongly is taken back with the reason, and entered anew."""
    there = {one["id"]: one for one in here if one["state"] != "none"}
    if not there:
        return
    name = f"take-back.{row['id']}"
    with st.expander(_("A ballot was entered wrongly: take it back"), key=f"lid-back-{row['id']}"):
        drawn = form.widget_prefix(name)
        picked = st.selectbox(
            _("Which flat?"),
            list(there),
            index=None,
            format_func=lambda id_: formats.plain(there[id_]["room"]),
            placeholder=_("Choose"),
            key=f"{drawn}.which",
        )
        reason = st.text_input(_("Why?"), key=f"{drawn}.reason", max_chars=200, autocomplete="off")
        form.field_error(name, "reason")
        if form.button(name, _("Take the ballot back"), disabled=picked is None) and picked is not None:
            how_it_was = {"vote_id": row["id"], "elector_id": picked, "reason": reason}
            form.save_and_rerun(
                name,
                lambda **how: actions.take_back(**how_it_was, **how),
                counts=("ballot", there[picked]["cast_on"]),
            )
