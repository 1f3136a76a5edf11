"""Putting a record right: its history, undo, correction, withdrawal, and what was withdrawn brought back."""

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from dashboard.access import Principal, scope
from dashboard.actions import record_rules
from dashboard.actions import records as actions
from dashboard.i18n import _, _n
from dashboard.queries import records
from dashboard.queries.records import Entry
from dashboard.records.kinds import Field, Kind, shown
from dashboard.ui import cached, confirmation, forms, history, questions, stale, words
from dashboard.ui.questions import Asking


def own(by: Principal, kind: Kind, ref: int) -> None:
    """Below the page that a kind of record has for itself: its history, and how to put it right."""
    if not scope(by, kind.record):
        return
    row = cached.read(records.one, by=by, kind=kind, ref=ref)
    told = history.show(by, kind, ref)
    if row["writable"]:
        mend(by, kind, row, told)


def mend(by: Principal, kind: Kind, row: dict[str, Any], told: list[Entry]) -> None:
    """Undo, correct, withdraw: for whoever may write the record, also from pages of its own."""
    changes = [one.verb for one in told if one.verb != "reveal"]
    if changes and changes[-1] in record_rules.CAN_BE_UNDONE:
        name = f"undo.{kind.noun}.{row['id']}"
        if forms.button(name, _("Take back the last change")):
            how = {"kind": kind, "ref": row["id"], "version": row["version"]}
            forms.finish(name, lambda **to: actions.undo(**how, **to))
    if row.get("void_on"):
        return
    # A name of its own: what others save moves it on the page, and must not close it over what is typed.
    with st.expander(_("Something is wrong: correct it"), key=f"lid-correct-{kind.noun}-{row['id']}"):
        _correct(by, kind, row)
    if not kind.stays:
        label = _("Void this line") if kind.void else _("It should not be here: withdraw it")
        with st.expander(label):
            _withdraw(kind, row, label)


def opened_with(name: str, row: dict[str, Any], begun: bool) -> int:
    """The version on the page when the reader began to fill a form in; until then the one that is there."""
    if not begun:
        forms.forget(name)
    return forms.version(name, row)


def _editing(asking: Asking, field: Field) -> stale.Editing:
    return stale.Editing(
        key=asking.key(field),
        label=_(field.label),
        into=partial(questions.held, field),
        told=partial(questions.answer, field),
    )


def _correct(by: Principal, kind: Kind, row: dict[str, Any]) -> None:
    """The stored values to be put right, with the reason; what is masked may be said anew."""
    name = f"correct.{kind.noun}.{row['id']}"
    drawn = forms.drawn(name)
    reasoned = bool(st.session_state.get(f"{drawn}.reason"))
    version = opened_with(name, row, reasoned or stale.begun(name))
    before = cached.read(records.stored, by=by, kind=kind, ref=row["id"])
    asking = Asking(by, kind, name, row["at"], row[kind.day])
    values: dict[str, Any] = {}
    for field in kind.fields:
        stands = row.get(field.name) is not None or not field.later
        if field.fixed or not stands or not shown(field, {**before, **values}):
            continue
        if field.name in before:
            stale.edits(name, field.name, _editing(asking, field), before[field.name])
        said = asking.ask(replace(field, today=False), before.get(field.name))
        changed = said != before[field.name] if field.name in before else said is not None
        if changed:
            values[field.name] = said
    reason = st.text_input(
        _("Why is it corrected?"), key=f"{drawn}.reason", max_chars=200, autocomplete="off"
    )
    forms.complaint(name, "reason")
    if forms.button(name, _("Save the correction")):
        how = {"kind": kind, "ref": row["id"], "values": values, "version": version, "reason": reason}
        forms.finish(name, lambda **to: actions.correct(**how, **to))


def _withdraw(kind: Kind, row: dict[str, Any], label: str) -> None:
    name = f"withdraw.{kind.noun}.{row['id']}"
    drawn = forms.drawn(name)
    version = opened_with(name, row, bool(st.session_state.get(f"{drawn}.reason")))
    reason = st.text_input(_("Why?"), key=f"{drawn}.reason", max_chars=200, autocomplete="off")
    forms.complaint(name, "reason")
    if kind.void:
        st.caption(_("The line stays in the ledger, marked as void."))
    else:
        st.caption(_("It no longer counts. Nothing is lost: it can be brought back from the list."))
    if forms.button(name, label):
        how = {"kind": kind, "ref": row["id"], "version": version, "reason": reason}
        if forms.save(name, lambda **to: actions.withdraw(**how, **to)) is not None:
            forms.forget(name)
            st.query_params.pop(kind.noun, None)
            confirmation.give()


def withdrawn(by: Principal, kind: Kind) -> None:
    """What was taken out, to be brought back."""
    rows = cached.read(records.withdrawn, by=by, kind=kind)
    if not rows:
        return
    with st.expander(_n("{n} withdrawn record", "{n} withdrawn records", len(rows))):
        for row in rows:
            day = words.day(row["day"])
            st.markdown(
                _(
                    "{day} · withdrawn {at}: {reason}",
                    day=day,
                    at=words.instant(row["at"]),
                    reason=words.plain(row["reason"] or "—"),
                )
            )
            name = f"restore.{kind.noun}.{row['id']}"
            if st.button(_("Bring it back"), key=f"{name}.save"):
                how = {"kind": kind, "ref": row["id"]}
                forms.finish(name, lambda how=how, **to: actions.restore(**how, **to))
