"""The map's reads: every flat has its own place, counts are exact, marks stay with their keepers."""

from datetime import date

import pytest
from sqlmodel import select

from dashboard.queries import map as queries
from dashboard.rules.geometry import STOREY, Plane
from dashboard.schema.places import Building, Courtyard
from dashboard.schema.requests import Place, RequestType
from dashboard.schema.safety import Hazard, HazardKind
from tests.actions import loop
from tests.sites import LEADER, OFFICE, PUBLIC, START

TODAY = date(2026, 7, 2)
PLANE = Plane((102.727, 25.028))


def ring(west: float, south: float, wide: float, high: float) -> list[list[float]]:
    corners = [(west, south), (west + wide, south), (west + wide, south + high), (west, south + high)]
    return [PLANE.degrees(corner) for corner in [*corners, corners[0]]]


@pytest.fixture
def drawn(session, hamlet):
    """The hamlet with an outline and a footprint for its first courtyard only."""
    session.get(Courtyard, hamlet.courtyards[0]).outline = ring(0, 0, 60, 60)
    house = session.exec(select(Building).where(Building.courtyard_id == hamlet.courtyards[0])).one()
    house.footprint = ring(10, 40, 24, 12)
    session.flush()
    return hamlet


def test_a_flat_stands_on_its_floor_inside_its_building(session, drawn):
    plan = queries.plan(session)
    assert [one["floor"] for one in plan.flats] == [1, 2, 3]
    assert [one["base"] for one in plan.flats] == [0, STOREY, 2 * STOREY]
    for one in plan.flats:
        corners = PLANE.metres(one["ring"])
        assert all(10 <= x <= 34.2 and 39.8 <= y <= 52 for x, y in corners)


def test_what_has_no_place_is_counted(session, drawn):
    plan = queries.plan(session)
    assert plan.missing == {"courtyards": 1, "buildings": 1, "flats": 3}
    assert [one["no"] for one in plan.courtyards] == [1]


def test_counts_are_those_of_the_day(session, drawn):
    loop.register(session, drawn, START)
    loop.register(session, drawn, START, type=RequestType.NOISE)
    loop.register(session, drawn, START, place=Place.ROOF, household_id=None)
    hazard = {"kind": HazardKind.FIRE_LANE, "place": Place.YARD}
    first, second = drawn.courtyards
    session.add(Hazard(courtyard_id=first, found_on=date(2026, 6, 1), due_on=date(2026, 6, 9), **hazard))
    session.add(
        Hazard(
            courtyard_id=second,
            found_on=date(2026, 6, 1),
            due_on=date(2026, 6, 9),
            fixed_on=date(2026, 7, 2),
            **hazard,
        )
    )
    session.flush()
    now = queries.counts(session, day=TODAY)
    assert now[first] | {"overdue": 0} == {
        "open": 3,
        "overdue": 0,
        "undated": 0,
        "unplaced": 1,
        "hazards": 1,
        "hazards_overdue": 1,
        "agreed": 0,
        "done": 0,
    }
    assert second not in now  # the hazard was fixed that day
    assert queries.counts(session, day=date(2026, 7, 1))[second]["hazards"] == 1
    assert queries.counts(session, day=TODAY, kind=RequestType.NOISE)[first]["open"] == 1
    assert queries.counts(session, day=date(2026, 6, 30)).get(first, {}).get("open", 0) == 0


def test_marks_are_for_their_keepers_only(session, drawn):
    mine = loop.register(session, drawn, START)
    other = loop.register(
        session, drawn, START, courtyard_id=drawn.courtyards[1], household_id=drawn.households[1][0]
    )
    ask = {"day": TODAY}
    assert {one["id"] for one in queries.marks(session, by=OFFICE, **ask)} == {mine.id, other.id}
    assert [one["id"] for one in queries.marks(session, by=drawn.committee(0), **ask)] == [mine.id]
    assert [one["id"] for one in queries.marks(session, by=drawn.committee(1), **ask)] == [other.id]
    for by in (PUBLIC, drawn.company()):
        assert queries.marks(session, by=by, **ask) == []
    assert queries.hazards(session, by=PUBLIC, **ask) == []


def test_who_keeps_no_flats_is_told_buildings_and_of_homes_nothing(session, drawn):
    """Stairwell, room and household are P1; a building, its roof and its stairs are common."""
    yard = drawn.courtyards[0]
    house = session.exec(select(Building).where(Building.courtyard_id == yard)).one()
    home = loop.register(session, drawn, START)
    roof = loop.register(session, drawn, START, place=Place.ROOF, household_id=None, stairwell=1)
    asked = loop.register(session, drawn, START, place=Place.STAIRWELL)
    gate = loop.register(session, drawn, START, place=Place.GATE, household_id=None)
    found = {one["id"]: one for one in queries.marks(session, by=LEADER, day=TODAY)}
    where = {id_: one["building_id"] for id_, one in found.items()}
    assert where == {home.id: None, roof.id: house.id, asked.id: house.id, gate.id: None}
    for one in found.values():
        assert [one[name] for name in ("household_id", "stairwell", "room")] == [None] * 3
        assert not one["is_exact"]
    assert all(one["is_exact"] for one in queries.marks(session, by=OFFICE, day=TODAY))


def test_a_hazards_stairwell_is_for_its_keepers_its_building_for_who_watches(session, drawn):
    yard = drawn.courtyards[0]
    house = session.exec(select(Building).where(Building.courtyard_id == yard)).one()
    found, due = date(2026, 6, 1), date(2026, 6, 9)
    given = {"courtyard_id": yard, "stairwell": 1, "found_on": found, "due_on": due}
    session.add(Hazard(kind=HazardKind.FIRE_LANE, place=Place.STAIRWELL, **given))
    session.flush()
    for by, stairwell in ((OFFICE, 1), (drawn.committee(0), 1), (LEADER, None), (drawn.company(), None)):
        [one] = queries.hazards(session, by=by, day=TODAY)
        assert (one["stairwell"], one["building_id"], one["overdue"]) == (stairwell, house.id, True)
    assert queries.hazards(session, by=drawn.committee(1), day=TODAY) == []


def test_a_mark_knows_its_stairwell_and_room(session, drawn):
    loop.register(session, drawn, START)
    [mark] = queries.marks(session, by=OFFICE, day=TODAY)
    assert (mark["stairwell"], mark["room"], mark["household_id"]) == (1, "101", drawn.households[0][0])
