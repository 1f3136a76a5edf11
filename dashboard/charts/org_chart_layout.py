"""What both layouts of the structure share: placing bodies, panels and frames, and who leads whom."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dashboard.charts.boxes import LEADING, Box, Drawing, Line, Point, Route, box, width_of

Records = Sequence[Mapping[str, Any]]

SPINE = ("working_committee", "extended_committee", "general_branch")
THREE = ("neighbours_association", "red_neighbour_branch", "self_governance_committee")
GATHERED = ("resident_unit", "social_organisation", "courtyard_group")
CORE = "general_branch"
MARK = {True: "●", False: "○"}
LANE = 15.0
"""How far apart the lines of cross-posts run."""


class Type(NamedTuple):
    """Sizes of a layout: names, small text, space inside a box and between boxes."""

    name: float
    small: float
    pad: float
    gap: float


class Wanted(NamedTuple):
    """A cross-post to be drawn: from whom, and the little box of the post in the other body."""

    home: int
    host: int
    post: Box
    filled: bool


@dataclass
class Sheet:
    """A drawing in the making: bodies placed so far by id, and the cross-posts docked to them."""

    drawing: Drawing
    type: Type
    bodies: Records
    links: Records
    titles: Mapping[str, str]
    placed: dict[int, Box] = field(default_factory=dict)
    ends: dict[int, float] = field(default_factory=dict)
    """Where a body ends with the cross-posts docked below."""
    gathered: dict[int, Box] = field(default_factory=dict)
    docked: list[Wanted] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Mapping[str, Any]]:
        """The bodies of these kinds, in the order of the kinds."""
        return [one for kind in kinds for one in self.bodies if one["kind"] == kind]

    def parent(self, one: Mapping[str, Any]) -> Box | None:
        """The box of the body that leads this one, once it is placed."""
        return self.placed.get(one["parent_id"])

    def put(self, one: Mapping[str, Any], at: Point, width: float, *, look: str = "body") -> float:
        """Place a body with the cross-posts that it is host of docked below; gives where it ends."""
        texts = [Line(one["name"], self.type.name, bold=True), Line(one["count"], self.type.small)]
        made = box(f"body:{one['id']}", texts, at, width, look=look, pad=self.type.pad)
        self.drawing.boxes.append(made)
        self.placed[one["id"]] = made
        bottom = made.bottom
        for number, link in enumerate(self.links):
            if link["host"] == one["id"]:
                look = "filled" if link["filled"] else "missing"
                text = [Line(f"{MARK[link['filled']]} {link['label']}", self.type.small, bold=True)]
                post = box(f"link:{number}", text, (at[0], bottom), width, look=look, pad=self.type.pad * 0.7)
                self.drawing.boxes.append(post)
                self.docked.append(Wanted(link["home"], one["id"], post, link["filled"]))
                bottom = post.bottom
        self.ends[one["id"]] = bottom
        return bottom

    def gather(self, members: Records, at: Point, width: float) -> Box:
        """A panel of many small boxes of one kind under its title."""
        kind, pad = members[0]["kind"], self.type.pad
        title = box("", [Line(self.titles[kind], self.type.small)], at, width, pad=pad)
        top, inner = title.bottom, width - 2 * pad
        columns = _columns(members, inner, self.type)
        each = (inner - (columns - 1) * pad) / columns
        for start in range(0, len(members), columns):
            row = [
                self._cell(one, (at[0] + pad + (each + pad) * column, top), each)
                for column, one in enumerate(members[start : start + columns])
            ]
            height = max(one.h for one in row)
            self.drawing.boxes += [Box(o.key, o.x, o.y, o.w, height, o.lines, o.look) for o in row]
            top += height + pad
        panel = Box(f"panel:{kind}", *at, width, top - at[1], title.lines, "panel")
        self.drawing.frames.append(panel)
        self.gathered[members[0]["id"]] = panel
        return panel

    def frame(self, text: str, look: str, around: tuple[float, float, float, float]) -> None:
        """A frame with a title around what stands from (x, y) to (right, bottom)."""
        x, y, right, bottom = around
        lines = (Line(text, self.type.small, bold=True),) if text else ()
        self.drawing.frames.insert(0, Box(f"frame:{look}", x, y, right - x, bottom - y, lines, look))

    def families(self, kind: str) -> list[list[Mapping[str, Any]]]:
        """The bodies of a kind, each parent's own together."""
        found: dict[Any, list[Mapping[str, Any]]] = {}
        for one in self.of(kind):
            found.setdefault(one["parent_id"], []).append(one)
        return list(found.values())

    @property
    def head(self) -> float:
        """How high a frame's title is."""
        return self.type.small * LEADING + 14

    def _cell(self, one: Mapping[str, Any], at: Point, width: float) -> Box:
        texts = [Line(one["name"], self.type.name * 0.9), Line(one["count"], self.type.small)]
        return box(f"body:{one['id']}", texts, at, width, look="cell", pad=5)


def rows_of(members: Sequence[Any], most: int) -> list[Sequence[Any]]:
    """The members in rows of at most so many."""
    return [members[start : start + most] for start in range(0, len(members), most)]


def keys(sheet: Sheet, at: Point, width: float) -> float:
    """The key of the lines, one below the other; gives where it ends."""
    size, y = sheet.type.small, at[1]
    for look in ("leads", "filled", "missing"):
        mark = "" if look == "leads" else MARK[look == "filled"] + " "
        middle = y + size * LEADING / 2
        sheet.drawing.routes.append(Route(((at[0], middle), (at[0] + 44, middle)), look))
        text = box("", [Line(mark + sheet.titles[look], size)], (at[0] + 54, y), width - 54, pad=0)
        sheet.drawing.labels.append(Box("key", text.x, text.y, text.w, text.h, text.lines, "label"))
        y = text.bottom + 4
    return y


def pairs(bodies: Records) -> list[list[Mapping[str, Any]]]:
    """Each property company after its branch; a branch without a company, or the reverse, stands alone."""
    branches = [one for one in bodies if one["kind"] == "company_branch"]
    companies = [one for one in bodies if one["kind"] == "property_company"]
    found = [
        [*(one for one in branches if one["company_id"] == company["id"]), company] for company in companies
    ]
    known = {one["id"] for group in found for one in group}
    return found + [[one] for one in branches if one["id"] not in known]


def lead(
    sheet: Sheet, members: Iterable[Mapping[str, Any]], line: Callable[[Box, Box], tuple[Point, ...]]
) -> None:
    """Draw who leads each of these, as `line` runs from one box to the other."""
    for one in members:
        parent, child = sheet.parent(one), sheet.gathered.get(one["id"], sheet.placed.get(one["id"]))
        if parent and child:
            sheet.drawing.routes.append(Route(line(parent, child)))


def _columns(members: Records, width: float, sizes: Type) -> int:
    """How many small boxes stand side by side: neither a word nor a count is broken that could stay whole."""
    size = sizes.name * 0.9
    names = [min(width_of(one["name"], size), 5 * size) for one in members]
    words = [width_of(word, size) for one in members for word in one["name"].split() if word.isascii()]
    counts = [width_of(one["count"], sizes.small) for one in members]
    most = (width + sizes.pad) / (max(names + words + counts) + 10 + sizes.pad)
    return max(1, min(len(members), int(most)))
