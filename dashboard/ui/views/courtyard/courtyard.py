"""The courtyard page: its head, what is open, who governs it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from dashboard.access import Principal
from dashboard.charts import courtyard as charts
from dashboard.i18n import N_, _, _n, joined, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.scores import Compared, Score
from dashboard.queries import courtyard_rows
from dashboard.queries.courtyard import ENDING, View
from dashboard.records.names import HAZARDS, PLACES, SELECTIONS, STATUS, TYPES
from dashboard.ui import cache, formats, labels, templates
from dashboard.ui.components import filters, links, verdict_badges
from dashboard.ui.shell.style import is_dark

GROUP_POSTS = {
    "head": N_("group head"),
    "deputy": N_("group deputy"),
    "member": N_("group member"),
    "part_time_member": N_("part-time member"),
    "representative": N_("representative"),
    "director": N_("director"),
    "secretary": N_("secretary"),
    "first_secretary": N_("first secretary"),
    "quality_director": N_("quality director"),
}
"""Posts as a courtyard's group calls them."""


@dataclass(frozen=True)
class Seen:
    """A courtyard as its reader looks at it."""

    by: Principal
    id: int
    no: int
    name: str
    month: str
    view: View

    @property
    def day(self) -> date:
        return self.view.day

    def rows(self, query: Any) -> Any:
        """What depends on who looks, read anew."""
        return cache.read(query, by=self.by, courtyard_id=self.id, day=self.day)


def chosen(by: Principal, no: int | None, day: date) -> Seen | None:
    """The courtyard of that number as of a day, None where the site has none."""
    one = next((one for one in cache.courtyards() if one["no"] == no), None)
    if one is None:
        return None
    return Seen(
        by, one["id"], one["no"], formats.courtyard(one), f"{day:%Y-%m}", cache.courtyard(one["id"], day, by)
    )


def neighbours(seen: Seen) -> None:
    """Links to the courtyards before and after in the fixed order."""
    every = cache.courtyards()
    at = next(place for place, one in enumerate(every) if one["no"] == seen.no)
    if "no" in st.query_params:
        # A link to the page that one is on reaches the server, but the browser's address stays behind.
        filters.pick("no", seen.no)
    with st.container(horizontal=True, gap="small"):
        for before in every[max(at - 1, 0) : at]:
            _courtyard(before, _("← {courtyard}", courtyard=links.plain(formats.courtyard(before))), seen)
        for after in every[at + 1 : at + 2]:
            _courtyard(after, _("{courtyard} →", courtyard=links.plain(formats.courtyard(after))), seen)


def lead(seen: Seen) -> str:
    """How the courtyard stands, in words."""
    now = seen.view.open
    told = [
        _(
            "Open requests {requests}, overdue {late}; open hazards {hazards}; "
            "tasks and resolutions not done {promises}.",
            requests=now.requests,
            late=now.requests_late,
            hazards=now.hazards,
            promises=now.promises,
        )
    ]
    worse = _names(seen.view.compared(Compared.CLEARLY_WORSE))
    better = _names(seen.view.compared(Compared.CLEARLY_BETTER))
    if worse:
        told.append(_("Clearly worse than the site: {names}.", names=worse))
    if better:
        told.append(_("Clearly better than the site: {names}.", names=better))
    if seen.view.standings and not worse and not better:
        told.append(_("No indicator can be told apart from the site."))
    return joined(*told)


def facts(seen: Seen) -> None:
    """What the courtyard is, in one line."""
    one = seen.view.facts
    told = [_n("{n} household", "{n} households", one["households"])]
    if one["built_year"]:
        told.insert(0, _("Built in {year}", year=one["built_year"]))
    if one["storeys"]:
        low, high = one["storeys"]
        told.append(_n("{n} building", "{n} buildings", one["buildings"]))
        told.append(_n("{n} stairwell", "{n} stairwells", one["stairwells"]))
        told.append(_("{storeys} storeys", storeys=low if low == high else f"{low}–{high}"))
    roof = one["roof_redone_on"]
    told.append(_("roof redone {day}", day=formats.day(roof)) if roof else _("roof not redone yet"))
    templates.draw("views/courtyard/facts.html", facts=" · ".join(told))


def matters(seen: Seen) -> None:
    """What is open: counts for everybody, rows for those who may see them, overdue first."""
    now = seen.view.open
    st.subheader(_("Open on {day}", day=formats.day(seen.day)))
    labelled = (
        (_("Open requests"), now.requests, now.requests_late),
        (_("Open hazards"), now.hazards, now.hazards_late),
        (_("Tasks and resolutions"), now.promises, now.promises_late),
    )
    tiles = [
        {"label": label, "count": count, "late": late, "words": _late(count, late)}
        for label, count, late in labelled
    ]
    st.html(charts.tiles(tiles, dark=is_dark()))
    requests = seen.rows(courtyard_rows.requests)
    found = [(row, "requests", _request(row), {"request": row["id"]}) for row in requests or []]
    for row in seen.rows(courtyard_rows.hazards) or []:
        found.append((row, "inspections", _hazard(row), {"hazard": row["id"]}))
    for row in seen.rows(courtyard_rows.promises) or []:
        found.append((row, "meetings", _promise(row), {"meeting": row["meeting_id"]}))
    with st.container(gap="xsmall", key="open"):
        for _row, page, label, query in sorted(found, key=lambda one: not one[0]["overdue"]):
            links.to(page, label, **query)
    _withheld(seen, requests)


def governed(seen: Seen) -> None:
    """The self-governance group: people in office, how they came, terms about to end, empty seats."""
    st.subheader(_("Who governs it"))
    group = seen.view.group
    if group is None:
        st.info(_("No self-governance group is on record."))
    else:
        people = seen.rows(courtyard_rows.office)
        empty = _n("{n} seat is empty", "{n} seats are empty", group.empty) if group.empty else ""
        templates.draw(
            "views/courtyard/governed.html",
            people=[_person(row, seen.day) for row in people],
            empty=empty,
            unfilled=verdict_badges.mark("not_reported"),
        )
        st.caption(links.plain(_in_office(seen)))


def bodies(seen: Seen) -> None:
    """The three bodies that work as one, the group under them."""
    st.subheader(_("Three bodies that work as one"))
    if tree := _tree(seen.view.bodies):
        templates.draw("views/courtyard/bodies.html", bodies=tree, mark=verdict_badges.mark("no_target"))
    else:
        st.info(_("No organisation is on record yet."))
    links.to("organisations", _("All organisations →"))


def _courtyard(one: dict[str, Any], label: str, seen: Seen) -> None:
    links.to("courtyard", label, no=one["no"], month=seen.month, kind=st.query_params.get("kind"))


def _late(count: int, late: int) -> str:
    if not count:
        return _("none open")
    return _("{late} overdue", late=late) if late else _("none overdue")


def _names(scores: Iterable[Score]) -> str:
    return _("; ").join(_(CATALOGUE[one.key].name) for one in scores)


def _request(row: dict[str, Any]) -> str:
    return _line(
        row,
        f"**{links.plain(row['number'])}** {labels.named(TYPES, row['type'])}",
        _status(row["status"]),
    )


def _hazard(row: dict[str, Any]) -> str:
    kind, place = labels.named(HAZARDS, row["kind"]), labels.named(PLACES, row["place"])
    return _line(row, _("**Hazard** {kind}, {place}", kind=kind, place=place))


def _promise(row: dict[str, Any]) -> str:
    kind = _("Task") if row["kind"] == "task" else _("Resolution")
    owner = links.plain(row[f"owner_{language()}"] or "")
    return _line(row, f"**{kind}** {links.plain(row['title'])}", owner)


def _status(status: Any) -> str:
    return labels.named(STATUS, status)


def _line(row: dict[str, Any], what: str, more: str = "") -> str:
    """A matter as Markdown: mark and days where it is overdue, the date it is due."""
    due = _("due {day}", day=formats.day(row["due_on"])) if row["due_on"] else _("no date promised")
    told = " · ".join(part for part in (what, more, due) if part)
    if not row["overdue"]:
        return f":gray[○] {told}"
    late = _n("{n} day overdue", "{n} days overdue", row["late"])
    return f":orange[◆] {told} · :orange[**{late}**]"


def _withheld(seen: Seen, requests: list[dict[str, Any]] | None) -> None:
    """Say so where rows exist that this reader does not see."""
    if requests is None and seen.view.open.requests:
        st.caption(_("You see the counts; single requests are shown to those who handle them."))
    elif requests is not None and len(requests) < seen.view.open.requests:
        hidden = seen.view.open.requests - len(requests)
        st.caption(
            _n("{n} more request is with somebody else.", "{n} more requests are with somebody else.", hidden)
        )


def _person(row: dict[str, Any], day: date) -> dict[str, str]:
    post = labels.named(GROUP_POSTS, row["post"])
    how = labels.named(SELECTIONS, row["selection"])
    ends, left = row["until"] <= day + ENDING, (row["until"] - day).days
    return {
        "mark": verdict_badges.mark("watch_worse" if ends else "no_target"),
        "post": post[:1].upper() + post[1:],
        "name": row["name"] or "",
        "told": _("{how}; term until {day}", how=how, day=formats.day(row["until"])),
        "soon": _n("ends in {n} day", "ends in {n} days", left) if ends else "",
    }


def _in_office(seen: Seen) -> str:
    group = seen.view.group
    if group is None:
        return ""
    name = group.name_zh if language() == "zh" else group.name_en
    if group.seats is None:
        return _("{name}: {people} in office", name=name, people=group.people)
    return _("{name}: {people} of {seats} seats filled", name=name, people=group.people, seats=group.seats)


def _tree(bodies: list[dict[str, Any]], parent: str | None = None, depth: int = 0) -> list[dict[str, str]]:
    """Each body under the one that leads it; a leader that is none of them stands beside the name."""
    zh = "zh" if language() == "zh" else "en"
    name, over = f"name_{zh}", f"parent_{zh}"
    names = {row[name] for row in bodies}
    lines = []
    for row in bodies:
        leader = row[over] if row[over] in names else None
        if leader == parent:
            beside = "" if leader else row[over] or ""
            lines.append({"name": row[name], "leader": beside, "left": f"{1.4 * depth + 1.6:.1f}rem"})
            lines += _tree(bodies, row[name], depth + 1)
    return lines
