"""What to do now: what is past its day, the most urgent first, each line a link to its record."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import streamlit as st

from dashboard.access import Principal
from dashboard.i18n import N_, _, _n, language
from dashboard.queries import past_due
from dashboard.queries.overview import Overview
from dashboard.queries.past_due import PastDue
from dashboard.records.catalogue import KINDS
from dashboard.records.names import HAZARDS, TYPES
from dashboard.ui import cache, templates
from dashboard.ui.components import links
from dashboard.ui.formats import courtyard

FIRST = 5
"""Lines of the first screen."""
STEPS = {
    "hazard": N_("fix it"),
    "request": N_("close it, or promise another day"),
    "disclosure": N_("publish it"),
    "task": N_("do it, or say why not"),
    "resolution": N_("do it, or say why not"),
    "mediation": N_("ask whether it was kept"),
    "renovation_item": N_("say what holds it up"),
    "pledge": N_("ask when it comes"),
}
CODES = {"hazard": HAZARDS, "request": TYPES}


def show(seen: Overview, by: Principal) -> None:
    """The first lines; all of them by who holds them behind a lid."""
    found = past_due.seen_by(seen.past_due, by)
    own = next((courtyard(one) for one in cache.courtyards() if one["id"] == by.courtyard_id), "")
    st.subheader(" · ".join(filter(None, [_("To do first"), own])))
    if not found:
        st.caption(
            _("Nothing is past its day.")
            if not seen.past_due
            else _("Single matters are told to who keeps them.")
        )
        return
    longest = max(1, *(one.days for one in found))
    _draw([("", found[:FIRST])], longest)
    if len(found) > FIRST:
        with st.expander(_n("All {n}, by who holds them", "All {n}, by who holds them", len(found))):
            _draw(_by_holder(found), longest)


def _by_holder(found: Iterable[PastDue]) -> list[tuple[str, list[PastDue]]]:
    """Who holds most comes first; each group keeps its order."""
    ranked = sorted(found, key=lambda one: (one.holder, one.order))
    groups = [
        (_holder(holder), list(theirs)) for holder, theirs in groupby(ranked, key=lambda one: one.holder)
    ]
    return sorted(groups, key=lambda group: -len(group[1]))


def _draw(groups: Iterable[tuple[str, Sequence[PastDue]]], longest: int) -> None:
    yards = {one["id"]: courtyard(one) for one in cache.courtyards()}
    drawn = [
        {"name": name, "lines": [_line(one, yards, longest, with_holder=not name) for one in lines]}
        for name, lines in groups
    ]
    templates.draw("views/overview/do_now.html", groups=drawn)


def _line(one: PastDue, yards: dict[int, str], longest: int, *, with_holder: bool) -> dict[str, Any]:
    step = f"{_holder(one.holder)} → {_step(one)}" if with_holder else _step(one)
    return {
        "what": _what(one),
        "where": yards.get(one.courtyard_id or 0, _("Whole site")),
        "way": links.href(KINDS[one.noun].page, **{one.noun: one.id}),
        "step": step,
        "at": f"{100 * one.days / longest:.1f}%",
        "look": "overdue" if one.due_on else "undated",
        "days": _n("{n} day late", "{n} days late", one.days)
        if one.due_on
        else _n("{n} day, none promised", "{n} days, none promised", one.days),
    }


def _holder(names: tuple[str, str]) -> str:
    return names[language() == "en"] or _("nobody")


def _what(one: PastDue) -> str:
    if one.noun in CODES:
        name = _(CODES[one.noun][one.code][0])
        return f"{name} {one.number}".strip()
    return one.title[language() == "en"] or _("Mediation agreement")


def _step(one: PastDue) -> str:
    if one.noun == "request" and not one.is_answered:
        return _("answer the resident")
    return _(STEPS[one.noun]) if one.due_on else _("promise a day")
