"""Another household behind a request: once, of the same courtyard, while it is open."""

from datetime import date

import pytest
from sqlmodel import select

from dashboard.actions import supports
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound, OutOfTurn
from dashboard.queries import requests
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.requests import Support
from tests.actions import loop
from tests.sites import LEADER, OFFICE, PUBLIC

NOW = at(date(2026, 9, 1))


def add(session, request_id, household_id, *, by=OFFICE, key=None):
    given = {"by": by, "now": NOW, "key": key or loop.key()}
    return supports.add(session=session, request_id=request_id, household_id=household_id, **given)


def test_a_household_stands_behind_a_request(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    other = hamlet.households[0][1]
    add(session, request.id, other)
    kept = session.exec(select(Support)).one()
    assert (kept.request_id, kept.household_id, kept.supported_on) == (request.id, other, date(2026, 9, 1))
    told = session.exec(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (told.verb, told.noun, told.ref) == ("support", "request", request.id)
    assert told.details == {"number": "R2026-0001"}
    one = requests.one(session, by=OFFICE, request_id=request.id, today=date(2026, 9, 1))
    assert one["support"] == 1


def test_the_same_household_counts_once(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    add(session, request.id, hamlet.households[0][1], key="form")
    with pytest.raises(AlreadyDone):
        add(session, request.id, hamlet.households[0][1], key="form")
    for again in hamlet.households[0][:2]:
        with pytest.raises(InvalidDraft) as error:
            add(session, request.id, again)
        assert error.value.problems[0].code == "supports_already"


def test_it_must_belong_and_the_request_be_open(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    with pytest.raises(InvalidDraft) as error:
        add(session, request.id, hamlet.households[1][0])
    assert error.value.problems[0].code == "not_in_courtyard"
    with pytest.raises(NotFound):
        add(session, 4711, hamlet.households[0][1])
    loop.close(session, request, NOW)
    with pytest.raises(OutOfTurn):
        add(session, request.id, hamlet.households[0][1])


def test_only_keepers_of_the_courtyard_may(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    add(session, request.id, hamlet.households[0][2], by=hamlet.committee(0))
    for by in (hamlet.committee(1), hamlet.company(0), LEADER, PUBLIC):
        with pytest.raises(NotAllowed):
            add(session, request.id, hamlet.households[0][1], by=by)
