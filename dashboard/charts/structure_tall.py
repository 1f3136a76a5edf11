"""The structure for a phone: an indented column, lines of cross-posts at its right edge."""

from collections.abc import Mapping
from typing import Any

from dashboard.charts.boxes import Box, Drawing, Point, Route
from dashboard.charts.org_chart_layout import (
    CORE,
    GATHERED,
    SPINE,
    THREE,
    Records,
    Sheet,
    Type,
    keys,
    lead,
    pairs,
)

WIDTH, LANES = 360.0, 36.0
INDENT = 13.0
LANE = 11.0
GAP = 12.0


def tall(bodies: Records, links: Records, titles: Mapping[str, str]) -> Drawing:
    """Lay the bodies out for a width of 360."""
    sheet = Sheet(Drawing(WIDTH), Type(16, 14, 6, GAP), bodies, links, titles)
    y = keys(sheet, (0, 2), WIDTH) + GAP
    working, extended, core = SPINE
    y = _column(sheet, sheet.of(working, "alliance"), y)
    y = _panels(sheet, "resident_unit", y)
    y = _column(sheet, sheet.of(extended, core), y)
    y = _three(sheet, y)
    y = _column(sheet, sheet.of("residents_committee"), y)
    for group in pairs(bodies):
        y = _pair(sheet, group, y)
    y = _column(sheet, sheet.of("owners_group"), y)
    lead(sheet, [one for one in bodies if one["kind"] not in GATHERED], _along)
    lead(sheet, [family[0] for kind in GATHERED for family in sheet.families(kind)], _along)
    _crossings(sheet)
    sheet.drawing.height = y
    return sheet.drawing


def _column(sheet: Sheet, members: Records, y: float, *, depth: int | None = None) -> float:
    """Bodies one below the other, each as far in as it is led; gives where the next begins."""
    for one in members:
        x = 1 + INDENT * (_depth(sheet, one) if depth is None else depth)
        look = "core" if one["kind"] == CORE else "body"
        y = sheet.put(one, (x, y), WIDTH - LANES - x, look=look) + GAP
    return y


def _panels(sheet: Sheet, kind: str, y: float) -> float:
    for family in sheet.families(kind):
        x = 1 + INDENT * _depth(sheet, family[0])
        y = sheet.gather(family, (x, y), WIDTH - LANES - x).bottom + GAP
    return y


def _three(sheet: Sheet, y: float) -> float:
    """The frame of the three bodies around them and what they lead."""
    association, branch, committee = THREE
    members = sheet.of(branch, association, committee)
    if not members:
        return _panels(sheet, "courtyard_group", _panels(sheet, "social_organisation", y))
    top, left = y, 1 + INDENT * min(_depth(sheet, one) for one in members) - 3
    y = _column(sheet, sheet.of(branch, association), y + sheet.head)
    y = _panels(sheet, "social_organisation", y)
    y = _column(sheet, sheet.of(committee), y)
    y = _panels(sheet, "courtyard_group", y)
    sheet.frame(sheet.titles["three"], "three", (left, top, WIDTH - LANES + 6, y - GAP + 7))
    return y + GAP


def _pair(sheet: Sheet, group: Records, y: float) -> float:
    """A company and its branch in one frame."""
    depth = max(_depth(sheet, one) for one in group)
    if len(group) == 1:
        return _column(sheet, group, y)
    top = y
    y = _column(sheet, group, y + sheet.head, depth=depth)
    around = (1 + INDENT * depth - 3, top, WIDTH - LANES + 6, y - GAP + 6)
    sheet.frame(sheet.titles["pair"], "panel", around)
    return y + GAP


def _depth(sheet: Sheet, one: Mapping[str, Any]) -> int:
    """How many bodies lead this one, one above the other."""
    by_id = {body["id"]: body for body in sheet.bodies}
    seen, parent = {one["id"]}, one["parent_id"]
    while parent in by_id and parent not in seen:
        seen.add(parent)
        parent = by_id[parent]["parent_id"]
    return min(len(seen) - 1, 6)


def _along(parent: Box, child: Box) -> tuple[Point, ...]:
    """Down at the left edge of the parent and in from the left."""
    x, y = parent.x + 4, child.y + min(child.h / 2, 20)
    return (x, parent.bottom), (x, y), (child.x, y)


def _crossings(sheet: Sheet) -> None:
    """A line for each cross-post in a lane of its own, the longest outermost."""
    drawn = [one for one in sheet.docked if one.home in sheet.placed]
    spans = sorted(drawn, key=lambda one: abs(one.post.y - sheet.placed[one.home].y))
    for place, one in enumerate(spans):
        home, post = sheet.placed[one.home], one.post
        lane = min(WIDTH - LANES + 8 + LANE * (place % 3), WIDTH - 3)
        y = home.y + home.h * (0.75 - 0.25 * (place % 3))
        look = "filled" if one.filled else "missing"
        points = ((home.right, y), (lane, y), (lane, post.middle[1]), (post.right, post.middle[1]))
        sheet.drawing.routes.append(Route(points, look))
