"""Facilities: put on the map beside a building, told apart, ended, taken back."""

from datetime import date

import pytest

from dashboard.actions import records
from dashboard.clock import at
from dashboard.errors import InvalidDraft
from dashboard.queries import map as map_
from dashboard.queries import records as reads
from dashboard.queries.checks.unlocated import facilities
from dashboard.records.work import FACILITY
from dashboard.rules.geometry import distance, holds
from dashboard.schema.places import Building, Courtyard, Facility
from tests.actions import village
from tests.actions.loop import key
from tests.sites import OFFICE

NOW = at(date(2026, 9, 15))


@pytest.fixture
def place(session, hamlet):
    return village.settled(session, hamlet)


def put(place, *, where="own", now=NOW, **given) -> Facility:
    values = village.values(place, "facility", where) | given
    how = {"session": place.session, "by": OFFICE, "now": now, "key": key()}
    return records.create(kind=FACILITY, values=values, **how)


def test_a_facility_lies_in_the_yard_close_to_its_building_and_in_none(session, place):
    row = put(place)
    building = session.get_one(Building, place.ids["building own"])
    yard = session.get_one(Courtyard, building.courtyard_id)
    spot = (row.lon, row.lat)
    assert holds(yard.outline, spot)
    assert not holds(building.footprint, spot)
    [shown] = map_.plan(session).facilities
    assert (shown["at"], shown["kind"], shown["name_zh"]) == (list(spot), "bike_shed", "车棚")
    assert facilities(session, NOW.date()) == []


def test_two_beside_one_building_do_not_stand_on_each_other(place):
    one, two, three = (put(place, name_zh=name) for name in ("车棚", "充电棚", "消防点"))
    spots = [(row.lon, row.lat) for row in (one, two, three)]
    assert min(distance(a, b) for a in spots for b in spots if a is not b) >= 3


def test_one_that_is_gone_leaves_its_spot(session, place):
    gone = put(place)
    how = {"session": session, "by": OFFICE, "now": NOW, "key": key(), "version": gone.version}
    records.follow_up(kind=FACILITY, ref=gone.id, values={"until": date(2026, 9, 10)}, **how)
    again = put(place)
    assert (again.lon, again.lat) == (gone.lon, gone.lat)
    assert reads.one(session, by=OFFICE, kind=FACILITY, ref=again.id)["number"].startswith("F2026-")


@pytest.mark.parametrize("missing", ["outline", "footprint"])
def test_what_is_not_drawn_holds_no_facility(session, place, missing):
    building = session.get_one(Building, place.ids["building own"])
    row = building if missing == "footprint" else session.get_one(Courtyard, building.courtyard_id)
    setattr(row, missing, None)
    session.flush()
    with pytest.raises(InvalidDraft) as error:
        put(place)
    assert [(one.name, one.code) for one in error.value.problems] == [("building_id", "no_place_on_the_map")]


def test_a_building_of_another_courtyard_is_none(place):
    with pytest.raises(InvalidDraft):
        put(place, building_id=place.ids["building other"])


def test_it_does_not_end_before_it_begins(session, place):
    row = put(place)
    how = {"session": session, "by": OFFICE, "now": NOW, "key": key(), "version": row.version}
    with pytest.raises(InvalidDraft):
        records.follow_up(kind=FACILITY, ref=row.id, values={"until": date(2026, 8, 1)}, **how)
