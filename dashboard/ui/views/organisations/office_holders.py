"""Who is in office body by body, whose term ends, which seats are empty; what resident units pledged."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import streamlit as st

from dashboard.access import Principal
from dashboard.i18n import N_, _, _n
from dashboard.indicators.periods import Kind, last_ended
from dashboard.queries.organisations import Body, Office, Promise, Structure, ending, pledges
from dashboard.records.names import POSTS, SELECTIONS
from dashboard.ui import cache, templates
from dashboard.ui.components import reveals, verdict_badges
from dashboard.ui.components.repeated import repeated
from dashboard.ui.formats import day
from dashboard.ui.labels import named
from dashboard.ui.views.organisations.organisations import rate
from dashboard.ui.views.organisations.structure import name

SECTIONS = {
    N_("Party bodies"): (
        *("working_committee", "alliance", "extended_committee", "general_branch"),
        *("red_neighbour_branch", "company_branch"),
    ),
    N_("Neighbours' association and self-governance committee"): (
        *("neighbours_association", "self_governance_committee"),
    ),
    N_("Courtyard self-governance groups"): ("courtyard_group",),
    N_("Residents' committee, property company, owners"): (
        *("residents_committee", "property_company", "owners_group"),
    ),
    N_("Community social organisations and resident units"): ("social_organisation", "resident_unit"),
}
STATES = {
    "overdue": (N_("overdue, not delivered"), "not_met"),
    "not_yet": (N_("not yet due"), "cannot_tell"),
    "late": (N_("delivered late"), "watch_worse"),
    "on_time": (N_("delivered on time"), "met"),
}
"""A pledge's state: its word, and the verdict whose glyph and colour it takes."""


@repeated(lambda seen, _offices: seen.day)
def people(seen: Structure, offices: list[Office]) -> None:
    """Terms about to end, empty seats, then who is in office, body by body."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Terms ending within 90 days"))
        _ending(seen, offices)
    with right:
        st.subheader(_("Empty seats"))
        _empty(seen)
    st.subheader(_("People in office"))
    for title, kinds in SECTIONS.items():
        bodies = [one for kind in kinds for one in seen.bodies if one.kind == kind]
        held = {one.id: [o for o in offices if o.organisation_id == one.id] for one in bodies}
        bodies = [one for one in bodies if held[one.id] or one.seats]
        if bodies:
            with st.expander(f"{_(title)} · {_posts(sum(map(len, held.values())))}"):
                tables = [_table(one, held[one.id]) for one in bodies]
                templates.draw("views/organisations/people.html", bodies=tables)


def reach(by: Principal, seen: Structure, offices: list[Office]) -> None:
    """Name and telephone of one person in office, for readers who see the masked name."""
    bodies = {one.id: one for one in seen.bodies}
    known = [one for one in offices if one.person_id and one.organisation_id in bodies]
    if not known:
        return

    def called(at: int) -> str:
        one = known[at]
        told = {"body": name(bodies[one.organisation_id]), "post": named(POSTS, one.post)}
        return _("{body}: {post} {name}", **told, name=one.name or "")

    at = st.selectbox(
        _("Reach somebody in office"),
        range(len(known)),
        index=None,
        format_func=called,
        placeholder=_("Choose a body and post"),
        key="reach",
    )
    if at is not None:
        one = known[at]
        yard = bodies[one.organisation_id].courtyard_id
        reveals.offer(by, "person", one.person_id or 0, courtyard_id=yard)


@repeated(lambda _by, seen: seen.day)
def promises(by: Principal, seen: Structure) -> None:
    """What resident units pledged, by unit: open ones and all that the rate counts; earlier ones folded."""
    st.subheader(_("Pledges of resident units"))
    rate(by, "alliance_delivery", seen.day)
    found = cache.read(pledges, by=by, day=seen.day)
    if not found:
        st.info(_("No pledge is on record yet."))
        return
    counted = last_ended(Kind.ROLLING, seen.day)
    recent = [one for one in found if one.delivered_on is None or one.due_on >= counted.start]
    earlier = [one for one in found if one not in recent]
    _pledged(seen, recent)
    if earlier:
        with st.expander(_n("{n} earlier pledge", "{n} earlier pledges", len(earlier))):
            _pledged(seen, earlier)


def _posts(count: int) -> str:
    """A person with posts in two bodies holds two."""
    return _n("{n} post held", "{n} posts held", count)


def _ending(seen: Structure, offices: list[Office]) -> None:
    names = {one.id: name(one) for one in seen.bodies}
    lines = []
    for one in ending(offices, day=seen.day):
        left = _n("{n} day left", "{n} days left", one.days_left(seen.day))
        post = _(
            "{body}: {post}, until {day}",
            body=names.get(one.organisation_id, "—"),
            post=named(POSTS, one.post),
            day=day(one.until),
        )
        told = " · ".join([post, one.name] if one.name else [post])
        lines.append({"first": left, "words": f"· {told}"})
    _lines(lines, _("No term ends within 90 days."))


def _empty(seen: Structure) -> None:
    lines = [
        {
            "first": name(one),
            "words": _("{empty} of {seats} seats are empty", empty=one.empty, seats=one.seats),
        }
        for one in seen.bodies
        if one.empty
    ]
    _lines(lines, _("No seat is empty where a number of seats is laid down."))


def _lines(lines: list[dict[str, str]], none: str) -> None:
    if lines:
        templates.draw("views/organisations/lines.html", lines=[{"mark": "", **one} for one in lines])
    else:
        st.caption(none)


def _table(one: Body, held: list[Office]) -> dict[str, Any]:
    """A body's people in office as a table; names only where one may be seen."""
    with_names = any(office.name for office in held)
    heads = [_("Post"), _("How they came"), _("Since"), _("Until"), *([_("Name")] if with_names else [])]
    offices = [
        {
            "post": named(POSTS, office.post),
            "how": named(SELECTIONS, office.selection),
            "days": _dated(heads[2:4], (office.since, office.until)),
            "name": office.name or "—",
        }
        for office in held
    ]
    empty = [_n("{n} seat is empty", "{n} seats are empty", one.empty)] if one.empty else []
    title = " · ".join([name(one), *empty])
    return {"title": title, "heads": heads, "offices": offices, "with_names": with_names}


def _pledged(seen: Structure, found: list[Promise]) -> None:
    """The pledges by unit as one table, each unit's name above its own; on a phone a block for each."""
    heads = [_("Pledge"), _("Made"), _("Due by"), _("Delivered"), _("State")]
    units = []
    for unit in seen.bodies:
        own = [one for one in found if one.organisation_id == unit.id]
        if own:
            rows = [_pledge(one, no, heads) for no, one in enumerate(own, 1)]
            units.append({"name": name(unit), "pledges": rows})
    templates.draw("views/organisations/pledges.html", heads=heads, units=units)


def _pledge(one: Promise, no: int, heads: list[str]) -> dict[str, Any]:
    """A row; to the public the title is not told, only which of the unit's pledges it is."""
    word, verdict = STATES[one.state]
    return {
        "title": one.title or _("Pledge {no}", no=no),
        "days": _dated(heads[1:4], (one.made_on, one.due_on, one.delivered_on)),
        "state": verdict_badges.verdict(verdict, _(word)),
    }


def _dated(heads: Iterable[str], days: Iterable[date | None]) -> list[dict[str, str]]:
    """Days, each with its heading: a phone shows it beside the day."""
    return [{"head": head, "day": day(on)} for head, on in zip(heads, days, strict=True)]
