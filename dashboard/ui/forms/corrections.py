"""Putting a record right: its history, undo, correction, withdrawal, and what was withdrawn brought back."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal, scope
from dashboard.actions import record_rules
from dashboard.actions import records as actions
from dashboard.i18n import _, _n
from dashboard.queries import records
from dashboard.queries.records import Entry
from dashboard.records.kinds import Field, Kind, shown
from dashboard.ui import cache, formats
from dashboard.ui.components import record_history
from dashboard.ui.forms import conflicts, field_widgets, form
from dashboard.ui.forms.field_widgets import Asking


def own(by: Principal, kind: Kind, ref: int) -> None:
    """Below the page that a kind of record has for itself: its history, and how to put it right."""
    if not scope(by, kind.record):
        return
    row = cache.read(records.one, by=by, kind=kind, ref=ref)
    told = record_history.show(by, kind, ref)
    if row["writable"]:
        mend(by, kind, row, told)


def mend(by: Principal, kind: Kind, row: dict[str, Any], told: list[Entry]) -> None:
    """Undo, correct, withdraw: for whoever may write the record, also from pages of its own."""
    changes = [one.verb for one in told if one.verb != "reveal"]
    if changes and changes[-1] in record_rules.CAN_BE_UNDONE:
        name = f"undo.{kind.noun}.{row['id']}"
        if form.button(name, _("Take back the last change")):
            how = {"kind": kind, "ref": row["id"], "version": row["version"]}
            form.save_and_rerun(name, lambda **to: actions.undo(**how, **to), counts=counted_on(kind, row))
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
        form.forget(name)
    return form.version(name, row)


def counted_on(
    kind: Kind, row: dict[str, Any], values: dict[str, Any] | None = None
) -> tuple[str, *tuple[date, ...]]:
    """The table of a record and the days that it may count for: its own, today, and those said now."""
    said = [value for value in (values or {}).values() if isinstance(value, date)]
    return kind.noun, row[kind.day], clock.today(), *said


def _editing(asking: Asking, field: Field) -> conflicts.Editing:
    return conflicts.Editing(
        key=asking.key(field),
        label=_(field.label),
        into=partial(field_widgets.held, field),
        told=partial(field_widgets.answer, field),
    )


def _correct(by: Principal, kind: Kind, row: dict[str, Any]) -> None:
    """The stored values to be put right, with the reason; what is masked may be said anew."""
    name = f"correct.{kind.noun}.{row['id']}"
    drawn = form.widget_prefix(name)
    reasoned = bool(st.session_state.get(f"{drawn}.reason"))
    version = opened_with(name, row, reasoned or conflicts.begun(name))
    before = cache.read(records.stored, by=by, kind=kind, ref=row["id"])
    asking = Asking(by, kind, name, row["at"], row[kind.day])
    values: dict[str, Any] = {}
    for field in kind.fields:
        stands = row.get(field.name) is not None or not field.later
        if field.fixed or not stands or not shown(field, {**before, **values}):
            continue
        if field.name in before:
            conflicts.edits(name, field.name, _editing(asking, field), before[field.name])
        said = asking.ask(replace(field, today=False), before.get(field.name))
        changed = said != before[field.name] if field.name in before else said is not None
        if changed:
            values[field.name] = said
    reason = st.text_input(
        _("Why is it corrected?"), key=f"{drawn}.reason", max_chars=200, autocomplete="off"
    )
    form.field_error(name, "reason")
    if form.button(name, _("Save the correction")):
        how = {"kind": kind, "ref": row["id"], "values": values, "version": version, "reason": reason}
        form.save_and_rerun(
            name, lambda **to: actions.correct(**how, **to), counts=counted_on(kind, row, values)
        )


def _withdraw(kind: Kind, row: dict[str, Any], label: str) -> None:
    name = f"withdraw.{kind.noun}.{row['id']}"
    drawn = form.widget_prefix(name)
    version = opened_with(name, row, bool(st.session_state.get(f"{drawn}.reason")))
    reason = st.text_input(_("Why?"), key=f"{drawn}.reason", max_chars=200, autocomplete="off")
    form.field_error(name, "reason")
    if kind.void:
        st.caption(_("The line stays in the ledger, marked as void."))
    else:
        st.caption(_("It no longer counts. Nothing is lost: it can be brought back from the list."))
    if form.button(name, label):
        how = {"kind": kind, "ref": row["id"], "version": version, "reason": reason}
        form.save_and_rerun(
            name,
            lambda **to: actions.withdraw(**how, **to),
            counts=counted_on(kind, row),
            after=lambda: st.query_params.pop(kind.noun, None),
        )


def withdrawn(by: Principal, kind: Kind) -> None:
    """What was taken out, to be brought back."""
    rows = cache.read(records.withdrawn, by=by, kind=kind)
    if not rows:
        return
    with st.expander(_n("{n} withdrawn record", "{n} withdrawn records", len(rows))):
        for row in rows:
            day = formats.day(row["day"])
            st.markdown(
                _(
                    "{day} · withdrawn {at}: {reason}",
                    day=day,
                    at=formats.instant(row["at"]),
                    reason=formats.plain(row["reason"] or "—"),
                )
            )
            name = f"restore.{kind.noun}.{row['id']}"
            if st.button(_("Bring it back"), key=f"{name}.save"):
                how = {"kind": kind, "ref": row["id"]}
                counts = (kind.noun, row["day"], clock.today())
                form.save_and_rerun(name, lambda how=how, **to: actions.restore(**how, **to), counts=counts)
