"""The form of every simple kind of record: its questions, what is read back, the receipt."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal, Scope, scope
from dashboard.actions import records as actions
from dashboard.i18n import _
from dashboard.queries import records
from dashboard.records.kinds import Field, Input, Kind, Where, shown
from dashboard.rules.usual import usual
from dashboard.ui import cache, formats
from dashboard.ui.components import counts_towards, links
from dashboard.ui.forms import field_widgets, form, form_screens
from dashboard.ui.forms.field_widgets import Asking
from dashboard.ui.forms.pickers import AT, pick_courtyard
from dashboard.ui.shell.fragments import callback

A_SCREEN = 4
EVERYWHERE = 0
SAID_BY = "said_by"
Write = Callable[..., Any]


def new(by: Principal, kind: Kind, write: Write | None = None, at: int | None = None) -> None:
    """The form of a new record; in large type a few questions a screen.

    `write` saves the values of a kind whose records are made by a verb of its own; `at` is the courtyard
    that the form opens with.
    """
    if _receipt(by, kind):
        return
    form.widget_prefix(kind.noun, also=(AT,))
    links.paper(kind.noun)
    if kind.note:
        st.caption(_(kind.note))
    groups = _groups(kind)
    screens = form_screens.Screens(kind.noun, len(groups))
    asking, values, said_by = _asked(by, kind, groups, screens, at)
    full = field_widgets.completed(kind, values)
    with screens.read_back(_read_back(asking, full)):
        _question_unusual(asking, full)
        pressed = st.button(_("Save"), type="primary", width="stretch", key=f"{kind.noun}.save")
    if pressed and _is_nowhere(kind, values):
        form.ask_for(kind.noun, ["courtyard_id"])
        screens.turn_to_trouble()
    elif pressed:
        was = counts_towards.before(by, kind.noun, values.get(kind.day) or clock.today())
        form.save(
            kind.noun,
            lambda **how: write(full, **how) if write else _create(kind, full, said_by, **how),
            lambda made: (made.id, was),
        )
        screens.turn_to_trouble()
    counts_towards.ways(kind.noun)


def _create(kind: Kind, values: dict[str, Any], said_by: str | None, **how: Any) -> Any:
    return actions.create(kind=kind, values=values, said_by=said_by, **how)


def _groups(kind: Kind) -> list[list[Field]]:
    """The questions of the first page, as screens."""
    return [list(kind.first[start : start + A_SCREEN]) for start in range(0, len(kind.first), A_SCREEN)]


def _asked(
    by: Principal, kind: Kind, groups: list[list[Field]], screens: form_screens.Screens, at: int | None = None
) -> tuple[Asking, dict[str, Any], str | None]:
    """Ask everything; gives the answers and who said it."""
    values: dict[str, Any] = {}
    said_by, asking = None, Asking(by, kind, kind.noun)
    for group in groups:
        with screens.part():
            if group is groups[0]:
                values |= _where(by, kind, at)
                asking = Asking(by, kind, kind.noun, values.get("courtyard_id"), clock.today())
                if _is_nowhere(kind, values):
                    screens.need("courtyard_id", None)
                else:
                    _like_last_time(asking)
            for field in group:
                _ask(asking, field, values, screens)
            if group is groups[-1]:
                said_by = _more(asking, values)
    return asking, values, said_by


def _ask(
    asking: Asking, field: Field, values: dict[str, Any], screens: form_screens.Screens | None = None
) -> None:
    """Ask one question where it makes sense after those before it."""
    if not shown(field, values):
        return
    values[field.name] = asking.ask(field)
    if screens is not None and asking.needed(field):
        screens.need(field.name, values[field.name])


def _more(asking: Asking, values: dict[str, Any]) -> str | None:
    """What is rarely needed, behind a lid; gives who said it."""
    with st.expander(_("More, and on behalf of somebody")):
        for field in asking.kind.rare:
            _ask(asking, field, values)
        said: str = st.text_input(
            _("Said by"), key=f"{form.widget_prefix(asking.form)}.{SAID_BY}", max_chars=60, autocomplete="off"
        )
        st.caption(_("If you type for somebody else: you are recorded as the one who typed."))
    return said.strip() or None


def _where(by: Principal, kind: Kind, at: int | None) -> dict[str, Any]:
    """The courtyard to record for: one's own, a choice, or the whole site."""
    if kind.where in (Where.SITE, Where.BODY):
        return {}
    if kind.where is Where.COURTYARD or scope(by, kind.record) is Scope.OWN:
        chosen = pick_courtyard(by, kind.noun, first=at)
        return {} if chosen is None else {"courtyard_id": chosen}
    # Where a courtyard only helps to find what is stored, not to know it is a good beginning.
    names = {EVERYWHERE: _("Whole site") if kind.where is Where.EITHER else _("I do not know")}
    names |= {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    picked = st.pills(
        _("Which courtyard?"),
        list(names),
        format_func=lambda id_: formats.plain(names[id_]),
        default=at or (None if kind.where is Where.EITHER else EVERYWHERE),
        required=True,
        key=f"{form.widget_prefix(kind.noun)}.courtyard",
    )
    form.field_error(kind.noun, "courtyard_id")
    return {} if picked is None else {"courtyard_id": picked or None}


def _is_nowhere(kind: Kind, values: Mapping[str, Any]) -> bool:
    """Whether it is still open to which courtyard the record belongs, or that it is the whole site's."""
    return kind.where not in (Where.SITE, Where.BODY) and "courtyard_id" not in values


def _like_last_time(asking: Asking) -> None:
    """One tap that fills the form in as the last one was; the day is today's."""
    where = {"courtyard_id": asking.courtyard_id}
    last = cache.read(records.latest, by=asking.by, kind=asking.kind, **where)
    if last is not None:
        st.button(
            _("🔁 Like last time"),
            on_click=callback(_fill),
            args=(asking, last),
            width="stretch",
            key=f"{asking.form}.again",
        )


def _fill(asking: Asking, last: Mapping[str, Any]) -> None:
    for field in asking.kind.fields:
        value = last.get(field.name)
        personal = asking.kind.privacy(field.name) is not None
        if value is None or personal or field.later or field.input is Input.DAY:
            continue
        st.session_state[asking.key(field)] = str(value) if field.input is Input.CHOICE else value


def _question_unusual(asking: Asking, values: Mapping[str, Any]) -> None:
    """Say what is usual beside a number, and question one that is not; it is not refused."""
    for field in asking.kind.fields:
        value = values.get(field.name)
        if not field.usual or value is None:
            continue
        alike = [one.name for one in asking.kind.fields if one.input in (Input.ROOM, Input.CHOICE)]
        same = {name: values.get(name) for name in alike}
        past = {"field": field.name, "same": same, "before": values[asking.kind.day]}
        earlier = cache.read(records.past, by=asking.by, kind=asking.kind, **past)
        found = usual(earlier)
        if found is None:
            continue
        low, high = round(found.low), round(found.high)
        if found.is_unusual(value):
            st.warning(
                _(
                    "Usually it is {low} to {high}. Is {value} right? Then just save.",
                    low=low,
                    high=high,
                    value=value,
                )
            )
        else:
            st.caption(
                _("Usually it is {low} to {high}; last time {last:g}.", low=low, high=high, last=earlier[0])
            )


def _read_back(asking: Asking, values: Mapping[str, Any]) -> list[str]:
    """What will be saved, in words, the day first; empty until something was answered."""
    kind = asking.kind
    told = [
        field_widgets.told(asking, field, values[field.name])
        for field in sorted(kind.fields, key=lambda field: field.name != kind.day)
        if values.get(field.name) is not None
        and kind.privacy(field.name) is None
        and values[field.name] != values.get(field.like)
    ]
    names = {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    where = names.get(values.get("courtyard_id") or 0)
    return [where, *told] if where else told


def _receipt(by: Principal, kind: Kind) -> bool:
    saved = form.received(kind.noun)
    if saved is None:
        return False
    ref, was = saved
    form_screens.receipt(cache.read(records.one, by=by, kind=kind, ref=ref)["number"])
    counts_towards.moved(by, ref, was)
    form_screens.ways_on(kind.noun, _("Record another one"), kind.page, **{kind.noun: ref})
    return True
