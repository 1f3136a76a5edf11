"""The request loop on screen: register, the list, one request with its story and its next steps."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, allows
from dashboard.actions import requests as actions
from dashboard.i18n import _
from dashboard.queries import places, requests
from dashboard.schema.requests import (
    CallBackDraft,
    ClosingDraft,
    Outcome,
    Place,
    RequestDraft,
    RequestType,
    Satisfaction,
    StepDraft,
    StepKind,
)
from dashboard.ui import cached, forms, photos, words

FORM = "register"


def pick_courtyard(by: Principal) -> int:
    """The courtyard to enter for: one's own, or a choice."""
    if by.courtyard_id is not None:
        return by.courtyard_id
    names = {one["id"]: words.courtyard(one) for one in cached.courtyards()}
    chosen = st.pills(
        _("Courtyard"), list(names), format_func=lambda id_: names[id_], default=next(iter(names)), key="at"
    )
    return int(chosen or next(iter(names)))


def register(by: Principal) -> None:
    """The form: what, where, a few words; big choices first, now filled in."""
    if receipt := st.session_state.get("register.receipt"):
        st.success(_("Saved. Receipt number {number}.", number=receipt))
    drawn = f"register.{st.session_state.setdefault('register.drawn', 0)}"
    courtyard_id = pick_courtyard(by)
    kind = st.pills(
        _("What is it?"),
        [one.value for one in RequestType],
        format_func=words.pictured,
        key=f"{drawn}.type",
        on_change=_begun,
    )
    forms.complaint(FORM, "type")
    where, household_id, stairwell = _where(by, courtyard_id, drawn)
    summary = st.text_area(
        _("In a few words"),
        key=f"{drawn}.summary",
        max_chars=500,
        height=90,
        placeholder=_("Write what the person who comes needs to find it"),
    )
    forms.complaint(FORM, "summary")
    with st.expander(_("On behalf of somebody")):
        said_by = st.text_input(_("Said by"), key=f"{drawn}.said_by", max_chars=60, autocomplete="off")
        phone = st.text_input(_("Phone"), key=f"{drawn}.phone", max_chars=30, autocomplete="off")
    if st.button(_("Save the request"), type="primary", width="stretch", key="register.save"):
        values = {
            "courtyard_id": courtyard_id,
            "household_id": household_id,
            "place": where,
            "stairwell": stairwell,
            "type": kind,
            "summary": summary or (words.named(words.TYPES, kind) if kind else None),
            "said_by": said_by or None,
            "phone": phone or None,
        }
        made = forms.save(FORM, lambda **how: actions.register(draft=_draft(values), **how))
        if made is not None:
            # A new number draws an empty form; the receipt stays until the next one is begun.
            st.session_state["register.drawn"] += 1
            st.session_state["register.receipt"] = made.number
            st.rerun()


def _begun() -> None:
    st.session_state.pop("register.receipt", None)


def _draft(values: dict[str, Any]) -> RequestDraft:
    """The draft of what was chosen; what was left out is missing, not empty."""
    given = {name: value for name, value in values.items() if value is not None}
    return RequestDraft.check(**given, accepted_at=clock.now())


def _where(by: Principal, courtyard_id: int, drawn: str) -> tuple[str | None, int | None, int | None]:
    where = st.pills(
        _("Where?"),
        [one.value for one in Place],
        format_func=lambda code: words.named(words.PLACES, code),
        key=f"{drawn}.place",
    )
    forms.complaint(FORM, "place")
    if where not in (Place.FLAT, Place.STAIRWELL, Place.ROOF):
        return where, None, None
    homes = cached.read(places.households, by=by, courtyard_id=courtyard_id)
    stairwells = sorted({home["stairwell"] for home in homes})
    stairwell = st.pills(
        _("Stairwell"),
        stairwells,
        format_func=lambda no: _("Stairwell {no}", no=no),
        key=f"{drawn}.stairwell",
    )
    if where != Place.FLAT or stairwell is None:
        forms.complaint(FORM, "household_id")
        return where, None, stairwell
    rooms = {home["id"]: home["room"] for home in homes if home["stairwell"] == stairwell}
    room = st.pills(_("Flat"), list(rooms), format_func=lambda id_: rooms[id_], key=f"{drawn}.household")
    forms.complaint(FORM, "household_id")
    return where, room, stairwell


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
    at = None
    if by.courtyard_id is None:
        names = {one["id"]: words.courtyard(one) for one in cached.courtyards()}
        at = right.selectbox(
            _("Courtyard"),
            list(names),
            index=None,
            format_func=lambda id_: names[id_],
            placeholder=_("All courtyards"),
            key="in",
        )
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


def _line(row: dict[str, Any]) -> dict[str, Any]:
    due = words.day(row["due_on"])
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
    _next(by, one)
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


def _next(by: Principal, one: dict[str, Any]) -> None:
    """The steps that fit where the request stands and that the reader may take."""
    steps: list[tuple[str, Action, Callable[..., None]]] = []
    if one["status"] in ("accepted", "in_hand"):
        steps = [
            (_("Contact"), Action.ANSWER_REQUEST, _contact),
            (_("Close"), Action.CLOSE_REQUEST, _close),
            (_("Reject or transfer"), Action.TURN_AWAY_REQUEST, _turn_away),
        ]
    elif one["status"] in ("closed", "confirmed"):
        steps = [
            (_("Call-back"), Action.CALL_BACK, _call_back),
            (_("Reopen"), Action.REOPEN_REQUEST, _reopen),
        ]
    where = {"courtyard_id": one["courtyard_id"], "handler_id": one["handler_id"]}
    allowed = [(name, draw) for name, action, draw in steps if allows(by, action, **where)]
    if not allowed:
        return
    for tab, (_name, draw) in zip(st.tabs([name for name, _draw in allowed]), allowed, strict=True):
        with tab:
            draw(one)


def _saved(name: str, write: Callable[..., Any]) -> None:
    if forms.save(name, write) is not None:
        st.session_state.pop(f"version.{name}", None)
        st.toast(_("Saved."))
        st.rerun()


def _version(name: str, one: dict[str, Any]) -> int:
    """The version that the form was opened with, kept while it is filled in."""
    return int(st.session_state.setdefault(f"version.{name}", one["version"]))


def _contact(one: dict[str, Any]) -> None:
    name = f"contact.{one['id']}"
    kinds = [StepKind.CONTACT.value, StepKind.VISIT.value, StepKind.DISPATCH.value, StepKind.EXTENSION.value]
    version = _version(name, one)
    kind = st.pills(
        _("What was done?"),
        kinds,
        default=kinds[0],
        format_func=lambda code: words.named(words.STEPS, code),
        key=f"{name}.kind",
    )
    note = st.text_area(_("Remark"), key=f"{name}.note", max_chars=500, height=80)
    promised = handler = None
    if kind == StepKind.EXTENSION:
        later = clock.today() + timedelta(days=7)
        promised = st.date_input(_("New date promised"), value=later, key=f"{name}.promised")
    if kind == StepKind.DISPATCH:
        bodies = {body["id"]: words.courtyard(body) for body in cached.read(places.handlers)}
        handler = st.selectbox(
            _("To whom"), list(bodies), format_func=lambda id_: bodies[id_], key=f"{name}.to"
        )
    if st.button(_("Save this step"), type="primary", key=f"{name}.save"):
        _saved(
            name,
            lambda **how: actions.step(
                draft=StepDraft.check(
                    request_id=one["id"],
                    kind=kind or StepKind.NOTE,
                    at=clock.now(),
                    note=note or None,
                    promised_on=promised,
                    organisation_id=handler,
                ),
                version=version,
                **how,
            ),
        )


def _close(one: dict[str, Any]) -> None:
    name = f"close.{one['id']}"
    version = _version(name, one)
    done = st.text_area(_("What was done?"), key=f"{name}.done", max_chars=500, height=80)
    forms.complaint(name, "done")
    st.caption(_("Closed is the handler's word. Whether it is solved, the resident says."))
    if st.button(_("Close the request"), type="primary", key=f"{name}.save"):
        _saved(
            name,
            lambda **how: actions.close(
                draft=ClosingDraft.check(request_id=one["id"], closed_at=clock.now(), done=done),
                version=version,
                **how,
            ),
        )


def _call_back(one: dict[str, Any]) -> None:
    name = f"call.{one['id']}"
    version = _version(name, one)
    closing = one["closings"][-1]
    outcome = st.pills(
        _("Is it solved?"),
        [code.value for code in Outcome],
        format_func=lambda code: words.named(words.OUTCOMES, code),
        key=f"{name}.outcome",
    )
    forms.complaint(name, "outcome")
    satisfaction = None
    if outcome != Outcome.UNREACHED:
        satisfaction = st.pills(
            _("Is the resident satisfied?"),
            [code.value for code in Satisfaction],
            format_func=lambda code: words.named(words.SATISFACTION, code),
            key=f"{name}.satisfaction",
        )
    called_on = st.date_input(
        _("Day of the call"), value=clock.today(), max_value=clock.today(), key=f"{name}.day"
    )
    forms.complaint(name, "called_on")
    if st.button(_("Save the call-back"), type="primary", key=f"{name}.save"):
        given = {"outcome": outcome} if outcome else {}
        _saved(
            name,
            lambda **how: actions.call_back(
                draft=CallBackDraft.check(
                    closing_id=closing["id"], called_on=called_on, satisfaction=satisfaction, **given
                ),
                version=version,
                **how,
            ),
        )


def _reopen(one: dict[str, Any]) -> None:
    _reasoned(one, "reopen", [StepKind.REOPEN], actions.reopen, _("Reopen the request"))


def _turn_away(one: dict[str, Any]) -> None:
    kinds = [StepKind.TRANSFER, StepKind.REJECT]
    _reasoned(one, "turn_away", kinds, actions.turn_away, _("Save with this reason"))


def _reasoned(
    one: dict[str, Any], verb: str, kinds: list[StepKind], action: Callable[..., Any], label: str
) -> None:
    name = f"{verb}.{one['id']}"
    version = _version(name, one)
    kind: str | None = kinds[0].value
    if len(kinds) > 1:
        kind = st.pills(
            _("What was done?"),
            [code.value for code in kinds],
            default=kinds[0].value,
            format_func=lambda code: words.named(words.STEPS, code),
            key=f"{name}.kind",
        )
    note = st.text_area(_("Reason"), key=f"{name}.note", max_chars=500, height=80)
    forms.complaint(name, "note")
    if st.button(label, type="primary", key=f"{name}.save"):
        _saved(
            name,
            lambda **how: action(
                draft=StepDraft.check(
                    request_id=one["id"], kind=kind or kinds[0], at=clock.now(), note=note or None
                ),
                version=version,
                **how,
            ),
        )
