"""What is typed and not sent yet: kept for its owner alone, gone when it is saved or old."""

import json
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from dashboard.access import Principal
from dashboard.actions import unsent
from dashboard.queries import unsent as queries
from dashboard.schema.accounts import AuditEvent, Head, PrincipalKind, Role
from dashboard.schema.history import UnsentForm

NOW = datetime(2026, 10, 31, 6, 5, tzinfo=UTC)
OFFICE = Principal(PrincipalKind.PERSONA, Role.OFFICE)
CANARY = "Canary-Wang 13900000000"
TOKENS = "a" * 43, "b" * 43


def keep(session: Session, *, by: Principal = OFFICE, token: str = TOKENS[0], now: datetime = NOW) -> str:
    owner = unsent.owner(by, token)
    values = {"fields": {"said_by": CANARY}}
    unsent.keep(session=session, form="register", values=values, by=by, owner=owner, now=now)
    return owner


def kept(session: Session, owner: str, by: Principal = OFFICE) -> queries.Unsent | None:
    since = NOW - unsent.KEPT_FOR
    return queries.kept(session, form="register", by=by, owner=owner, since=since)


def test_its_owner_gets_it_back_with_the_time(session: Session) -> None:
    found = kept(session, keep(session))
    assert found
    assert (found.at, found.values) == (NOW, {"fields": {"said_by": CANARY}})


def test_another_visitor_of_the_same_persona_gets_nothing(session: Session) -> None:
    keep(session, token=TOKENS[0])
    assert kept(session, unsent.owner(OFFICE, TOKENS[1])) is None


def test_an_account_gets_it_back_on_another_device_but_no_other_account_does(session: Session) -> None:
    mine, other = (Principal(PrincipalKind.USER, Role.OFFICE, account_id=id_) for id_ in (1, 11))
    keep(session, by=mine, token=TOKENS[0])
    assert kept(session, unsent.owner(mine, TOKENS[1]), mine)
    assert kept(session, unsent.owner(other, TOKENS[0]), other) is None


def test_an_account_in_another_role_gets_nothing(session: Session) -> None:
    mine = Principal(PrincipalKind.USER, Role.OFFICE, account_id=1)
    owner = keep(session, by=mine)
    leader = Principal(PrincipalKind.USER, Role.LEADER, account_id=1)
    assert unsent.owner(leader, None) == owner
    assert kept(session, owner, leader) is None


def test_the_last_of_two_stays_and_what_is_dropped_is_gone(session: Session) -> None:
    keep(session)
    owner = keep(session, now=NOW + timedelta(minutes=1))
    assert len(session.exec(select(UnsentForm)).all()) == 1
    unsent.drop(session=session, form="meeting", owner=owner)
    assert kept(session, owner)
    unsent.drop(session=session, form="register", owner=owner)
    assert session.exec(select(UnsentForm)).all() == []


def test_a_week_later_somebody_elses_writing_sweeps_it_out(session: Session) -> None:
    old = keep(session, now=NOW - unsent.KEPT_FOR - timedelta(seconds=1))
    assert kept(session, old) is None
    keep(session, token=TOKENS[1])
    assert [row.owner for row in session.exec(select(UnsentForm))] != [old]
    assert len(session.exec(select(UnsentForm)).all()) == 1


def test_it_is_no_change_of_facts_and_leaves_no_line_in_the_trail(session: Session) -> None:
    keep(session)
    assert session.get(Head, 1) is None
    assert session.exec(select(AuditEvent)).all() == []


def test_the_owner_is_a_hash_that_tells_neither_account_nor_token(session: Session) -> None:
    owner = keep(session)
    row = session.exec(select(UnsentForm)).one()
    assert len(owner) == 64
    assert TOKENS[0] not in json.dumps(row.model_dump(mode="json"))
