"""Everything to take away: which tables, as what, with or without personal values; made on the click."""

from collections.abc import Callable

import streamlit as st
from sqlmodel import Session

from dashboard import clock, i18n
from dashboard.access import Action, Principal, allows
from dashboard.actions.exports import LONGEST, SHORTEST
from dashboard.i18n import N_, _, _n
from dashboard.jobs import exports as jobs
from dashboard.jobs.exports import EVIDENCE, SCORES, Order
from dashboard.queries import exports
from dashboard.queries.exports import Kind
from dashboard.ui.components import downloads
from dashboard.ui.shell import style, who

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    Kind.XLSX: (N_("Workbook (Excel, WPS)"), "xlsx", XLSX),
    Kind.CSV: (N_("csv files in a zip"), "zip", "application/zip"),
    Kind.GEOJSON: (N_("Map (GeoJSON)"), "geojson", "application/geo+json"),
}


def work(by: Principal) -> None:
    """The choices from top to bottom, then the button."""
    style.touch_targets()
    kind: Kind = st.segmented_control(
        _("In which form?"),
        list(KINDS),
        format_func=lambda one: _(KINDS[one][0]),
        default=Kind.XLSX,
        required=True,
        key="take.kind",
        width="stretch",
    )
    personal, reason = _personal(by)
    parts = _parts(personal=personal) if kind is not Kind.GEOJSON else ()
    if kind is Kind.GEOJSON:
        st.text(_("The outlines of courtyards and buildings, WGS-84; households only with personal values."))
    if personal and len(reason) < SHORTEST:
        st.info(_("Please write down what personal values are needed for."))
    elif kind is Kind.GEOJSON or parts:
        _button(Order(parts, kind, personal=personal, reason=reason))
    else:
        st.info(_("Please choose at least one table."))


def _personal(by: Principal) -> tuple[bool, str]:
    """Whether personal values come along, and why; offered to those who may have them."""
    if not allows(by, Action.EXPORT_PERSONAL):
        return _without()
    if not st.toggle(_("With personal values (this is noted, with the reason)"), key="take.personal"):
        return _without()
    reason = st.text_input(
        _("What are they needed for?"), key="take.reason", max_chars=LONGEST, autocomplete="off"
    )
    return True, reason.strip()


def _without() -> tuple[bool, str]:
    st.text(_("Personal values are left out: names, telephones, flats, and rows that tell of one person."))
    return False, ""


def _parts(*, personal: bool) -> tuple[str, ...]:
    """The tables and lists, all of them unless some are chosen."""
    every = (SCORES, EVIDENCE, *exports.offered(personal=personal))
    chosen = st.multiselect(
        _("Which tables?"),
        every,
        format_func=jobs.named,
        placeholder=_("All of them"),
        key="take.parts",
    )
    told = _n("{n} table and list", "{n} tables and lists", len(chosen or every))
    st.caption(_("{what}; the first sheet explains every column.", what=told))
    return tuple(chosen or every)


def _button(order: Order) -> None:
    _label, ending, mime = KINDS[order.kind]
    name = f"yuanluo-{clock.today().isoformat()}.{ending}"
    downloads.button(
        _("Download"),
        _made(order),
        file_name=name,
        mime=mime,
        type="primary",
        width="stretch",
        key="take.download",
    )
    st.caption(_("Making a large workbook takes up to a minute. Who took what is noted in the audit trail."))


def _made(order: Order) -> Callable[[], bytes]:
    """Makes the file in the language of this run, for whoever holds the session at the click."""
    language, token = i18n.language(), who.cookie()

    def by(session: Session) -> Principal:
        return who.holder(token, session)

    def made() -> bytes:
        with i18n.speaking(language):
            return jobs.make(order, by=by)

    return made
