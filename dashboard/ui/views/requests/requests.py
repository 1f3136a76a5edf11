"""The request loop on screen: the list, and one request with its story and its next steps."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import clock
from dashboard.access import Action, Principal, allows, scope
from dashboard.i18n import _, _n
from dashboard.queries import requests
from dashboard.records.loop import REQUEST
from dashboard.records.names import OUTCOMES, PLACES, SATISFACTION, STATUS, STEPS, TYPES
from dashboard.schema.requests import OPEN, RequestStatus
from dashboard.ui import cache, formats, labels, messages
from dashboard.ui.components import links, reveals, verdict_badges
from dashboard.ui.forms import corrections, form, photos
from dashboard.ui.shell import large_type, style
from dashboard.ui.shell.fragments import callback
from dashboard.ui.views.requests import request_steps, supports

SHOWN_FIRST = 12
DONE = (RequestStatus.CLOSED, RequestStatus.CONFIRMED)


def chosen() -> int | None:
    """The request in the address (`?request=731`)."""
    return form.record_in_address("request")


def table(by: Principal) -> int | None:
    """The list in the reader's scope, with its filters; gives the id of the row chosen.

    A grid on a wide screen, cards on a narrow one and in large type; a card leads to its story.
    """
    left, middle, right = st.columns([5, 2, 3])
    shown = {
        "open": _("Open"),
        "overdue": _("Overdue"),
        "to_call": _("Closed, to be called back"),
        "all": _("All"),
    }
    asked = st.query_params.get("show", "")
    only = left.segmented_control(
        _("Show"),
        list(shown),
        format_func=lambda code: shown[code],
        default=asked if asked in shown else "open",
        key="show",
    )
    number = middle.text_input(
        _("Number"), key="number", bind="query-params", max_chars=12, placeholder="R2026-0001"
    )
    at = None if by.courtyard_id is not None else _at(right)
    rows = cache.listed(by, courtyard_id=at, only=only or "open", number=(number or "").strip())
    if not rows:
        st.info(_("Nothing here. New requests appear as soon as somebody registers them."))
        return None
    if only == "to_call" and scope(by, Action.CALL_BACK):
        links.call_list()
        links.slips()
    if number and len(rows) == 1:
        return int(rows[0]["id"])
    _cards(rows)
    return None if large_type.is_large() else _grid(rows, f"requests.{only}.{at}")


def _grid(rows: list[dict[str, Any]], key: str) -> int | None:
    with st.container(key="grid"):
        chosen = st.dataframe(
            [_line(row) for row in rows],
            hide_index=True,
            on_select="rerun",
            selection_mode="single-row",
            key=key,
            height=min(38 * len(rows) + 40, 420),
        )
    picked = chosen["selection"]["rows"]
    return int(rows[picked[0]]["id"]) if picked and picked[0] < len(rows) else None


def _cards(rows: list[dict[str, Any]]) -> None:
    """The list for a narrow screen; the rules hide it on a wide one."""
    more = st.session_state.get("requests.more", False)
    with st.container(key="cards-wide" if large_type.is_large() else "cards-narrow"):
        for row in rows if more else rows[:SHOWN_FIRST]:
            with st.container(border=True, key=f"card-{row['id']}"):
                _card(row)
        if len(rows) > SHOWN_FIRST and not more:
            st.button(_("Show more"), on_click=callback(_show_more), width="stretch", key="requests.button")


def _show_more() -> None:
    st.session_state["requests.more"] = True


def _card(row: dict[str, Any]) -> None:
    lines = [
        f"<b>{formats.safe(labels.pictured(row['type']))}</b>",
        formats.safe(_where(row)),
        _standing(row),
    ]
    if row["summary"]:
        lines.insert(2, formats.safe(row["summary"]))
    st.html("".join(f'<p style="margin:0;line-height:1.6">{line}</p>' for line in lines))
    links.to("requests", _("Open {number}", number=links.plain(row["number"])), request=row["id"])


def _standing(row: dict[str, Any]) -> str:
    """Where it stands, as HTML: late ones with a mark."""
    due = formats.day(row["due_on"])
    if row["overdue"]:
        return verdict_badges.verdict("not_met", _("{day} (overdue)", day=due))
    status = labels.named(STATUS, row["status"])
    if row["due_on"] is None or row["status"] not in OPEN:
        return formats.safe(status)
    return formats.safe(_("{status}, due {day}", status=status, day=due))


def _where(row: dict[str, Any]) -> str:
    """Courtyard and place, as the reader may know it."""
    flat = f"{row['stairwell']}-{row['room']}" if row["room"] else ""
    return _("Courtyard {no} · {place}", no=row["courtyard_no"], place=flat or _place(row))


def _at(place: DeltaGenerator) -> int | None:
    names = {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    chosen: int | None = place.selectbox(
        _("Courtyard"),
        list(names),
        index=None,
        format_func=lambda id_: names[id_],
        placeholder=_("All courtyards"),
        key="in",
    )
    return chosen


def _line(row: dict[str, Any]) -> dict[str, Any]:
    due = formats.day(row["due_on"])
    if row["due_on"] is None and row["status"] in ("accepted", "in_hand"):
        due = _("no date promised")
    return {
        _("Number"): row["number"],
        _("Status"): labels.named(STATUS, row["status"]),
        _("Due"): _("{day} (overdue)", day=due) if row["overdue"] else due,
        _("Type"): labels.named(TYPES, row["type"]),
        _("Courtyard"): _("No. {no}", no=row["courtyard_no"]),
        _("Where?"): _place(row),
        _("In a few words"): row["summary"] or "—",
    }


def _place(row: dict[str, Any]) -> str:
    flat = f"{row['courtyard_no']}-{row['stairwell']}-{row['room']}" if row["room"] else ""
    return flat or labels.named(PLACES, row["place"])


def story(by: Principal, request_id: int) -> None:
    """One request: where it stands, what happened, what may follow."""
    style.touch_targets()
    if "request" in st.query_params:
        links.to("requests", _("← All requests"))
    one = cache.read(requests.one, by=by, request_id=request_id, today=clock.today())
    st.subheader(f"{one['number']} · {labels.named(TYPES, one['type'])}")
    st.text(
        _(
            "{status}; accepted {day}, first contact due {limit}, at {place}.",
            status=labels.named(STATUS, one["status"]),
            day=formats.instant(one["accepted_at"]),
            limit=formats.instant(one["limit_at"]),
            place=_place(one),
        )
    )
    if one["summary"]:
        st.text(one["summary"])
    if one["said_by"]:
        st.text(_("Said by {name} {phone}", name=one["said_by"], phone=one["phone"] or ""))
    if one["said_by"] or one["phone"]:
        reveals.offer(by, "request", request_id, courtyard_id=one["courtyard_id"])
    if one["support"]:
        st.text(
            _n(
                "{n} other household has the same trouble",
                "{n} other households have the same trouble",
                one["support"],
            )
        )
    if one["status"] in DONE and allows(by, Action.REGISTER_REQUEST, courtyard_id=one["courtyard_id"]):
        st.success(messages.reported(one))
    photos.show(by, "request", request_id, what=one["number"])
    for line in _events(one):
        st.text(line)
    links.story_of(by, "request", one)
    request_steps.offer(by, one)
    supports.offer(by, one)
    photos.offer(by, "request", request_id, courtyard_id=one["courtyard_id"])
    corrections.own(by, REQUEST, request_id)


def _events(one: dict[str, Any]) -> list[str]:
    told = [(step["at"], labels.named(STEPS, step["kind"]), step["note"]) for step in one["steps"]]
    told += [
        (closing["closed_at"], _("closed by the handler"), closing["done"]) for closing in one["closings"]
    ]
    lines = [(when, f"{formats.instant(when)}  {_noted(what, note)}") for when, what, note in told]
    closed_at = {closing["id"]: closing["closed_at"] for closing in one["closings"]}
    for call in one["call_backs"]:
        satisfied = f" · {labels.named(SATISFACTION, call['satisfaction'])}" if call["satisfaction"] else ""
        said = _("the resident says: {outcome}", outcome=labels.named(OUTCOMES, call["outcome"]))
        # Of a call only the day is known: it stands after the closing that it asks about.
        when = max(clock.at(call["called_on"], 0), closed_at[call["closing_id"]])
        lines.append((when, f"{formats.day(call['called_on'])}  {said}{satisfied}"))
    return [text for _when, text in sorted(lines, key=lambda line: line[0])]


def _noted(what: str, note: str | None) -> str:
    return _("{what}: {note}", what=what, note=note) if note else what
