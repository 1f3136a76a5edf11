"""One core, many bodies: the drawing, the same in words, and what is missing in it."""

from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboard.charts.structure import draw
from dashboard.i18n import N_, _, _n, language
from dashboard.queries.organisations import Body, Link, Structure
from dashboard.records.names import POSTS
from dashboard.ui import cache, templates
from dashboard.ui.components import verdict_badges
from dashboard.ui.formats import courtyard
from dashboard.ui.labels import named
from dashboard.ui.shell.style import is_dark

KINDS = {
    "resident_unit": N_("Resident units"),
    "social_organisation": N_("Community social organisations"),
    "courtyard_group": N_("Courtyard self-governance groups"),
}
GATHERED = tuple(KINDS)


def picture(seen: Structure) -> None:
    """The drawing, wide or tall as the screen is, told in one sentence to whoever cannot see it."""
    bodies, links, titles = _bodies(seen), _links(seen), _titles()
    wide, tall = (
        Markup(draw(bodies, links, titles=titles, is_wide=is_wide, dark=is_dark()))
        for is_wide in (True, False)
    )
    templates.draw("views/organisations/structure.html", told=told(seen), wide=wide, tall=tall)


def gaps(seen: Structure) -> None:
    """Each missing cross-post in words, or that none is missing."""
    if not seen.links:
        st.caption(_("No cross-posts are laid down."))
        return
    mark, first = verdict_badges.mark("not_met"), _("Cross-post missing:")
    lines = [{"mark": mark, "first": first, "words": _link_words(seen, one)} for one in seen.missing]
    if not lines:
        count = len(seen.links)
        words = _n("The {n} cross-post is filled.", "All {n} cross-posts are filled.", count)
        lines = [{"mark": verdict_badges.mark("met"), "first": words, "words": ""}]
    templates.draw("views/organisations/lines.html", lines=lines)


def told(seen: Structure) -> str:
    """The drawing as a text: who leads whom, and which cross-posts are filled or missing."""
    names = {one.id: name(one) for one in seen.bodies}
    led: dict[int, list[str]] = {}
    for one in seen.bodies:
        if one.parent_id in names:
            led.setdefault(one.parent_id, []).append(names[one.id])
    sentences = [
        _("{body} leads {others}.", body=names[one.id], others=_("; ").join(led[one.id]))
        for one in seen.bodies
        if one.id in led
    ]
    for link in seen.links:
        state = _("filled") if link.filled else _("missing")
        named_ = getattr(link, f"name_{language()}")
        sentences.append(_("Cross-post {state}: {link}.", state=state, link=named_))
    return _("One core, many bodies.") + " " + " ".join(sentences)


def name(one: Body) -> str:
    """A body's name."""
    return str(getattr(one, f"name_{language()}"))


def _bodies(seen: Structure) -> list[dict[str, Any]]:
    yards = {one["id"]: courtyard(one) for one in cache.courtyards()}
    found = []
    for one in seen.bodies:
        short = yards.get(one.courtyard_id) if one.kind == "courtyard_group" else None
        found.append(
            {
                "id": one.id,
                "kind": one.kind,
                "parent_id": one.parent_id,
                "company_id": one.company_id,
                "name": short or name(one),
                "count": _count(one, short=short is not None),
            }
        )
    return found


def _count(one: Body, *, short: bool) -> str:
    """People in office of the seats, and how many are empty; nothing where neither is on record."""
    if one.seats is None:
        return _("{n} in office", n=one.serving) if one.serving else ""
    values = {"n": one.serving, "seats": one.seats, "empty": one.empty}
    if short:
        return _("{n}/{seats}, {empty} empty", **values) if one.empty else _("{n}/{seats}", **values)
    if one.empty:
        return _("{n} of {seats} in office, {empty} empty", **values)
    return _("{n} of {seats} in office", **values)


def _links(seen: Structure) -> list[dict[str, Any]]:
    return [
        {
            "home": one.home_id,
            "host": one.host_id,
            "label": named(POSTS, one.host_post),
            "filled": one.filled,
        }
        for one in seen.links
    ]


def _titles() -> dict[str, str]:
    return {
        **{kind: _(text) for kind, text in KINDS.items()},
        "courtyard_group": _("Courtyard groups (in office/seats)"),
        "three": _("Three-body collaboration"),
        "pair": _("Red Property"),
        "leads": _("leads"),
        "filled": _("cross-post, filled"),
        "missing": _("cross-post, missing"),
    }


def _link_words(seen: Structure, one: Link) -> str:
    """Who should hold what where, and that nobody does."""
    names = {body.id: name(body) for body in seen.bodies}
    return _(
        "{link}: nobody is both {home_post} of {home} and {host_post} of {host}.",
        link=getattr(one, f"name_{language()}"),
        home_post=named(POSTS, one.home_post),
        home=names.get(one.home_id, "—"),
        host_post=named(POSTS, one.host_post),
        host=names.get(one.host_id, "—"),
    )
