"""Where what is open stands on the map: in its flat, on its roof, in its stairs, or as a dot beside them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.charts.map import SLAB
from dashboard.i18n import _
from dashboard.queries.map import Plan
from dashboard.records.names import TYPES
from dashboard.rules import geometry
from dashboard.ui import formats, labels

Records = list[dict[str, Any]]
Spot = tuple[str, int, int | None]
"""(flat, roof, stairwell, building or a place of the yard; courtyard; which flat, stairwell or building)."""
APART = 7.0
"""Metres from dot to dot: on a laptop a dot is 5 m wide."""
CORNERS = {"yard": 0, "gate": 1, "outside": 2}
"""Which corner of the courtyard a dot leans to, so that the words in the middle stay free."""
LEAN = 0.62


def placed(
    plan: Plan, marks: Records, hazards: Records, *, solid: bool, taken: Sequence[Sequence[float]] = ()
) -> tuple[Records, Records]:
    """Bodies on roofs and in stairs where buildings are solid, and dots for all else; flats are boxes."""
    dots = _Dots(plan, taken)
    slabs = []
    for spot, inside in _grouped(plan, marks).items():
        kind, courtyard, at = spot
        about = {
            "overdue": any(mark["overdue"] for mark in inside),
            "tip": "\n".join(told(mark) for mark in inside),
            "words": str(len(inside)),
        }
        if kind in ("roof", "stairwell") and solid:
            slabs.append(about | _body(kind, plan.stairwells[courtyard, at or 0]))
        elif kind != "flat":
            dots.add(spot, about)
    for spot, inside in _grouped(plan, hazards, somewhere=True).items():
        tip = _("Hazards not fixed: {count}", count=len(inside))
        dots.add(spot, {"overdue": any(one["overdue"] for one in inside), "tip": tip, "words": "!"})
    return slabs, dots.found


def homeless(plan: Plan, marks: Records, kept: frozenset[int]) -> Records:
    """The marks of courtyards that the reader keeps, which say where they are but not so that it is seen."""
    flats = {one["id"] for one in plan.flats}
    return [one for one in marks if one["courtyard_id"] in kept and not _spot(plan, flats, one)]


def state(inside: Records) -> str:
    """How a flat with these marks is painted: overdue, open, or as all others."""
    if any(mark["overdue"] for mark in inside):
        return "overdue"
    return "open" if inside else ""


def told(mark: Mapping[str, Any]) -> str:
    """One open request in a line; its number only to who keeps its courtyard and so knows where it is."""
    name = labels.named(TYPES, mark["type"])
    text = f"{mark['number']} {name}" if mark["is_exact"] else name
    if mark["due_on"] is None:
        return _("{what}, no date promised", what=text)
    due = formats.day(mark["due_on"])
    if mark["overdue"]:
        return _("{what}, overdue since {day}", what=text, day=due)
    return _("{what}, due {day}", what=text, day=due)


class _Dots:
    """Dots that stand beside what they mean and apart from each other."""

    def __init__(self, plan: Plan, taken: Sequence[Sequence[float]]) -> None:
        self.yards = {one["id"]: one["ring"] for one in plan.courtyards}
        self.numbers = {one["id"]: one["no"] for one in plan.courtyards}
        self.plan = plan
        self.taken = list(taken)
        self.houses: dict[int, list[Any]] = defaultdict(list)
        for one in plan.buildings:
            self.houses[one["courtyard_id"]].append(one["ring"])
        self.found: Records = []

    def add(self, spot: Spot, about: dict[str, Any]) -> None:
        """One more dot."""
        kind, courtyard, at = spot
        if courtyard not in self.yards:
            return
        place = self._beside(_ring(self.plan, spot), courtyard) if at is not None else None
        place = place or self._corner(kind, courtyard)
        self.taken.append(place)
        self.found.append(about | {"at": place, "no": self.numbers[courtyard]})

    def _beside(self, ring: Any, courtyard: int) -> list[float] | None:
        return geometry.beside(
            ring,
            outline=self.yards[courtyard],
            footprints=self.houses[courtyard],
            taken=self.taken,
            apart=APART,
        )

    def _corner(self, kind: str, courtyard: int) -> list[float]:
        """A place that leans to the kind's corner of the yard, or to the next one that is free."""
        ring = self.yards[courtyard]
        middle, corners = geometry.centre(ring), list(ring[:-1])
        first = CORNERS.get(kind, 3) % len(corners)
        places = [
            [at + LEAN * (end - at) for at, end in zip(middle, corner, strict=True)]
            for corner in [*corners[first:], *corners[:first]]
        ]
        return next((one for one in places if self._is_free(one, courtyard)), places[0])

    def _is_free(self, place: list[float], courtyard: int) -> bool:
        inside = any(geometry.holds(ring, place) for ring in self.houses[courtyard])
        return not inside and all(geometry.distance(place, other) >= APART for other in self.taken)


def _grouped(plan: Plan, marks: Records, *, somewhere: bool = False) -> dict[Spot, Records]:
    """Marks by where they belong; `somewhere`: in the stairs instead of a flat, in the yard if nowhere."""
    flats = set() if somewhere else {one["id"] for one in plan.flats}
    groups: dict[Spot, Records] = defaultdict(list)
    for mark in marks:
        spot = _spot(plan, flats, mark)
        if spot or somewhere:
            groups[spot or ("somewhere", mark["courtyard_id"], None)].append(mark)
    return groups


def _spot(plan: Plan, flats: set[int], mark: Mapping[str, Any]) -> Spot | None:
    """Where a mark belongs, or nowhere."""
    place, courtyard, stairwell = str(mark["place"]), mark["courtyard_id"], mark["stairwell"]
    if place == "flat" and mark["household_id"] in flats:
        return place, courtyard, mark["household_id"]
    if place in ("flat", "roof", "stairwell"):
        if (courtyard, stairwell) in plan.stairwells:
            return "roof" if place == "roof" else "stairwell", courtyard, stairwell
        built = any(one["id"] == mark["building_id"] for one in plan.buildings)
        return ("building", courtyard, mark["building_id"]) if built else None
    known = any(one["id"] == courtyard for one in plan.courtyards)
    return (place, courtyard, None) if known else None


def _ring(plan: Plan, spot: Spot) -> Any:
    """The outline of a building, or of a building's part at a stairwell."""
    kind, courtyard, at = spot
    if kind == "building":
        return next(one["ring"] for one in plan.buildings if one["id"] == at)
    return plan.stairwells[courtyard, at or 0]["ring"]


def _body(kind: str, stairwell: Mapping[str, Any]) -> dict[str, Any]:
    """A plate on the roof, or a shaft through the house."""
    if kind == "roof":
        ring = geometry.strip(stairwell["ring"], along=(0, 1), across=(0, 1))
        return {"ring": ring, "base": stairwell["height"] + 0.2, "height": SLAB}
    ring = geometry.strip(stairwell["ring"], along=(0.42, 0.58), across=(-0.1, 1.1))
    return {"ring": ring, "base": 0, "height": stairwell["height"] + SLAB}
