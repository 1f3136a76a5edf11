"""One request on screen: its story and its next steps."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, allows
from dashboard.i18n import _, _n
from dashboard.queries import requests
from dashboard.records.loop import REQUEST
from dashboard.records.names import OUTCOMES, SATISFACTION, STEPS, TYPES
from dashboard.schema.requests import RequestStatus
from dashboard.ui import cache, formats, labels, messages, templates
from dashboard.ui.components import filters, links, reveals
from dashboard.ui.forms import corrections, form, photos
from dashboard.ui.shell import style
from dashboard.ui.views.requests import request_list, request_steps, supports

DONE = (RequestStatus.CLOSED, RequestStatus.CONFIRMED)


def chosen() -> int | None:
    """The request in the address (`?request=731`)."""
    return form.record_in_address("request")


def story(by: Principal, request_id: int) -> None:
    """One request: where it stands, what happened, what may follow."""
    style.touch_targets()
    _way_back()
    one = cache.read(requests.one, by=by, request_id=request_id, today=clock.today())
    _head(by, one)
    photos.show(by, "request", request_id, what=one["number"])
    for line in _events(one):
        st.text(line)
    links.story_of(by, "request", one)
    request_steps.offer(by, one)
    supports.offer(by, one)
    photos.offer(by, "request", request_id, courtyard_id=one["courtyard_id"])
    corrections.own(by, REQUEST, request_id)


def _way_back() -> None:
    """To the list as it was filtered; from the one that a search found, without the search."""
    kept = filters.kept(*request_list.FILTERS)
    if "request" not in st.query_params:
        kept.pop("find")
    links.to("requests", _("← All requests"), **kept)


def _head(by: Principal, one: dict[str, Any]) -> None:
    """What it is, where it stands, who said it."""
    st.subheader(f"{one['number']} · {labels.named(TYPES, one['type'])}")
    standing, held = request_list.standing(one), request_list.held(one)
    templates.draw("views/requests/head.html", standing=standing, held=held)
    st.text(
        _(
            "Accepted {day}, first contact due {limit}, at {place}.",
            day=formats.instant(one["accepted_at"]),
            limit=formats.instant(one["limit_at"]),
            place=request_list.place(one),
        )
    )
    if one["summary"]:
        st.text(one["summary"])
    if one["said_by"]:
        st.text(_("Said by {name} {phone}", name=one["said_by"], phone=one["phone"] or ""))
    if one["said_by"] or one["phone"]:
        reveals.offer(by, "request", one["id"], courtyard_id=one["courtyard_id"])
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
