"""Erasing a person: no value is left in any table, namesakes keep theirs, the chain verifies."""

import json

import pytest
from sqlalchemy import select
from sqlmodel import Session

from dashboard.actions import erasures, requests, unsent
from dashboard.cli.kit import OPERATOR
from dashboard.errors import InvalidDraft, NotFound
from dashboard.queries import audit
from dashboard.schema import METADATA
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.history import RecordChange
from dashboard.schema.organisations import Person
from dashboard.schema.people import Resident
from dashboard.schema.requests import Request
from tests.sites import CANARY_NAME, CANARY_PHONE, OFFICE, SINCE, START, Hamlet, build

WHY = "本人要求"


@pytest.fixture
def hamlet(session: Session) -> Hamlet:
    return build(session)


def planted(session: Session, hamlet: Hamlet) -> Resident:
    """A resident who is an officer too, made a request, stands in others' words, a change and a draft."""
    home = hamlet.households[0][0]
    marks = {"hardship": True, "disability": True, "lives_alone_elderly": True}
    row = Resident(
        household_id=home, name=CANARY_NAME, phone=CANARY_PHONE, born_year=1941, since=SINCE, **marks
    )
    session.add(row)
    session.flush()
    session.add(Person(name=CANARY_NAME, phone=CANARY_PHONE, resident_id=row.id))
    draft = hamlet.draft(summary=f"{CANARY_NAME}家漏水，回电{CANARY_PHONE}")
    requests.register(session=session, draft=draft, by=OFFICE, now=START, key="k1")
    seq = audit.head(session).seq
    for noun, ref in (("resident", row.id or 0), ("request", 1)):
        values = {"said_by": [CANARY_NAME, "甲"], "phone": [None, CANARY_PHONE]}
        session.add(RecordChange(seq=seq, noun=noun, ref=ref, verb="correct", values=values))
    unsent.keep(session=session, form="f", owner="o", by=OFFICE, now=START, values={"a": CANARY_NAME})
    session.flush()
    return row


def everything(session: Session) -> str:
    """Every value of every table as one text."""
    session.expire_all()
    tables = METADATA.sorted_tables
    return json.dumps(
        [[str(row) for row in session.execute(select(table))] for table in tables], ensure_ascii=False
    )


def erase(session: Session, noun: str, ref: int, reason: str = WHY) -> dict[str, int]:
    return erasures.erase(session=session, noun=noun, ref=ref, reason=reason, by=OPERATOR, now=START)


@pytest.mark.parametrize("noun", ["resident", "person"])
def test_no_value_is_left_and_the_chain_verifies(session: Session, hamlet: Hamlet, noun: str) -> None:
    row = planted(session, hamlet)
    ref = row.id or 0
    if noun == "person":
        ref = session.execute(select(Person.id).where(Person.resident_id == ref)).scalar_one() or 0
    before, printed = everything(session), audit.head(session)
    assert CANARY_NAME in before
    assert CANARY_PHONE in before
    counts = erase(session, noun, ref, reason=f"{CANARY_NAME}要求")
    after = everything(session)
    assert CANARY_NAME not in after
    assert CANARY_PHONE not in after
    assert counts["rows"] == 2
    assert (row.hardship, row.disability, row.lives_alone_elderly, row.born_year) == (
        False,
        False,
        False,
        1900,
    )
    assert session.execute(select(Request.summary)).scalar_one() == "＿家漏水，回电＿"
    assert audit.verify(session, known=printed).trouble == ""
    event = session.execute(select(AuditEvent).where(AuditEvent.verb == "erase")).scalar_one()
    assert (event.noun, event.ref, event.details) == (noun, ref, counts)


def test_a_namesake_keeps_the_name(session: Session, hamlet: Hamlet) -> None:
    row = planted(session, hamlet)
    other = Person(name=CANARY_NAME, phone="13800000000")
    session.add(other)
    session.flush()
    erase(session, "resident", row.id or 0)
    session.refresh(other)
    assert (other.name, other.phone) == (CANARY_NAME, "13800000000")


def test_without_a_reason_or_a_person_nothing_happens(session: Session, hamlet: Hamlet) -> None:
    row = planted(session, hamlet)
    before = everything(session)
    with pytest.raises(InvalidDraft):
        erase(session, "resident", row.id or 0, reason=" ")
    with pytest.raises(NotFound):
        erase(session, "owner", 99999)
    assert everything(session) == before
