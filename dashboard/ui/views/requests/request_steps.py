"""The next steps of a request: contact, close, call back, reopen, turn away; each a form of its own."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, allows
from dashboard.actions import requests as actions
from dashboard.i18n import _
from dashboard.queries import places
from dashboard.records.names import OUTCOMES, SATISFACTION, STEPS
from dashboard.schema.requests import CallBackDraft, ClosingDraft, Outcome, Satisfaction, StepDraft, StepKind
from dashboard.ui import cache, formats, labels
from dashboard.ui.components import links
from dashboard.ui.forms import form


def offer(by: Principal, one: dict[str, Any]) -> None:
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
    if _is_unsolved(one):
        steps.reverse()
    if one["status"] == "confirmed":
        steps.append((_("Strike off"), Action.REOPEN_REQUEST, _strike_off))
    where = {"courtyard_id": one["courtyard_id"], "handler_id": one["handler_id"]}
    allowed = [(name, draw) for name, action, draw in steps if allows(by, action, **where)]
    if not allowed:
        return
    for tab, (_name, draw) in zip(st.tabs([name for name, _draw in allowed]), allowed, strict=True):
        with tab:
            draw(one)


def _is_unsolved(one: dict[str, Any]) -> bool:
    """Whether the resident's last word on a closing that stands is that it is not solved."""
    if one["status"] != "closed":
        return False
    closing = one["closings"][-1]["id"]
    heard = [call["outcome"] for call in one["call_backs"] if call["closing_id"] == closing and call["last"]]
    return heard == [Outcome.UNSOLVED]


def _opened_with(name: str, one: dict[str, Any], **at_rest: Any) -> int:
    """The version that was on the page when the reader began to fill in; until then the one that is there.

    `at_rest` names the fields of the form with their values before anything is filled in.
    """
    drawn = form.widget_prefix(name)
    begun = any(st.session_state.get(f"{drawn}.{field}", value) != value for field, value in at_rest.items())
    if not begun:
        form.forget(name)
    return form.version(name, one)


def _checked(one: dict[str, Any], *, note: str, **values: Any) -> StepDraft:
    return StepDraft.check(request_id=one["id"], **form.stated({"note": note or None, **values}))


def _contact(one: dict[str, Any]) -> None:
    name = f"contact.{one['id']}"
    kinds = [StepKind.CONTACT.value, StepKind.VISIT.value, StepKind.DISPATCH.value, StepKind.EXTENSION.value]
    version, drawn = _opened_with(name, one, note="", kind=None), form.widget_prefix(name)
    kind = st.pills(
        _("What was done?"),
        kinds,
        required=True,
        format_func=lambda code: labels.named(STEPS, code),
        key=f"{drawn}.kind",
    )
    form.field_error(name, "kind")
    note = st.text_area(_("Remark"), key=f"{drawn}.note", max_chars=500, height=80)
    promised = handler = None
    if kind == StepKind.EXTENSION:
        promised = st.date_input(
            _("New date promised"), value=None, min_value=clock.today(), key=f"{drawn}.promised"
        )
        form.field_error(name, "promised_on")
    if kind == StepKind.DISPATCH:
        handler = _receiver(name, drawn)
    if form.button(name, _("Save this step"), type="primary"):
        form.save_and_rerun(
            name,
            lambda **how: actions.step(
                draft=_checked(
                    one, kind=kind, at=how["now"], note=note, promised_on=promised, organisation_id=handler
                ),
                version=version,
                **how,
            ),
            counts=("request", one["accepted_on"]),
        )


def _receiver(name: str, drawn: str) -> int | None:
    bodies = {body["id"]: formats.courtyard(body) for body in cache.read(places.handlers)}
    handler: int | None = st.selectbox(
        _("To whom"),
        list(bodies),
        index=None,
        placeholder=_("Please choose"),
        format_func=lambda id_: bodies[id_],
        key=f"{drawn}.to",
    )
    form.field_error(name, "organisation_id")
    return handler


def _close(one: dict[str, Any]) -> None:
    name = f"close.{one['id']}"
    version, drawn = _opened_with(name, one, done=""), form.widget_prefix(name)
    done = st.text_area(_("What was done?"), key=f"{drawn}.done", max_chars=500, height=80)
    form.field_error(name, "done")
    st.caption(_("Closed is the handler's word. Whether it is solved, the resident says."))
    if form.button(name, _("Close the request"), type="primary"):
        form.save_and_rerun(
            name,
            lambda **how: actions.close(
                draft=ClosingDraft.check(request_id=one["id"], closed_at=how["now"], done=done),
                version=version,
                **how,
            ),
            counts=("closing", one["accepted_on"]),
        )


def _call_back(one: dict[str, Any]) -> None:
    name = f"call.{one['id']}"
    version, drawn = _opened_with(name, one, outcome=None, satisfaction=None), form.widget_prefix(name)
    closing = one["closings"][-1]
    if one["status"] == "closed":
        links.slips(one["id"])
    outcome = st.pills(
        _("Is it solved?"),
        [code.value for code in Outcome],
        format_func=lambda code: labels.named(OUTCOMES, code),
        key=f"{drawn}.outcome",
    )
    form.field_error(name, "outcome")
    satisfaction = None
    if outcome != Outcome.UNREACHED:
        satisfaction = st.pills(
            _("Is the resident satisfied?"),
            [code.value for code in Satisfaction],
            format_func=lambda code: labels.named(SATISFACTION, code),
            key=f"{drawn}.satisfaction",
        )
    called_on = st.date_input(
        _("Day of the call"), value=clock.today(), max_value=clock.today(), key=f"{drawn}.day"
    )
    form.field_error(name, "called_on")
    if form.button(name, _("Save the call-back"), type="primary"):
        given = {"outcome": outcome} if outcome else {}
        form.save_and_rerun(
            name,
            lambda **how: actions.call_back(
                draft=CallBackDraft.check(
                    closing_id=closing["id"], called_on=called_on, satisfaction=satisfaction, **given
                ),
                version=version,
                **how,
            ),
            counts=("call_back", called_on),
        )


def _reopen(one: dict[str, Any]) -> None:
    words = ""
    if _is_unsolved(one):
        st.warning(_("The resident says that it is not solved: please take it up again."))
        words = _("The resident says that it is not solved.")
    label = _("Reopen the request")
    _reasoned(one, "reopen", [StepKind.REOPEN], actions.reopen, label, ask=_("Reason"), words=words)


def _strike_off(one: dict[str, Any]) -> None:
    st.caption(_("Solved, and the resident says so: the request leaves the list."))
    _reasoned(
        one,
        "strike_off",
        [StepKind.STRIKE_OFF],
        actions.strike_off,
        _("Strike it off the list"),
        ask=_("Remark"),
    )


def _turn_away(one: dict[str, Any]) -> None:
    kinds = [StepKind.TRANSFER, StepKind.REJECT]
    _reasoned(one, "turn_away", kinds, actions.turn_away, _("Save with this reason"), ask=_("Reason"))


def _reasoned(
    one: dict[str, Any],
    verb: str,
    kinds: list[StepKind],
    action: Callable[..., Any],
    label: str,
    *,
    ask: str,
    words: str = "",
) -> None:
    """A step that is told in words: what they are asked as and begin with, what the button says."""
    name = f"{verb}.{one['id']}"
    # With words to begin with it is another field: what was typed or left empty without them stays away.
    field = "note_begun" if words else "note"
    only = kinds[0].value if len(kinds) == 1 else None
    version, drawn = _opened_with(name, one, kind=None, **{field: words}), form.widget_prefix(name)
    kind: str | None = only
    if only is None:
        kind = st.pills(
            _("What was done?"),
            [code.value for code in kinds],
            required=True,
            format_func=lambda code: labels.named(STEPS, code),
            key=f"{drawn}.kind",
        )
        form.field_error(name, "kind")
    note = st.text_area(ask, value=words, key=f"{drawn}.{field}", max_chars=500, height=80)
    form.field_error(name, "note")
    if form.button(name, label, type="primary"):
        form.save_and_rerun(
            name,
            lambda **how: action(
                draft=_checked(one, kind=kind, at=how["now"], note=note),
                version=version,
                **how,
            ),
            counts=("request", one["accepted_on"]),
        )
