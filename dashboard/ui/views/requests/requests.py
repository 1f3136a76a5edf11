"""The request loop on screen: the list, and one request with its story and its next steps."""

from hashlib import sha256
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import clock
from dashboard.access import Action, Principal, allows, scope
from dashboard.i18n import _, _n, language
from dashboard.queries import requests
from dashboard.queries.requests import SHOWN_AT_MOST
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
    """The list in the reader's scope, with its filters; gives the only request that a search found.

    A grid on a wide screen, cards on a narrow one and in large type; both lead to a request's own address.
    """
    left, middle, right = st.columns([5, 3, 3])
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
    find = middle.text_input(
        _("Search"), key="find", bind="query-params", max_chars=60, placeholder=_("Number, room or words")
    )
    at = None if by.courtyard_id is not None else _at(right)
    rows = cache.listed(by, courtyard_id=at, only=only or "open", find=find or "")
    if not rows:
        st.info(_none(find))
        return None
    if only == "to_call" and scope(by, Action.CALL_BACK):
        links.call_list()
        links.slips()
    if find and len(rows) == 1:
        return int(rows[0]["id"])
    st.caption(_count(len(rows), find))
    _cards(rows)
    if not large_type.is_large():
        _grid(rows)
    return None


def _none(find: str | None) -> str:
    if not find:
        return _("Nothing here. New requests appear as soon as somebody registers them.")
    return _(
        "Nothing was found for “{words}”: not in numbers, rooms, courtyards, types or what was written.",
        words=formats.plain(find),
    )


def _count(count: int, find: str | None) -> str:
    if count == SHOWN_AT_MOST:
        return _("The first {n} requests; search for the others.", n=count)
    if find:
        return _n("{n} request found, of every status", "{n} requests found, of every status", count)
    return _n("{n} request", "{n} requests", count)


def _grid(rows: list[dict[str, Any]]) -> None:
    """The list for a wide screen. A line that is chosen opens at its address.

    Streamlit tells the place of a chosen line, not which it is: where the lines have changed meanwhile, it is
    another grid, and the choice is lost instead of opening somebody else's request.
    """
    lines = sha256(repr([row["id"] for row in rows]).encode()).hexdigest()[:16]
    with st.container(key="grid"):
        chosen = st.dataframe(
            [_line(row) for row in rows],
            hide_index=True,
            on_select="rerun",
            selection_mode="single-row",
            column_config={_("With"): st.column_config.Column(width=150)},
            key=f"requests.{lines}",
            height=min(38 * len(rows) + 40, 620),
        )
    if picked := chosen["selection"]["rows"]:
        st.query_params["request"] = str(rows[picked[0]]["id"])
        st.rerun()


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
    lines = [f"<b>{formats.safe(labels.pictured(row['type']))}</b>", formats.safe(_where(row))]
    if row["summary"]:
        lines.append(formats.safe(row["summary"]))
    lines += [_standing(row), formats.safe(_held(row))]
    st.html("".join(f'<p style="margin:0;line-height:1.6">{line}</p>' for line in lines))
    links.to("requests", _("Open {number}", number=links.plain(row["number"])), request=row["id"])


def _standing(row: dict[str, Any]) -> str:
    """Where it stands and what was promised, as HTML: late ones with a mark."""
    told = _promise(row)
    if row["overdue"]:
        late = _n("{n} day late", "{n} days late", row["days_late"])
        return verdict_badges.verdict("not_met", f"{told} · {late}")
    return formats.safe(told)


def _promise(row: dict[str, Any]) -> str:
    status, day = labels.named(STATUS, row["status"]), formats.day(row["due_on"])
    if row["status"] not in OPEN:
        return status
    if row["due_on"] is None:
        return _("{status}, no date promised", status=status)
    if row["promised_on"]:
        return _("{status}, promised by {day}", status=status, day=day)
    return _("{status}, to be answered by {day}", status=status, day=day)


def _held(row: dict[str, Any]) -> str:
    """Who has it, and for how many days it has been open."""
    holder = _holder(row)
    if row["days_open"] is None:
        return holder
    return _n("{holder} · open for {n} day", "{holder} · open for {n} days", row["days_open"], holder=holder)


def _holder(row: dict[str, Any]) -> str:
    if row["handler_id"] is None:
        return _("With the committee")
    return _("With {body}", body=row[f"handler_{language()}"])


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
        _("Days open"): row["days_open"],
        _("With"): row[f"handler_{language()}"] or _("committee"),
        _("Type"): labels.named(TYPES, row["type"]),
        _("Where?"): _where(row),
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
    st.html(f'<p class="yl-lead"><b>{_standing(one)}</b><br>{formats.safe(_held(one))}</p>')
    st.text(
        _(
            "Accepted {day}, first contact due {limit}, at {place}.",
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


def _step(one: dict[str, Any], step: dict[str, Any]) -> str:
    """What was done; of a hand-over also to whom, of another date also which."""
    kind = labels.named(STEPS, step["kind"])
    if step["organisation_id"] in one["bodies"]:
        return _(
            "{step}: to {body}", step=kind, body=formats.courtyard(one["bodies"][step["organisation_id"]])
        )
    if step["promised_on"]:
        return _("{step}: by {day}", step=kind, day=formats.day(step["promised_on"]))
    return kind


def _events(one: dict[str, Any]) -> list[str]:
    told = [(step["at"], _step(one, step), step["note"]) for step in one["steps"]]
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
