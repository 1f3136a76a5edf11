"""Outlines for the map: the office gives a GeoJSON file and says its datum; all of it is taken or nothing."""

import json
from typing import Any

import streamlit as st

from dashboard.access import Action, Principal, allows
from dashboard.actions import places as actions
from dashboard.errors import InvalidDraft
from dashboard.i18n import _, _n
from dashboard.intake import outlines
from dashboard.queries import places
from dashboard.records.names import DATUMS
from dashboard.schema.places import Datum
from dashboard.ui import cache, labels, messages
from dashboard.ui.components import downloads
from dashboard.ui.formats import plain
from dashboard.ui.forms import form, uploader

FORM = "outlines"
MEGABYTE = 1024 * 1024


def upload(by: Principal) -> None:
    """The file, its datum, every problem in it; and what is stored now to download."""
    if not allows(by, Action.PLACE_OUTLINES):
        return
    with st.expander(_("Outlines of courtyards and buildings")):
        st.text(
            _(
                "A GeoJSON file: one polygon each, with the property “courtyard” (its number), and "
                "“building” for a footprint. Say which coordinates it has; they are stored as WGS-84."
            )
        )
        downloads.button(
            _("Download what is stored"),
            lambda: json.dumps(cache.read(places.outlined), ensure_ascii=False),
            file_name="yuanluo.geojson",
            mime="application/geo+json",
        )
        datum = st.radio(
            _("Coordinates"),
            [one.value for one in Datum],
            format_func=lambda code: labels.named(DATUMS, code),
            horizontal=True,
            key="outlines.datum",
        )
        given = uploader.choose(
            _("GeoJSON file"),
            button=_("Choose a file"),
            hint=_("GeoJSON, at most {most} MB", most=outlines.LARGEST_FILE // MEGABYTE),
            endings=("geojson", "json"),
            most=outlines.LARGEST_FILE // MEGABYTE,
            key="outlines.file",
        )
        if given is not None:
            _take(_read(given.file_id, given.getvalue(), Datum(datum)), Datum(datum))


def _read(file_id: str, data: bytes, datum: Datum) -> outlines.Read:
    """Read once for each file and datum, not at every tap elsewhere on the page."""
    kept: dict[tuple[str, Datum], outlines.Read] = st.session_state.get("outlines.read", {})
    if (file_id, datum) not in kept:
        kept = st.session_state["outlines.read"] = {(file_id, datum): outlines.read(data, datum)}
    return kept[file_id, datum]


def _take(found: outlines.Read, datum: Datum) -> None:
    if found.problems:
        st.error(_("Nothing was taken. Please mend the file and give it again."))
        _told(found.problems)
        return
    count = len(found.outlines)
    st.text(_n("{n} outline can be placed.", "{n} outlines can be placed.", count))
    if st.button(_("Place them on the map"), type="primary", key="outlines.save"):
        form.save_and_rerun(FORM, lambda **how: _placed(found, datum, **how))


def _placed(found: outlines.Read, datum: Datum, *, session: Any, by: Principal, now: Any, key: str) -> int:  # noqa: ARG001  # every form is given a key
    try:
        return actions.outline(session=session, outlines=found.outlines, datum=datum, by=by, now=now)
    except InvalidDraft as error:
        _told(error.problems)
        raise


def _told(problems: Any) -> None:
    st.table([{_("Where?"): plain(one.name), _("Problem"): plain(messages.problem(one))} for one in problems])
