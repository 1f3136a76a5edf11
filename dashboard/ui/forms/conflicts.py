"""A record that somebody else changed while a form was filled in: both versions, and the choice.

Where the form knows the field of every value, each is chosen by itself; a form that only adds to a record
(a step, a closing) is saved beside what is stored, or dropped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from dashboard.errors import StaleVersion
from dashboard.i18n import _
from dashboard.records.names import STATUS
from dashboard.ui import formats, labels, messages
from dashboard.ui.formats import plain
from dashboard.ui.forms import unsent
from dashboard.ui.shell.fragments import callback

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Editing:
    """A field for a stored value: `into` makes of the value what its widget holds, `told` what is read."""

    key: str
    label: str
    into: Callable[[Any], Any]
    told: Callable[[Any], str]


def edits(name: str, field: str, editing: Editing, stored: Any) -> None:
    """Tell, before its widget is drawn, that a field edits a stored value.

    As long as nobody touches it, it follows what is stored: else it would undo what somebody else put right.
    """
    st.session_state.setdefault(f"form.{name}.edits", {})[field] = editing
    opened: dict[str, Any] = st.session_state.setdefault(f"form.{name}.opened", {})
    was, now = opened.setdefault(editing.key, stored), editing.into(stored)
    if was != stored and st.session_state.get(editing.key) == editing.into(was):
        st.session_state[editing.key] = now
        opened[editing.key] = stored


def begun(name: str) -> bool:
    """Whether somebody has touched a field of a form that edits stored values."""
    state, opened = st.session_state, st.session_state.get(f"form.{name}.opened", {})
    fields = [one for one in state.get(f"form.{name}.edits", {}).values() if one.key in opened]
    return any(one.key in state and state[one.key] != one.into(opened[one.key]) for one in fields)


def note(name: str, error: StaleVersion) -> None:
    """Remember both versions until one is saved; the form now stands on the stored one."""
    st.session_state[f"form.{name}.stale"] = error
    st.session_state.pop(f"version.{name}", None)
    for field in error.mine:
        st.session_state.pop(_key(name, field), None)


def settle(name: str) -> None:
    """The form is saved."""
    st.session_state.pop(f"form.{name}.stale", None)


def show(name: str) -> None:
    """Both versions and the choice, where a save was refused."""
    error: StaleVersion | None = st.session_state.get(f"form.{name}.stale")
    if error is None:
        return
    st.warning(messages.trouble(error))
    fields: dict[str, Editing] = st.session_state.get(f"form.{name}.edits", {})
    if error.mine and all(field in fields for field in error.mine):
        _choose_each(name, error, fields)
    else:
        _choose_all(name, error)


def _choose_each(name: str, error: StaleVersion, fields: dict[str, Editing]) -> None:
    for field, mine in error.mine.items():
        editing, theirs = fields[field], error.theirs.get(field)
        if editing.into(theirs) == editing.into(mine):
            continue
        names = {
            MINE: _("What you entered: {value}", value=plain(editing.told(mine))),
            THEIRS: _("Stored now: {value}", value=plain(editing.told(theirs))),
        }
        st.radio(
            editing.label,
            list(names),
            format_func=names.__getitem__,
            key=_key(name, field),
            on_change=callback(_take),
            args=(name, field),
        )
    st.caption(_("Choose for each, then save once more. Nothing is overwritten unseen."))


def _take(name: str, field: str) -> None:
    """Put the chosen version into the form."""
    error: StaleVersion = st.session_state[f"form.{name}.stale"]
    editing: Editing = st.session_state[f"form.{name}.edits"][field]
    chosen = error.theirs if st.session_state[_key(name, field)] == THEIRS else error.mine
    st.session_state[editing.key] = editing.into(chosen.get(field))


def _choose_all(name: str, error: StaleVersion) -> None:
    st.table(
        [
            {
                _("Field"): _(labels.FIELDS.get(field, field)),
                _("Stored now"): plain(_shown(error.theirs.get(field))),
                _("What you entered"): plain(_shown(mine)),
            }
            for field, mine in error.mine.items()
        ]
    )
    st.caption(_("Look at both. Saving again adds yours to what is stored now."))
    st.button(
        _("Keep what is stored, drop mine"),
        on_click=callback(unsent.discard),
        args=(name,),
        width="stretch",
        key=f"theirs.{name}",
    )


def _key(name: str, field: str) -> str:
    return f"stale.{name}.{field}"


def _shown(value: Any) -> str:
    if value is None or isinstance(value, date):
        return formats.day(value)
    return str(labels.named(STATUS, value)) if str(value) in STATUS else str(value)
