"""How long a session lasts, and what the database knows of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from dashboard.access import Principal
from dashboard.actions import sessions
from dashboard.actions.audit import locked_head
from dashboard.errors import NotSignedIn
from dashboard.schema.accounts import Account, AuditEvent, PrincipalKind, Role, SignIn
from tests import town

NINE = datetime(2026, 10, 31, 1, tzinfo=UTC)
LEADER = Principal(PrincipalKind.PERSONA, Role.LEADER)
MINUTE = timedelta(minutes=1)


def test_a_token_finds_its_holder(session):
    token = sessions.open_session(session, by=LEADER, now=NINE)
    assert sessions.find(session, token, now=NINE) == LEADER


def test_the_database_keeps_only_a_hash(session):
    tokens = {sessions.open_session(session, by=LEADER, now=NINE) for _ in range(5)}
    assert len(tokens) == 5
    for row in session.exec(select(SignIn)):
        assert row.token_hash not in tokens
        assert not tokens & {str(value) for value in row.model_dump().values()}


@pytest.mark.parametrize("token", [None, "", "x" * 43, "中" * 43, "a" * 44, "' OR 1=1 --"])
def test_another_token_finds_nobody(session, token):
    sessions.open_session(session, by=LEADER, now=NINE)
    with pytest.raises(NotSignedIn):
        sessions.find(session, token, now=NINE)


@pytest.mark.parametrize(
    ("role", "minutes"), [(Role.COMMITTEE, 120), (Role.LEADER, 30), (Role.OFFICE, 30), (Role.PUBLIC, 30)]
)
def test_looking_away_ends_a_session(session, role, minutes):
    who = Principal(PrincipalKind.PERSONA, role)
    token = sessions.open_session(session, by=who, now=NINE)
    last = NINE + minutes * MINUTE
    assert sessions.find(session, token, now=last - timedelta(seconds=1)) == who
    with pytest.raises(NotSignedIn):
        sessions.find(session, token, now=last)


def test_twelve_hours_end_a_session_however_busy(session):
    token = sessions.open_session(session, by=LEADER, now=NINE)
    now = NINE
    while now < NINE + timedelta(hours=12) - 20 * MINUTE:
        now += 20 * MINUTE
        assert sessions.find(session, token, now=now) == LEADER
        sessions.touch(session, token, now=now)
    with pytest.raises(NotSignedIn):
        sessions.find(session, token, now=NINE + timedelta(hours=12))


def test_seen_at_moves_once_a_minute(session):
    token = sessions.open_session(session, by=LEADER, now=NINE)

    def seen_after(seconds: int) -> datetime:
        sessions.touch(session, token, now=NINE + timedelta(seconds=seconds))
        session.expire_all()
        return session.exec(select(SignIn)).one().seen_at

    assert seen_after(59) == NINE
    assert seen_after(60) == NINE + MINUTE
    assert seen_after(61) == NINE + MINUTE


def test_ending_a_session_leaves_others_open(session):
    mine, other = (sessions.open_session(session, by=LEADER, now=NINE) for _ in range(2))
    sessions.end(session, mine, now=NINE)
    sessions.end(session, mine, now=NINE)
    with pytest.raises(NotSignedIn):
        sessions.find(session, mine, now=NINE)
    assert sessions.find(session, other, now=NINE) == LEADER


def test_a_disabled_account_is_out_at_once(session):
    account = Account(login="wang", name="王", role=Role.OFFICE)
    session.add(account)
    session.flush()
    who = Principal(PrincipalKind.USER, Role.OFFICE, account_id=account.id)
    token = sessions.open_session(session, by=who, now=NINE)
    assert sessions.find(session, token, now=NINE) == who
    account.disabled_at = NINE
    session.flush()
    with pytest.raises(NotSignedIn):
        sessions.find(session, token, now=NINE)


def test_sessions_that_ran_out_are_swept_at_the_next_sign_in(session):
    sessions.open_session(session, by=LEADER, now=NINE - timedelta(days=1))
    sessions.open_session(session, by=LEADER, now=NINE)
    assert [row.opened_at for row in session.exec(select(SignIn))] == [NINE]


def test_coming_and_going_is_logged_and_changes_no_facts(session):
    before = locked_head(session).revision
    token = sessions.open_session(session, by=LEADER, now=NINE)
    sessions.end(session, token, now=NINE + MINUTE)
    events = session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [(event.verb, event.actor) for event in events] == [
        ("sign_in", "persona:leader"),
        ("sign_out", "persona:leader"),
    ]
    assert locked_head(session).revision == before


def test_a_persona_ends_when_the_site_becomes_real(session):
    site = town.found(session)
    token = sessions.open_session(session, by=LEADER, now=NINE)
    assert sessions.find(session, token, now=NINE) == LEADER
    site.is_demo = False
    session.flush()
    with pytest.raises(NotSignedIn):
        sessions.find(session, token, now=NINE)
