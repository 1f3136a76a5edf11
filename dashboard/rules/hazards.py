"""What a round looks at, which hazard a point that is not in order stands for, and the days to fix it."""

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


def days(kind: HazardKind) -> int:
    """How many days to fix it we suggest."""
    return DAYS.get(kind, ORDINARY)


def due_on(kind: HazardKind, found_on: date) -> date:
    """The day by which we suggest that it is fixed."""
    return found_on + timedelta(days=days(kind))


def place(kind: HazardKind, point: str = "") -> Place:
    """Where such a hazard, or such a point of a round, mostly lies."""
    return AT.get(point) or PLACES.get(kind, Place.STAIRWELL)
