"""The audit trail: one event for each deed, chained, and silent about people."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from dashboard.actions import audit
from dashboard.clock import at
from dashboard.schema.accounts import AuditEvent, Head
from dashboard.schema.requests import Outcome, StepKind
from tests.actions import loop
from tests.sites import CANARY_NAME, CANARY_PHONE, CANARY_SUMMARY, OFFICE

NOW = at(date(2026, 9, 1))
CANARY_NOTE = "甄大爷在住院"


def events(session) -> list[AuditEvent]:
    session.expire_all()  # what the database kept, not what was handed to it
    return list(session.exec(select(AuditEvent).order_by(AuditEvent.seq)))


@pytest.fixture
def told(session, hamlet):
    """A story in which every verb is used once or more, with personal values in every free text."""

    def day(n):
        return NOW + timedelta(days=n)

    request = loop.register(session, hamlet, NOW)
    loop.step(session, request, day(1), kind=StepKind.VISIT, note=CANARY_NOTE)
    loop.close(session, request, day(2))
    loop.call_back(session, request, day(3), Outcome.UNSOLVED)
    loop.reopen(session, request, day(4))
    loop.close(session, request, day(5))
    loop.call_back(session, request, day(6))
    loop.strike_off(session, request, day(7))
    other = loop.register(session, hamlet, day(8), which=1)
    loop.turn_away(session, other, day(9))
    return [request, other]


def test_each_write_appends_one_event_and_one_revision(session, told):
    story = ["register", "visit", "close", "call_back", "reopen", "close", "call_back", "strike_off"]
    found = events(session)
    assert [one.verb for one in found] == [*story, "register", "reject"]
    assert [one.seq for one in found] == list(range(1, 11))
    assert {one.noun for one in found} == {"request"}
    assert [one.ref for one in found] == [told[0].id] * 8 + [told[1].id] * 2
    head = session.get_one(Head, 1)
    assert (head.seq, head.revision) == (10, 10)


@pytest.mark.usefixtures("told")
def test_the_status_in_the_trail_is_the_one_that_the_step_led_to(session):
    statuses = [one.details["status"] for one in events(session)]
    expected = "accepted in_hand closed closed in_hand closed confirmed struck_off accepted rejected"
    assert statuses == expected.split()


@pytest.mark.usefixtures("told")
def test_the_chain_recomputes_from_what_the_database_kept(session):
    before = audit.GENESIS
    for event in events(session):
        assert event.previous == before
        assert event.hash == audit.digest(event) == _by_hand(event)
        before = event.hash
    assert session.get_one(Head, 1).hash == before


def _by_hand(event: AuditEvent) -> str:
    names = ("seq", "actor", "verb", "noun", "ref", "courtyard_id", "details", "previous")
    told = {name: getattr(event, name) for name in names} | {"at": event.at.isoformat()}
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seq", 99),
        ("at", NOW + timedelta(seconds=1)),
        ("actor", "user:office-7"),
        ("verb", "open"),
        ("noun", "vote"),
        ("ref", 77),
        ("courtyard_id", None),
        ("details", {"number": "R2026-0001", "status": "confirmed"}),
        ("previous", "f" * 64),
    ],
)
def test_changing_any_value_of_an_event_breaks_its_hash(session, name, value):
    event = events(session)[2]
    setattr(event, name, value)
    assert audit.digest(event) != event.hash
    session.expunge(event)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("canary", [CANARY_NAME, CANARY_PHONE, CANARY_SUMMARY, CANARY_NOTE, "换了瓦"])
def test_the_trail_holds_no_personal_value(session, canary):
    kept = [json.dumps(one.model_dump(mode="json"), ensure_ascii=False) for one in events(session)]
    assert len(kept) == 10
    assert not [line for line in kept if canary in line]


@pytest.mark.usefixtures("hamlet")
def test_a_deed_that_changes_no_fact_leaves_the_revision_alone(session):
    audit.record(session, by=OFFICE, verb="sign_in", noun="session", now=NOW, changes_facts=False)
    head = session.get_one(Head, 1)
    assert (head.seq, head.revision) == (1, 0)
    audit.record(session, by=OFFICE, verb="create_demo", noun="site", now=NOW)
    assert (head.seq, head.revision) == (2, 1)


def test_the_first_write_of_all_makes_the_head(session):
    audit.record(session, by=OFFICE, verb="create_demo", noun="site", now=NOW)
    assert events(session)[0].previous == "0" * 64
    assert session.get_one(Head, 1).seq == 1
