"""The history of a record in sentences: who did what when, each value before and after."""

from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboard.access import Principal
from dashboard.i18n import N_, _
from dashboard.queries import records
from dashboard.queries.records import Entry
from dashboard.records.kinds import Kind
from dashboard.records.names import ROLES
from dashboard.ui import cache, formats, labels, templates
from dashboard.ui.components import verdict_badges
from dashboard.ui.forms import field_widgets

VERBS = {
    "record": N_("recorded"),
    "register": N_("registered"),
    "follow_up": N_("added what happened since"),
    "correct": N_("corrected"),
    "undo": N_("took back the last change"),
    "move": N_("moved it"),
    "withdraw": N_("withdrew the record"),
    "restore": N_("brought the record back"),
    "void": N_("voided the line"),
    "step": N_("noted a step"),
    "close": N_("said that it is done"),
    "call_back": N_("noted what the resident said"),
    "reopen": N_("took it up again"),
    "turn_away": N_("turned it away"),
    "strike_off": N_("struck it off"),
    "support": N_("added a household with the same trouble"),
    "inspect": N_("recorded the inspection"),
    "report": N_("reported the hazard"),
    "fix": N_("said that it is fixed"),
    "attend": N_("noted which households came"),
    "take_part": N_("noted which households took part"),
    "serve": N_("noted somebody's volunteer hours"),
    "seat": N_("noted how a body sat"),
    "unseat": N_("took back how a body sat"),
    "reveal": N_("looked behind the masks, with a reason"),
    "enter": N_("entered fees"),
    "issue_link": N_("made a link for the resident to answer"),
    "resolve": N_("recorded the resolution"),
    "set_task": N_("set the task"),
    "done": N_("said that the task is done"),
    "postpone": N_("put the task off"),
    "drop": N_("dropped the task"),
    "bill": N_("made the month's bills"),
}


def show(by: Principal, kind: Kind, ref: int) -> list[Entry]:
    """Draw the history of a record for those who may write it; gives its entries."""
    entries = cache.read(records.history, by=by, kind=kind, ref=ref)
    if not entries:
        st.caption(_("No changes are recorded since it was first entered."))
    else:
        with st.expander(_("History ({n})", n=len(entries))):
            verdict_badges.items(line(kind, one) for one in reversed(entries))
    return entries


def line(kind: Kind, one: Entry) -> Markup:
    """One entry as harmless HTML."""
    verb = _(VERBS.get(one.verb, one.verb))
    head = _("{when} · {who} {verb}", when=formats.instant(one.at), who=actor(one.actor), verb=verb)
    told = [head]
    if one.said_by:
        told.append(_("said by {name}", name=one.said_by))
    told += [_change(kind, *value) for value in one.values if one.verb not in ("record", "withdraw")]
    if one.reason:
        told.append(_("because: {reason}", reason=one.reason))
    return templates.part("components/record_history.html", parts=told)


def _change(kind: Kind, name: str, before: Any, after: Any) -> str:
    field = kind.field(name)
    if field is None:
        return name
    if before is None:
        return field_widgets.labelled(field, field_widgets.answer(field, after))
    was, became = (field_widgets.answer(field, value) for value in (before, after))
    label = _(field.label).rstrip("?？")
    return _("{label}: {was} → {became}", label=label, was=was, became=became)


def actor(label: str) -> str:
    """Who did it, from the trail's label (`user:committee-3-12`): a role and a courtyard, never a name."""
    _kind, _colon, rest = label.partition(":")
    role, *numbers = rest.split("-")
    if role not in ROLES:
        return _("the system")
    name = labels.named(ROLES, role)
    yards = {str(one["id"]): formats.courtyard(one) for one in cache.courtyards()}
    where = yards.get(numbers[0]) if role == "committee" and numbers else None
    return f"{where} · {name}" if where else name
