"""The structure for desks and projectors: partners left, the core's line in the middle, property right."""

from collections.abc import Mapping
from typing import Any

from dashboard.charts.boxes import Box, Drawing, Point, Route
from dashboard.charts.org_chart_layout import (
    CORE,
    LANE,
    SPINE,
    THREE,
    Records,
    Sheet,
    Type,
    Wanted,
    keys,
    lead,
    pairs,
    rows_of,
)

WIDTH = 1200.0
LEFT, MIDDLE, RIGHT = (0.0, 190.0), (212.0, 660.0), (900.0, 244.0)
"""Where each column begins and how wide it is; lines of cross-posts run right of the last."""
CENTRE = 330.0
"""The width of a body on the core's line."""


def wide(bodies: Records, links: Records, titles: Mapping[str, str]) -> Drawing:
    """Lay the bodies out for a width of 1200."""
    sheet = Sheet(Drawing(WIDTH), Type(20, 16, 8, 34), bodies, links, titles)
    keys(sheet, (RIGHT[0], 4), WIDTH - RIGHT[0])
    lanes = _spine(sheet) + 10
    top = lanes + 34
    _partners(sheet)
    _under(sheet, _three(sheet, top))
    _property(sheet, top)
    _crossings(sheet, lanes)
    drawing = sheet.drawing
    drawing.height = max(one.bottom for one in [*drawing.boxes, *drawing.frames, *drawing.labels]) + 4
    return drawing


def _spine(sheet: Sheet) -> float:
    """Working committee, alliance beside extended committee, general branch; gives where they end."""
    y = 2.0
    for kind in SPINE:
        look, start = "core" if kind == CORE else "body", y
        for row in rows_of(sheet.of(kind), 2):
            width = min(CENTRE, (MIDDLE[1] - 20) / len(row))
            x = MIDDLE[0] + (MIDDLE[1] - len(row) * width - 20 * (len(row) - 1)) / 2
            ends = [sheet.put(one, (x + (width + 20) * n, y), width, look=look) for n, one in enumerate(row)]
            y = max(ends) + sheet.type.gap
        if kind == SPINE[1]:
            y = max(y, *_stacked(sheet, sheet.of("alliance"), start))
    lead(sheet, sheet.of(*SPINE, "alliance"), _downwards)
    return y - sheet.type.gap


def _stacked(sheet: Sheet, row: Records, y: float) -> list[float]:
    """Alliances in the left column, one below the other; gives where the row beside the first may end."""
    ends = [0.0]
    for one in row:
        y = sheet.put(one, (LEFT[0] + 1, y), LEFT[1] - 2) + sheet.type.gap
        ends.append(y)
    return ends[:2]


def _partners(sheet: Sheet) -> None:
    """Resident units below the alliance."""
    y = max((sheet.ends[one["id"]] for one in sheet.of("alliance")), default=120.0) + sheet.type.gap
    for family in sheet.families("resident_unit"):
        y = sheet.gather(family, (LEFT[0], y), LEFT[1]).bottom + sheet.type.gap
        lead(sheet, family[:1], _downwards)


def _three(sheet: Sheet, y: float) -> float:
    """The three bodies side by side in their frame, the branch that leads them in the middle."""
    members, pad, gap = sheet.of(*THREE), 14.0, 30.0
    top, bottom = y, y + sheet.head
    for row in rows_of(members, 3):
        width = (MIDDLE[1] - 2 * pad - gap * (len(row) - 1)) / len(row)
        x = MIDDLE[0] + pad
        ends = [sheet.put(one, (x + (width + gap) * n, bottom), width) for n, one in enumerate(row)]
        bottom = max(ends) + pad
        _level(sheet, row)
    if not members:
        return y - sheet.type.gap
    sheet.frame(sheet.titles["three"], "three", (MIDDLE[0], top, MIDDLE[0] + MIDDLE[1], bottom))
    lead(sheet, members, _inwards)
    return bottom


def _level(sheet: Sheet, row: Records) -> None:
    """Make the boxes of a row equally high, but for those with a cross-post below."""
    hosts = {one.host for one in sheet.docked}
    height = max(sheet.placed[one["id"]].h for one in row)
    for one in row:
        old = sheet.placed[one["id"]]
        if one["id"] not in hosts:
            new = Box(old.key, old.x, old.y, old.w, height, old.lines, old.look)
            sheet.drawing.boxes[sheet.drawing.boxes.index(old)] = sheet.placed[one["id"]] = new


def _under(sheet: Sheet, y: float) -> None:
    """Below the three bodies: social organisations left, courtyard groups right."""
    families, gap = [*sheet.families("social_organisation"), *sheet.families("courtyard_group")], 16.0
    for row in rows_of(families, 2):
        y, x = y + sheet.type.gap, MIDDLE[0]
        shares = [1.85 if family[0]["kind"] == "courtyard_group" else 1.0 for family in row]
        room, ends = MIDDLE[1] - gap * (len(row) - 1), []
        for share, family in zip(shares, row, strict=True):
            panel = sheet.gather(family, (x, y), room * share / sum(shares))
            ends.append(panel.bottom)
            x = panel.right + gap
            lead(sheet, family[:1], _downwards)
        y = max(ends)


def _property(sheet: Sheet, y: float) -> None:
    """Residents' committee, each company with its branch in a frame, owners' groups."""
    x, width = RIGHT
    members: list[Mapping[str, Any]] = []
    for group in [[one] for one in sheet.of("residents_committee")] + pairs(sheet.bodies):
        top, inset = y, 0.0
        if len(group) > 1:
            y, inset = y + sheet.head, 10.0
        for one in group:
            y = sheet.put(one, (x + inset, y), width - 2 * inset) + 14
        if inset:
            sheet.frame(sheet.titles["pair"], "panel", (x, top, x + width, y - 4))
        y += 10
        members += group
    for one in sheet.of("owners_group"):
        y = sheet.put(one, (x, y), width) + 20
        members.append(one)
    lead(sheet, members, _sidewards)


def _crossings(sheet: Sheet, lanes: float) -> None:
    """A line for each cross-post, in a lane of its own at the right edge, the farthest outermost."""
    drawn = [one for one in sheet.docked if one.home in sheet.placed]
    for place, one in enumerate(sorted(drawn, key=lambda one: _span(sheet, one))):
        lane = RIGHT[0] + RIGHT[1] + LANE * (place + 1)
        lane = min(lane, WIDTH - 4)
        look = "filled" if one.filled else "missing"
        points = [*_out(sheet, one, lane, lanes, place), *_in(one, lane, lanes)]
        sheet.drawing.routes.append(Route(tuple(points), look))


def _span(sheet: Sheet, one: Wanted) -> float:
    return abs(one.post.middle[1] - sheet.placed[one.home].middle[1])


def _out(sheet: Sheet, one: Wanted, lane: float, lanes: float, place: int) -> list[Point]:
    home, level = sheet.placed[one.home], lanes + 6 * place
    if home.x >= RIGHT[0] or home.bottom <= lanes:
        y = home.y + home.h * (0.72 - 0.22 * (place % 3))
        return [(home.right, y), (lane, y)]
    x = home.middle[0] + 20
    return [(x, home.y), (x, level), (lane, level)]


def _in(one: Wanted, lane: float, lanes: float) -> list[Point]:
    post = one.post
    if post.x >= RIGHT[0] or post.bottom <= lanes:
        return [(lane, post.middle[1]), (post.right, post.middle[1])]
    level, x = lanes + 20, post.right + 8
    return [(lane, level), (x, level), (x, post.middle[1]), (post.right, post.middle[1])]


def _downwards(parent: Box, child: Box) -> tuple[Point, ...]:
    """From below one box to the top of another, straight where the child lies below, else round a corner."""
    low, high = max(parent.x, child.x) + 12, min(parent.right, child.right) - 12
    if low <= high:
        x = min(max(parent.middle[0], low), high)
        return (x, parent.bottom), (x, child.y)
    level = child.y - 17
    return (
        (parent.middle[0], parent.bottom),
        (parent.middle[0], level),
        (child.middle[0], level),
        (
            child.middle[0],
            child.y,
        ),
    )


def _inwards(parent: Box, child: Box) -> tuple[Point, ...]:
    """Within the frame: from side to side; from outside: down to the top."""
    if parent.y < child.y:
        return _downwards(parent, child)
    y = min(parent.middle[1], child.middle[1])
    if child.x > parent.x:
        return (parent.right, y), (child.x, y)
    return (parent.x, y), (child.right, y)


def _sidewards(parent: Box, child: Box) -> tuple[Point, ...]:
    """Down, along above the column, and in from the left."""
    trunk, y = RIGHT[0] - 14, child.middle[1]
    if parent.x >= RIGHT[0]:
        return (parent.x, parent.middle[1]), (trunk, parent.middle[1]), (trunk, y), (child.x, y)
    x, level = parent.middle[0] + 60, parent.bottom + 17
    return (x, parent.bottom), (x, level), (trunk, level), (trunk, y), (child.x, y)
