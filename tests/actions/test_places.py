"""Placing outlines: the office only, all of a file or nothing, and the trail knows the datum."""

import json
from hashlib import sha256

import pytest
from sqlmodel import select

from dashboard.actions.places import outline
from dashboard.errors import InvalidDraft, NotAllowed
from dashboard.intake.outlines import Outline
from dashboard.queries.places import outlined
from dashboard.schema.accounts import AuditEvent, Head
from dashboard.schema.places import Building, Courtyard, Datum
from tests.sites import LEADER, OFFICE, START

RING = [[102.727, 25.028], [102.7276, 25.028], [102.7276, 25.0286], [102.727, 25.028]]


def place(session, *outlines, by=OFFICE):
    return outline(session=session, outlines=outlines, datum=Datum.GCJ02, by=by, now=START)


def test_the_office_places_courtyards_and_buildings(session, hamlet):
    before = session.get(Head, 1).revision
    assert place(session, Outline(1, None, RING), Outline(1, "1", RING)) == 2
    session.flush()
    yard = session.get(Courtyard, hamlet.courtyards[0])
    assert (yard.outline, yard.datum, yard.version) == (RING, Datum.GCJ02, 2)
    house = session.exec(select(Building).where(Building.courtyard_id == yard.id)).one()
    assert house.footprint == RING
    event = session.exec(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (event.verb, event.ref, event.courtyard_id) == ("outline", yard.id, yard.id)
    assert event.details == {"features": 2, "datum": "gcj02", "replaced": {"outline": None, "1": None}}
    assert session.get(Head, 1).revision == before + 1


def test_the_trail_has_an_event_for_each_courtyard_with_the_hash_of_what_was_replaced(session, hamlet):
    place(session, Outline(1, None, RING))
    before = session.get(Head, 1).seq
    place(session, Outline(2, None, RING), Outline(1, None, RING[:-1]), Outline(2, "1", RING))
    events = session.exec(select(AuditEvent).where(AuditEvent.seq > before).order_by(AuditEvent.seq)).all()
    old = sha256(json.dumps(RING).replace(" ", "").encode()).hexdigest()
    assert {one.courtyard_id: one.details["replaced"] for one in events} == {
        hamlet.courtyards[0]: {"outline": old},
        hamlet.courtyards[1]: {"outline": None, "1": None},
    }
    assert len(events) == 2
    assert json.dumps(RING[1])[1:8] not in json.dumps([one.details for one in events])


def test_what_does_not_exist_is_named(session, hamlet):
    with pytest.raises(InvalidDraft) as refused:
        place(session, Outline(9, None, RING), Outline(1, "Z", RING))
    assert [(one.name, one.code) for one in refused.value.problems] == [
        ("9", "no_such_courtyard"),
        ("1Z", "no_such_building"),
    ]


@pytest.mark.parametrize("who", ["leader", "committee"])
def test_nobody_else_places_anything(session, hamlet, who):
    by = LEADER if who == "leader" else hamlet.committee()
    with pytest.raises(NotAllowed):
        place(session, Outline(1, None, RING), by=by)


def test_what_is_stored_can_be_given_back(session, hamlet):
    place(session, Outline(1, None, RING), Outline(1, "1", RING))
    session.flush()
    told = [one["properties"] for one in outlined(session)["features"]]
    assert told == [{"courtyard": 1}, {"courtyard": 1, "building": "1"}]
