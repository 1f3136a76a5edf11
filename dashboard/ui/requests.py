"""The request loop on screen: the list, and one request with its story and its next steps."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import clock
from dashboard.access import Principal
from dashboard.i18n import _
from dashboard.queries import requests
from dashboard.ui import cached, photos, request_steps, words


def table(by: Principal) -> int | None:
    """The list in the reader's scope, with its filters; gives the id of the row chosen."""
    left, middle, right = st.columns([5, 2, 3])
    shown = {
        "open": _("Open"),
        "overdue": _("Overdue"),
        "to_call": _("Closed, to be called back"),
        "all": _("All"),
    }
    only = left.segmented_control(
        _("Show"), list(shown), format_func=lambda code: shown[code], default="open", key="show"
    )
    number = middle.text_input(
        _("Number"), key="number", bind="query-params", max_chars=12, placeholder="R2026-0001"
    )
    at = None if by.courtyard_id is not None else _at(right)
    rows = cached.listed(by, courtyard_id=at, only=only or "open", number=(number or "").strip())
    if not rows:
        st.info(_("Nothing here. New requests appear as soon as somebody registers them."))
        return None
    if number and len(rows) == 1:
        return int(rows[0]["id"])
    chosen = st.dataframe(
        [_line(row) for row in rows],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"requests.{only}.{at}",
        height=min(38 * len(rows) + 40, 420),
    )
    picked = chosen["selection"]["rows"]
    return int(rows[picked[0]]["id"]) if picked and picked[0] < len(rows) else None


def _at(place: DeltaGenerator) -> int | None:
    names = {one["id"]: words.courtyard(one) for one in cached.courtyards()}
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
    due = words.day(row["due_on"])
    if row["due_on"] is None and row["status"] in ("accepted", "in_hand"):
        due = _("no date promised")
    return {
        _("Number"): row["number"],
        _("Status"): words.named(words.STATUS, row["status"]),
        _("Due"): _("{day} (overdue)", day=due) if row["overdue"] else due,
        _("Type"): words.named(words.TYPES, row["type"]),
        _("Courtyard"): _("No. {no}", no=row["courtyard_no"]),
        _("Where?"): _place(row),
        _("In a few words"): row["summary"] or "—",
    }


def _place(row: dict[str, Any]) -> str:
    flat = f"{row['courtyard_no']}-{row['stairwell']}-{row['room']}" if row["room"] else ""
    return flat or words.named(words.PLACES, row["place"])


def story(by: Principal, request_id: int) -> None:
    """One request: where it stands, what happened, what may follow."""
    one = cached.read(requests.one, by=by, request_id=request_id, today=clock.today())
    st.subheader(f"{one['number']} · {words.named(words.TYPES, one['type'])}")
    st.text(
        _(
            "{status}; accepted {day}, first contact due {limit}, at {place}.",
            status=words.named(words.STATUS, one["status"]),
            day=words.instant(one["accepted_at"]),
            limit=words.instant(one["limit_at"]),
            place=_place(one),
        )
    )
    if one["summary"]:
        st.text(one["summary"])
    if one["said_by"]:
        st.text(_("Said by {name} {phone}", name=one["said_by"], phone=one["phone"] or ""))
    photos.show(by, "request", request_id, what=one["number"])
    for line in _events(one):
        st.text(line)
    request_steps.offer(by, one)
    photos.offer(by, "request", request_id, courtyard_id=one["courtyard_id"])


def _events(one: dict[str, Any]) -> list[str]:
    told = [(step["at"], words.named(words.STEPS, step["kind"]), step["note"]) for step in one["steps"]]
    told += [
        (closing["closed_at"], _("closed by the handler"), closing["done"]) for closing in one["closings"]
    ]
    lines = [(when, f"{words.instant(when)}  {_noted(what, note)}") for when, what, note in told]
    for call in one["call_backs"]:
        satisfied = (
            f" · {words.named(words.SATISFACTION, call['satisfaction'])}" if call["satisfaction"] else ""
        )
        said = _("the resident says: {outcome}", outcome=words.named(words.OUTCOMES, call["outcome"]))
        lines.append((clock.day_end(call["called_on"]), f"{words.day(call['called_on'])}  {said}{satisfied}"))
    return [text for _when, text in sorted(lines, key=lambda line: line[0])]


def _noted(what: str, note: str | None) -> str:
    return _("{what}: {note}", what=what, note=note) if note else what
