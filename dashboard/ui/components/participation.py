"""Who took part in an activity: flats to tap by stairwell, and the hours that somebody of them served."""

from typing import Any

import streamlit as st

from dashboard.access import Principal
from dashboard.actions import participation as actions
from dashboard.i18n import N_, _, _n
from dashboard.queries import participation
from dashboard.schema.activities import GuestsDraft, ServiceDraft
from dashboard.schema.base import Privacy
from dashboard.ui import cache, formats
from dashboard.ui.components import counts_towards, reveals, verdict_badges
from dashboard.ui.forms import flat_tiles, form
from dashboard.ui.forms.pickers import pick_flat, pick_stairwell

Row = dict[str, Any]
HOURS = {
    30: N_("half an hour"),
    60: N_("1 hour"),
    90: N_("1.5 hours"),
    120: N_("2 hours"),
    150: N_("2.5 hours"),
    180: N_("3 hours"),
    240: N_("4 hours"),
    360: N_("6 hours"),
    480: N_("8 hours"),
}
"""Minutes that can be chosen, in words."""


def show(by: Principal, row: Row) -> None:
    """How many took part in the activity `row`; for its keepers which flats, and whose hours."""
    one = cache.read(participation.one, by=by, activity_id=row["id"])
    st.subheader(_("Which households took part?"))
    if not one["may_see_homes"]:
        st.text(_came(one["came"], one["entitled"]))
        st.text(_served(one))
        return
    courtyard_id = one["courtyard_id"] or flat_tiles.which("joined.at")
    where = {"activity_id": one["id"], "courtyard_id": courtyard_id}
    flats = cache.read(participation.homes, by=by, **where)
    _homes(one, courtyard_id, flats)
    st.subheader(_("Volunteer hours"))
    st.markdown(f"**{_served(one)}**")
    if one["may_record"]:
        st.text(_("Add volunteer hours: the flat, who it was, how long."))
        _serve(by, one, courtyard_id, flats)
    _helpers(one, cache.read(participation.helpers, by=by, activity_id=one["id"]))
    counts_towards.ways("participation")


def _homes(one: Row, courtyard_id: int, flats: list[Row]) -> None:
    if not one["may_record"]:
        flat_tiles.read(flats)
        return
    name = f"joined.{one['id']}.{courtyard_id}"
    stored = {flat["id"] for flat in flats if flat["came"]}
    picked = flat_tiles.tapped(name, flats)
    form.field_error(name, "household_id")
    st.markdown(f"**{_came(one['came'] + len(picked) - len(stored), one['entitled'])}**")
    fresh, gone = sorted(picked - stored), sorted(stored - picked)
    if st.button(flat_tiles.label(fresh, gone), type="primary", width="stretch", key=f"{name}.save"):
        given = {"activity_id": one["id"], "came": tuple(fresh), "stayed_away": tuple(gone)}
        form.save_and_rerun(
            name,
            lambda **how: actions.take_part(draft=GuestsDraft.check(**given), **how),
            counts=("participation", one["held_on"]),
        )


def _came(came: int | None, entitled: int | None) -> str:
    if came is None or entitled is None:
        return _("Households that took part: withheld to protect privacy")
    return _n(
        "{n} of {whole} household took part", "{n} of {whole} households took part", came, whole=entitled
    )


def _served(one: Row) -> str:
    """How many people served how many hours, in one sentence."""
    if one["people"] is None:
        return _("Volunteer hours: withheld to protect privacy")
    if not one["people"]:
        return _("No volunteer hours are entered yet.")
    hours = _hours(one["minutes"])
    return _n(
        "{n} person served: {hours} in all", "{n} people served: {hours} in all", one["people"], hours=hours
    )


def _hours(minutes: int) -> str:
    told = HOURS.get(minutes)
    return _(told) if told else _("{hours} hours", hours=f"{round(minutes / 60, 1):g}")


def _serve(by: Principal, one: Row, courtyard_id: int, flats: list[Row]) -> None:
    """Flat, person, hours by large choices: each question once the one before is answered."""
    name = f"serve.{one['id']}"
    drawn = form.widget_prefix(name)
    here = f"{drawn}.{courtyard_id}"
    stairwell = pick_stairwell(flats, f"{here}.stairwell")
    rooms = {flat["id"]: flat["room"] for flat in flats if flat["stairwell"] == stairwell}
    household_id = pick_flat(rooms, f"{here}.{stairwell}.household") if rooms else None
    form.field_error(name, "household_id")
    if household_id is None:
        return
    person = _person(by, one, household_id, courtyard_id, here)
    form.field_error(name, "resident_id")
    if person is None:
        return
    minutes = _minutes(person, here)
    if form.button(name, _("Save the hours"), type="primary", disabled=minutes is None):
        given = {"activity_id": one["id"], "household_id": household_id, "resident_id": person["id"]}
        _save(name, one, given | {"minutes": minutes})


def _person(by: Principal, one: Row, household_id: int, courtyard_id: int, drawn: str) -> Row | None:
    """One of the adults of a flat; where masks look alike, the way behind them."""
    asked = {"activity_id": one["id"], "household_id": household_id}
    people = {row["id"]: row for row in cache.read(participation.residents, by=by, **asked)}
    if not people:
        st.info(_("No adult is entered for this flat. Hours are kept of adults only."))
        return None
    picked = st.pills(
        _("Who served?"),
        list(people),
        format_func=lambda id_: formats.plain(_called(people[id_])),
        default=next(iter(people)) if len(people) == 1 else None,
        key=f"{drawn}.{household_id}.person",
    )
    if any(row["name"] is None or row["alike"] for row in people.values()):
        reveals.offer(by, "household", household_id, courtyard_id=courtyard_id, classes=(Privacy.P2,))
    return people.get(picked or 0)


def _called(person: Row) -> str:
    """A masked name; who cannot be told apart by it also by their place among those who live there."""
    name = person["name"]
    if name is None:
        return _("Resident {n}", n=person["place"])
    return _("{name} (no. {n})", name=name, n=person["place"]) if person["alike"] else str(name)


def _minutes(person: Row, drawn: str) -> int | None:
    so_far = person["minutes"]
    minutes: int | None = st.pills(
        _("For how long?"),
        list(HOURS),
        format_func=lambda code: formats.plain(_(HOURS[code])),
        default=so_far if so_far in HOURS else None,
        key=f"{drawn}.{person['id']}.minutes",
    )
    if so_far:
        st.caption(_("Entered so far: {hours}. What you choose takes its place.", hours=_hours(so_far)))
    return minutes


def _helpers(one: Row, found: list[Row]) -> None:
    """Who served how long, each to be taken back."""
    if not found:
        return
    rows = {row["resident_id"]: row for row in found}
    told = {id_: _line(one, row) for id_, row in rows.items()}
    with st.expander(_n("Whose hours: {n} person", "Whose hours: {n} people", len(rows))):
        verdict_badges.items(told.values())
        if one["people"] > len(rows):
            st.caption(_("Who lives in another courtyard is counted, not shown."))
        if one["may_record"]:
            _take_back(one, rows, told)


def _line(one: Row, row: Row) -> str:
    """`1-302 王* · 2 hours`, with the courtyard of who lives in another than the activity's."""
    flat = f"{row['stairwell']}-{row['room']}"
    if row["courtyard_id"] != one["courtyard_id"]:
        flat = _("Courtyard {no}", no=row["yard"]) + f" {flat}"
    return f"{flat} {_called(row)} · {_hours(row['minutes'])}"


def _take_back(one: Row, rows: dict[int, Row], told: dict[int, str]) -> None:
    name = f"unserve.{one['id']}"
    picked = st.selectbox(
        _("Whose hours are to be taken back?"),
        list(rows),
        index=None,
        format_func=lambda id_: told.get(id_, "—"),
        placeholder=_("Choose"),
        key=f"{name}.{len(rows)}",
    )
    if form.button(name, _("Take it back"), disabled=picked is None) and picked is not None:
        given = {"activity_id": one["id"], "household_id": rows[picked]["household_id"]}
        _save(name, one, given | {"resident_id": picked, "minutes": 0})


def _save(name: str, one: Row, given: dict[str, Any]) -> None:
    form.save_and_rerun(
        name,
        lambda **how: actions.serve(draft=ServiceDraft.check(**given), **how),
        counts=("participation", one["held_on"]),
    )
