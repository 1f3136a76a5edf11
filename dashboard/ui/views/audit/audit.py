"""The audit trail on screen: the state of the chain, filters, and a page of events as sentences."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.i18n import N_, _, _n
from dashboard.queries import events
from dashboard.queries.audit import Verified
from dashboard.queries.events import Event, Wanted
from dashboard.records.names import ROLES
from dashboard.rules import trail
from dashboard.schema.accounts import Role
from dashboard.ui import cache, templates
from dashboard.ui.components import record_history
from dashboard.ui.formats import courtyard, day, instant
from dashboard.ui.labels import named
from dashboard.ui.views.audit import audit_names

CHECKED = "audit.checked"
TROUBLES = {
    "gap": N_("Entry {at} or one before it is missing, or they are out of order."),
    "link": N_("Entry {at} does not follow the one before it."),
    "content": N_("Entry {at} was changed after it was written."),
    "head": N_("The trail ends at entry {events}, but should end at {head}."),
    "printed": N_("The printed head is not on this trail: it was cut short or written anew."),
}


def chain(by: Principal) -> None:
    """The head of today to compare with paper, and the button that walks the whole chain."""
    head = cache.read(events.head, by=by)
    label = _("Head of the chain, {day}", day=day(clock.today()))
    templates.draw("views/audit/head.html", label=label, head=head)
    with st.expander(_("Verify the chain"), expanded=CHECKED in st.session_state):
        st.markdown(
            _(
                "Every printed minutes and exported workbook bears the head of its day. Type one in, and the "
                "chain must lead past it; leave it empty to check that nothing was changed in between."
            )
        )
        typed = st.text_input(
            _("A head as it was printed"), key="audit.head", placeholder=str(head), autocomplete="off"
        )
        if st.button(_("Verify now"), key="audit.verify", width="stretch"):
            st.session_state[CHECKED] = _checked(by, typed)
        _tell(st.session_state.get(CHECKED))


def _checked(by: Principal, typed: str) -> Verified | None:
    """What came out of the walk, None where what was typed is no head."""
    try:
        known = trail.printed(typed) if typed.strip() else None
    except ValueError:
        return None
    with st.spinner(_("Walking the chain…")):
        return cache.read(events.verified, by=by, known=known)


def _tell(found: Verified | None) -> None:
    if CHECKED not in st.session_state:
        return
    if found is None:
        st.error(_("A head is written like this: 1234-3f9a0c27d1e84b56"))
    elif found.trouble:
        told = _(TROUBLES[found.trouble], at=found.at, events=found.events, head=found.head)
        st.error(_("The chain is broken: {what} Tell whoever runs the server.", what=told))
    else:
        st.success(_("Verified to entry {n}: nothing was changed, added or left out.", n=f"{found.events:,}"))


def work(by: Principal) -> None:
    """The filters, how many events they leave, one page of them."""
    wanted = _wanted(by)
    total = cache.read(events.count, by=by, wanted=wanted)
    if not total:
        st.info(_("Nothing was done there then."))
        return
    st.markdown(f"**{_n('{n} entry', '{n} entries', total)}**")
    last = -(-total // events.PAGE)
    page = st.pagination(last, key=f"audit.page.{hash(wanted)}") if last > 1 else 1
    names = {one["id"]: courtyard(one) for one in cache.courtyards()}
    shown = cache.read(events.listed, by=by, wanted=wanted, page=page)
    templates.draw("views/audit/events.html", events=[_told(one, names) for one in shown])


def _wanted(by: Principal) -> Wanted:
    names = {one["id"]: courtyard(one) for one in cache.courtyards()}
    nouns = {one: _(audit_names.NOUNS.get(one, one)) for one in cache.read(events.nouns, by=by)}
    roles = {role: named(ROLES, role) for role in Role}
    with st.container(horizontal=True):
        role = _picked(_("Done by"), roles, "audit.who")
        noun = _picked(_("Done to what"), nouns, "audit.what")
        where = _picked(_("Courtyard"), names, "audit.where")
        days = st.date_input(
            _("From when to when"), value=[], format="YYYY-MM-DD", key="audit.days", width=346
        )
    since, until = _span(days)
    return Wanted(role=role, noun=noun, courtyard_id=where, since=since, until=until)


def _picked(label: str, names: dict[Any, str], key: str) -> Any:
    return st.selectbox(
        label,
        list(names),
        index=None,
        placeholder=_("All"),
        format_func=lambda code: names[code],
        key=key,
        width=165,
    )


def _span(days: Any) -> tuple[date | None, date | None]:
    """The two ends; while only the first is chosen, that day alone."""
    chosen = tuple(days) if isinstance(days, tuple | list) else (days,)
    return (chosen[0], chosen[-1]) if chosen and chosen[0] else (None, None)


def _told(one: Event, names: dict[int, str]) -> dict[str, str]:
    """`1,234 · 3 Oct 2026 10:20`, the sentence, and what it is about."""
    at = names.get(one.courtyard_id or 0, "")
    about = " · ".join(filter(None, [audit_names.what(one), at]))
    return {
        "when": f"{one.seq:,} · {instant(one.at)}",
        "words": _("{who} {did}", who=record_history.actor(one.actor), did=audit_names.did(one)),
        "about": f" · {about}" if about else "",
    }
