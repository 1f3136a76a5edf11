"""What a round looks at, which hazard a point that is not in order stands for, and the days to fix it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from dashboard.schema.requests import Place
from dashboard.schema.safety import HazardKind, InspectionKind

URGENT, SOON, ORDINARY = 3, 7, 15
DAYS = {
    HazardKind.FIRE_LANE: URGENT,
    HazardKind.DANGLING_CABLE: URGENT,
    HazardKind.MANHOLE: URGENT,
    HazardKind.EXTINGUISHER: SOON,
    HazardKind.CLUTTER: SOON,
}
"""Suggestions of ours, not a rule of law; the form lets every date be changed."""

PLACES = {
    HazardKind.FIRE_LANE: Place.YARD,
    HazardKind.MANHOLE: Place.YARD,
    HazardKind.WALL: Place.OUTSIDE,
    HazardKind.OTHER: Place.YARD,
}

POINTS: dict[InspectionKind, dict[str, HazardKind]] = {
    InspectionKind.FIRE: {
        "extinguisher": HazardKind.EXTINGUISHER,
        "hydrant": HazardKind.EXTINGUISHER,
        "fire_lane": HazardKind.FIRE_LANE,
        "clutter": HazardKind.CLUTTER,
        "ebikes": HazardKind.CLUTTER,
        "cable": HazardKind.DANGLING_CABLE,
        "wiring": HazardKind.WIRING,
        "lights": HazardKind.OTHER,
    },
    InspectionKind.BUILDING: {
        "roof": HazardKind.OTHER,
        "wall": HazardKind.WALL,
        "railing": HazardKind.RAILING,
        "manhole": HazardKind.MANHOLE,
    },
    InspectionKind.SECURITY: {
        "gate": HazardKind.OTHER,
        "cameras": HazardKind.OTHER,
        "lamps": HazardKind.OTHER,
    },
    InspectionKind.HYGIENE: {
        "bins": HazardKind.OTHER,
        "drains": HazardKind.OTHER,
        "toilet": HazardKind.OTHER,
    },
}
"""The points of each kind of round, in the order of the walk."""

AT = {"lights": Place.STAIRWELL, "roof": Place.ROOF, "gate": Place.GATE}
"""Points that lie elsewhere than their kind of hazard."""

YEAR = timedelta(days=366)
"""How far back a day may lie that is entered now, and how far ahead one by which something is to be done."""


def days(kind: HazardKind) -> int:
    """How many days to fix it we suggest."""
    return DAYS.get(kind, ORDINARY)


def due_on(kind: HazardKind, found_on: date) -> date:
    """The day by which we suggest that it is fixed."""
    return found_on + timedelta(days=days(kind))


def matches(what: InspectionKind, looked: Mapping[str, bool], found: Iterable[HazardKind]) -> bool:
    """Whether a round found one hazard of its kind for each point that is not in order, and no other."""
    bad = Counter(kind for point, kind in POINTS[what].items() if looked.get(point) is False)
    return Counter(found) == bad


def place(kind: HazardKind, point: str = "") -> Place:
    """Where such a hazard, or such a point of a round, mostly lies."""
    return AT.get(point) or PLACES.get(kind, Place.STAIRWELL)
