"""The pages of kinds of records: the list as cards, one record with what may follow."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal, scope
from dashboard.actions import records as actions
from dashboard.i18n import _, _n, language
from dashboard.queries import records
from dashboard.queries.records import HIDDEN
from dashboard.records.kinds import Field, Input, Kind, Where, shown
from dashboard.ui import cache, formats, templates
from dashboard.ui.components import filters, links, participation, record_history, reveals, verdict_badges
from dashboard.ui.forms import corrections, field_widgets, form, photos, record_form
from dashboard.ui.forms.field_widgets import Asking
from dashboard.ui.shell import style
from dashboard.ui.shell.fragments import callback

SHOWN_FIRST = 12


def _photos(by: Principal, row: dict[str, Any]) -> None:
    """What it looked like before and after, and the way to add a photo."""
    photos.show(by, "renovation_item", row["id"], what=str(row[f"title_{language()}"]))
    photos.offer(by, "renovation_item", row["id"], courtyard_id=row["at"])


BESIDE: dict[str, Callable[[Principal, dict[str, Any]], None]] = {
    "activity": participation.show,
    "renovation_item": _photos,
}
"""What is drawn below the facts of a record, by its noun: what belongs to it in tables of its own."""


def pages(by: Principal, kinds: Sequence[Kind]) -> None:
    """One of several kinds, chosen by the address (`?part=station_visit`), and its work."""
    mine = [kind for kind in kinds if scope(by, kind.see)]
    asked = next((kind for kind in mine if st.query_params.get(kind.noun)), None)
    if asked is not None:
        work(by, asked)
        return
    names = {kind.noun: f"{kind.picture} {_(kind.title)}".strip() for kind in mine}
    part = filters.section("part", names, label=_("What?")) if len(mine) > 1 else mine[0].noun
    work(by, next(kind for kind in mine if kind.noun == part))


def work(by: Principal, kind: Kind) -> None:
    """One record where the address names it (`?mediation=12`); else the list, or the form (`?do=new`)."""
    style.touch_targets()
    ref = form.record_in_address(kind.noun)
    if ref is not None:
        story(by, kind, ref)
        return
    do = "list"
    if scope(by, kind.record):
        do = form.mode_switch({"list": _("All records"), "new": _(kind.new)})
    if do == "new":
        record_form.new(by, kind)
    else:
        table(by, kind)


def table(by: Principal, kind: Kind) -> None:
    """The list in the reader's scope, the newest first, as cards that fit a phone."""
    at, open_only = _filters(by, kind)
    rows = cache.read(records.listed, by=by, kind=kind, courtyard_id=at, open_only=open_only)
    if not rows:
        st.info(_("Nothing here yet. What is recorded appears at once."))
    more = f"{kind.noun}.more"
    shown_rows = rows if st.session_state.get(more) else rows[:SHOWN_FIRST]
    for first in range(0, len(shown_rows), 2):
        for column, row in zip(st.columns(2), shown_rows[first : first + 2], strict=False):
            with column.container(border=True):
                _card(kind, row)
    if len(rows) > len(shown_rows):
        st.button(_("Show more"), on_click=callback(_show_more), args=(more,), key=f"{kind.noun}.button")
    if scope(by, kind.record):
        corrections.withdrawn(by, kind)


def _show_more(key: str) -> None:
    st.session_state[key] = True


def _filters(by: Principal, kind: Kind) -> tuple[int | None, bool]:
    left, right = st.columns([3, 2])
    open_only = False
    if kind.later:
        shows = {"all": _("All"), "open": _("Still open")}
        with left:
            open_only = filters.section("show", shows, label=_("Show")) == "open"
    at = None
    if by.courtyard_id is None and kind.where in (Where.COURTYARD, Where.EITHER, Where.BODY):
        with right:
            at = filters.courtyard_id(everywhere=_("All courtyards"))
    return at, open_only


def _card(kind: Kind, row: dict[str, Any]) -> None:
    head, *others = (kind.field(name) for name in kind.line)
    title = _title(kind, row, head)
    details = [_detail(field, row) for field in others if field and row.get(field.name) not in (None, HIDDEN)]
    about = " · ".join([_place(row), formats.day(row[kind.day])])
    stands = [_("void")] if row.get("void_on") else []
    days = (clock.today() - row[kind.due]).days if kind.due and row[kind.ends] is None else 0
    if days > 0:
        stands.append(_n("{n} day overdue", "{n} days overdue", days))
    templates.draw(
        "components/record_card.html",
        title=title,
        marks=[verdict_badges.verdict("not_met", told) for told in stands],
        about=about,
        details=" · ".join(details),
    )
    links.to(kind.page, _("Open {number}", number=links.plain(row["number"])), **{kind.noun: row["id"]})


def _title(kind: Kind, row: dict[str, Any], head: Field | None) -> str:
    if row.get("name"):
        return str(row["name"])
    if head is None or row.get(head.name) in (None, HIDDEN):
        return f"{kind.picture} {_(kind.one)}"
    translated = row.get(head.name.replace("_zh", f"_{language()}"))
    return field_widgets.answer(head, translated or row[head.name])


def _detail(field: Field, row: dict[str, Any]) -> str:
    value = field_widgets.answer(field, row[field.name])
    if field.input is Input.CHOICE:
        return value
    return field_widgets.labelled(field, value)


def _place(row: dict[str, Any]) -> str:
    return _("Courtyard {no}", no=row["yard"]) if row.get("yard") else _("Whole site")


def story(by: Principal, kind: Kind, ref: int) -> None:
    """One record: what stands, what happened since, its history, how to put it right."""
    links.to(kind.page, _("← All records"), part=kind.noun)
    row = cache.read(records.one, by=by, kind=kind, ref=ref)
    st.subheader(f"{kind.picture} {formats.plain(_(kind.one))} {formats.plain(row['number'])}")
    _facts(kind, row)
    _behind(by, kind, row)
    links.story_of(by, kind.noun, row)
    if kind.noun in BESIDE:
        BESIDE[kind.noun](by, row)
    if row["writable"]:
        _follow_up(by, kind, row)
    told = record_history.show(by, kind, ref)
    if row["writable"]:
        corrections.mend(by, kind, row, told)


def _facts(kind: Kind, row: dict[str, Any]) -> None:
    lines = [_("Where: {place}", place=_place(row))]
    if row.get("name"):
        lines.append(_("Name: {name}", name=row["name"]))
    for field in kind.fields:
        if row.get(field.name) is not None and not kind.found_by(field.name):
            value = field_widgets.answer(field, row[field.name])
            lines.append(field_widgets.labelled(field, value))
    if row.get("void_on"):
        why = row.get("void_why") or "—"
        lines.append(
            verdict_badges.verdict(
                "not_met", _("Void since {day}: {why}", day=formats.day(row["void_on"]), why=why)
            )
        )
    verdict_badges.items(lines)


def _behind(by: Principal, kind: Kind, row: dict[str, Any]) -> None:
    """The way behind what is masked on this record."""
    if kind.noun == "term" and row.get("name"):
        reveals.offer(by, "person", row["person_id"], courtyard_id=row["at"])
    elif any(row.get(name) == HIDDEN for name in kind.names):
        reveals.offer(by, kind.noun, row["id"], courtyard_id=row["at"])


def _follow_up(by: Principal, kind: Kind, row: dict[str, Any]) -> None:
    """What is only known once things have gone on, as long as something of it is open."""
    still = [field for field in kind.later if row.get(field.name) is None]
    if not still or row.get("void_on"):
        return
    name = f"since.{kind.noun}.{row['id']}"
    drawn = form.widget_prefix(name)
    typed = [f"{drawn}.{field.name}" for field in still if field.input is not Input.DAY] + [
        f"{drawn}.said_by"
    ]
    version = corrections.opened_with(name, row, any(st.session_state.get(key) for key in typed))
    asking = Asking(by, kind, name, row["at"])
    with st.container(border=True):
        st.markdown(f"**{_('What has happened since?')}**")
        values: dict[str, Any] = {}
        for field in still:
            # What was agreed today is kept on another day.
            so_far = {**row, **values} if field.ahead or field.only is None else row
            if shown(field, so_far):
                values[field.name] = asking.ask_since(field)
        given = {key: value for key, value in values.items() if value is not None}
        said_by = st.text_input(
            _("Said by (may stay empty)"), key=f"{drawn}.said_by", max_chars=60, autocomplete="off"
        )
        if form.button(name, _("Save"), type="primary", disabled=not given):
            how = {
                "kind": kind,
                "ref": row["id"],
                "values": given,
                "version": version,
                "said_by": said_by or None,
            }
            counts = corrections.counted_on(kind, row, given)
            form.save_and_rerun(name, lambda **to: actions.follow_up(**how, **to), counts=counts)
