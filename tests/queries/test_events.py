"""The audit trail read for people: filters, pages, the number a record is known by."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from dashboard.access import Principal
from dashboard.actions import audit
from dashboard.clock import at
from dashboard.errors import NotAllowed
from dashboard.queries import events
from dashboard.queries.audit import head
from dashboard.queries.events import PAGE, Wanted
from dashboard.rules.trail import Printed
from dashboard.schema.accounts import PrincipalKind, Role

OFFICE = Principal(PrincipalKind.USER, Role.OFFICE, account_id=1)
GROUP = Principal(PrincipalKind.USER, Role.COMMITTEE, courtyard_id=3, account_id=2)
DAY = date(2026, 9, 1)


@pytest.fixture
def told(session: Session) -> Session:
    """Ten days, an entry of the office and of a group each morning and just before midnight."""
    for number in range(10):
        day = DAY + timedelta(days=number)
        how = {"session": session, "noun": "hazard", "ref": number}
        audit.record(by=GROUP, verb="report", now=at(day, 0), courtyard_id=3, **how)
        audit.record(by=OFFICE, verb="fix", now=at(day, 23, 59), **how)
    return session


def seqs(session: Session, **wanted: object) -> list[int]:
    asked = Wanted(**wanted)  # type: ignore[arg-type]
    found = [one.seq for one in events.listed(session, by=OFFICE, wanted=asked)]
    assert len(found) == events.count(session, by=OFFICE, wanted=asked)
    return found


def test_the_latest_comes_first(told: Session) -> None:
    assert seqs(told) == list(range(20, 0, -1))


def test_who_what_where_and_when_narrow_it(told: Session) -> None:
    assert seqs(told, role=Role.OFFICE) == list(range(20, 0, -2))
    assert seqs(told, courtyard_id=3) == list(range(19, 0, -2))
    assert seqs(told, noun="request") == []
    assert seqs(told, since=DAY + timedelta(days=8)) == [20, 19, 18, 17]
    assert seqs(told, since=DAY, until=DAY) == [2, 1]
    assert seqs(told, role=Role.COMMITTEE, until=DAY) == [1]


def test_a_page_holds_so_many_and_no_more(session: Session) -> None:
    for number in range(PAGE + 3):
        audit.record(session, by=OFFICE, verb="report", noun="hazard", now=at(DAY), ref=number)
    asked = {"by": OFFICE, "wanted": Wanted()}
    pages = [events.listed(session, page=page, **asked) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [PAGE, 3, 0]
    assert pages[1][-1].seq == 1


def test_the_chain_is_verified_against_a_head_on_paper(told: Session) -> None:
    before = head(told)
    assert events.head(told, by=OFFICE) == before
    audit.record(told, by=OFFICE, verb="fix", noun="hazard", now=at(DAY))
    assert events.verified(told, by=OFFICE, known=before).trouble == ""
    false = Printed(before.seq, "0" * 16)
    assert events.verified(told, by=OFFICE, known=false).trouble == "printed"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICE])
def test_nobody_but_the_office_reads_it(told: Session, role: Role) -> None:
    by = Principal(PrincipalKind.USER, role, courtyard_id=3, organisation_id=1)
    for read, given in (
        (events.nouns, {}),
        (events.head, {}),
        (events.count, {"wanted": Wanted()}),
        (events.listed, {"wanted": Wanted()}),
        (events.verified, {"known": None}),
    ):
        with pytest.raises(NotAllowed):
            read(told, by=by, **given)
