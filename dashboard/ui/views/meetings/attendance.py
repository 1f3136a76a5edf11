"""Who came to a meeting: flats to tap by stairwell, and seats by party."""

from fractions import Fraction
from typing import Any

import streamlit as st

from dashboard.access import Action, Principal, Scope, allows, scope
from dashboard.actions import meetings as actions
from dashboard.i18n import _, _n
from dashboard.queries import meetings
from dashboard.records.names import PARTIES, POSTS, PRESENCE
from dashboard.rules.meetings import sits, still_needed
from dashboard.schema.meetings import HouseholdAttendanceDraft, Party, PartyAttendanceDraft, Presence
from dashboard.ui import cache, formats, labels, templates
from dashboard.ui.forms import flat_tiles, form


def homes(by: Principal, one: dict[str, Any], *, aim: Fraction) -> None:
    """The flats of a courtyard by stairwell: to tap for those who may record, else to read."""
    st.subheader(_("Which households came?"))
    courtyard_id = one["courtyard_id"] or by.courtyard_id or flat_tiles.which("came.at")
    name = f"came.{one['id']}.{courtyard_id}"
    flats = cache.read(meetings.homes, by=by, meeting_id=one["id"], courtyard_id=courtyard_id)
    stored = {flat["id"] for flat in flats if flat["came"]}
    if not one["may_record"] or not allows(by, Action.SEE_FLATS, courtyard_id=courtyard_id):
        flat_tiles.read(flats)
        return
    picked = flat_tiles.tapped(name, flats)
    form.field_error(name, "household_id")
    came = one["came"] + len(picked) - len(stored)
    st.markdown(f"**{_count(came, one['entitled'], aim)}**")
    fresh, gone = sorted(picked - stored), sorted(stored - picked)
    if st.button(flat_tiles.label(fresh, gone), type="primary", width="stretch", key=f"{name}.save"):
        given = {"meeting_id": one["id"], "came": tuple(fresh), "stayed_away": tuple(gone)}
        form.save_and_rerun(
            name,
            lambda **how: actions.attend(draft=HouseholdAttendanceDraft.check(**given), **how),
            counts=("household_attendance", one["held_on"]),
        )


def _count(came: int, entitled: int, aim: Fraction) -> str:
    told = _n("{n} of {whole} household", "{n} of {whole} households", came, whole=entitled)
    needed = still_needed(came=came, entitled=entitled, share=aim)
    percent = f"{float(100 * aim):.0f}"
    if needed:
        return told + _("; {n} more needed for {percent}%", n=needed, percent=percent)
    return told + _("; {percent}% reached", percent=percent)


def seats(by: Principal, one: dict[str, Any]) -> None:
    """Who sat for each party, and for those who may record: to add and to take back."""
    found = cache.read(meetings.seats, by=by, meeting_id=one["id"])
    if not found and not one["may_record"]:
        return
    st.subheader(_("Who sat for whom"))
    if not found:
        st.text(_("Nobody is entered yet."))
    lines = [_line(party, [seat for seat in found if seat["party"] == party]) for party in _parties(found)]
    templates.draw("views/meetings/named_lines.html", lines=lines)
    if one["may_record"]:
        _add(by, one)
        if found:
            _take_back(by, one, found)


def _parties(found: list[dict[str, Any]]) -> list[Party]:
    there = {seat["party"] for seat in found}
    return [party for party in Party if party in there]


def _line(party: Party, sat: list[dict[str, Any]]) -> dict[str, str]:
    """`Owners: 3 present (Red owners' representatives), 1 apologies`; names, where told, beside the body."""
    told = []
    for presence in Presence:
        here = [seat for seat in sat if seat["presence"] == presence]
        if here:
            told.append(
                f"{labels.named(PRESENCE, presence)} {len(here)}" + _(" ({bodies})", bodies=_bodies(here))
            )
    return {"name": labels.named(PARTIES, party), "words": _("; ").join(told)}


def _bodies(sat: list[dict[str, Any]]) -> str:
    people: dict[str, list[str]] = {}
    for seat in sat:
        people.setdefault(formats.courtyard(seat) if seat["name_zh"] else "—", []).append(
            seat["person"] or ""
        )
    return _(", ").join(" ".join([body, *filter(None, names)]) for body, names in people.items())


def _body(seat: dict[str, Any]) -> str:
    name = formats.courtyard(seat) if seat["name_zh"] else "—"
    return f"{name} {seat['person']}" if seat["person"] else name


def _add(by: Principal, one: dict[str, Any]) -> None:
    name = f"seat.{one['id']}"
    with st.expander(_("Add who sat"), expanded=False):
        drawn = form.widget_prefix(name)
        offered = _offered(by, one)
        parties = [code for code in PARTIES if any(body["party"] == code for body in offered)]
        party = st.pills(
            _("For which party?"),
            parties,
            format_func=lambda code: labels.named(PARTIES, code),
            default="owners" if "owners" in parties else None,
            required="owners" in parties,
            key=f"{drawn}.party",
        )
        bodies = {body["id"]: body for body in offered if body["party"] == party}
        chosen = st.pills(
            _("Who? Tap all that sat the same way"),
            list(bodies),
            selection_mode="multi",
            format_func=lambda id_: formats.plain(formats.courtyard(bodies[id_])),
            key=f"{drawn}.{party}.bodies",
        )
        form.field_error(name, "organisation_id")
        people = _people(by, one, chosen, f"{drawn}.{party}")
        presence = st.pills(
            _("How?"),
            list(PRESENCE),
            format_func=lambda code: labels.named(PRESENCE, code),
            default="present",
            required=True,
            key=f"{drawn}.presence",
        )
        if st.button(_("Add"), type="primary", width="stretch", key=f"{name}.save"):
            given = {"meeting_id": one["id"], "party": party or "other", "presence": presence or "present"}
            sat: list[tuple[int | None, int | None]] = [(body, None) for body in chosen]
            if people:
                sat = [(chosen[0], person) for person in people]
            _save_seats(name, given, sat)


def _offered(by: Principal, one: dict[str, Any]) -> list[dict[str, Any]]:
    """The bodies that may sit at the meeting, as far as `by` may enter them."""
    own = None if scope(by, Action.RECORD_MEETING) is Scope.ANY else by.courtyard_id
    return [
        body
        for body in cache.read(meetings.bodies)
        if sits(body["kind"], body["courtyard_id"], meeting_at=one["courtyard_id"], keepers_of=own)
    ]


def _people(by: Principal, one: dict[str, Any], chosen: list[int], drawn: str) -> list[int]:
    """People of one body by their posts, for the office alone."""
    if len(chosen) != 1 or scope(by, Action.RECORD_MEETING) is not Scope.ANY:
        return []
    found = cache.read(meetings.people, by=by, organisation_id=chosen[0], day=one["held_on"])
    names = {person["id"]: f"{person['name']} {labels.named(POSTS, person['post'])}" for person in found}
    if not names:
        return []
    return st.pills(
        _("By name? (may stay empty)"),
        list(names),
        selection_mode="multi",
        format_func=lambda id_: formats.plain(names[id_]),
        key=f"{drawn}.{chosen[0]}.people",
    )


def _save_seats(name: str, given: dict[str, Any], sat: list[tuple[int | None, int | None]]) -> None:
    def write(**how: Any) -> Any:
        drafts = [
            PartyAttendanceDraft.check(**given, organisation_id=body, person_id=person)
            for body, person in sat
        ]
        return actions.seat_all(drafts=drafts, **how)

    form.save_and_rerun(name, write)


def _take_back(by: Principal, one: dict[str, Any], found: list[dict[str, Any]]) -> None:
    """One seat to take back; by name only for those who see names."""
    office = scope(by, Action.RECORD_MEETING) is Scope.ANY
    names = {seat["id"]: _told(seat) for seat in found if office or not seat["by_name"]}
    if not names:
        return
    name = f"unseat.{one['id']}"
    with st.expander(_("Take one back")):
        seat = st.selectbox(
            _("Which?"),
            list(names),
            index=None,
            format_func=lambda id_: names.get(id_, "—"),
            placeholder=_("Choose"),
            key=f"{name}.which.{len(found)}",
        )
        if st.button(_("Take it back"), width="stretch", key=f"{name}.save") and seat is not None:
            form.save_and_rerun(name, lambda **how: actions.unseat(seat_id=seat, **how))


def _told(seat: dict[str, Any]) -> str:
    party, presence = labels.named(PARTIES, seat["party"]), labels.named(PRESENCE, seat["presence"])
    return f"{party} · {_body(seat)} · {presence}"
