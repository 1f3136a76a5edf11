"""Accounts as the office's administrators keep them, and what the trail knows of it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from dashboard.access import Principal
from dashboard.actions import accounts, passwords, sessions
from dashboard.errors import (
    AlreadyDone,
    InvalidDraft,
    LastAdministrator,
    NotAllowed,
    NotFound,
    OutOfTurn,
    StaleVersion,
    UnknownName,
)
from dashboard.queries import people
from dashboard.schema.accounts import (
    Account,
    AccountDraft,
    AuditEvent,
    Head,
    OneTimeCode,
    PostDraft,
    PrincipalKind,
    Role,
)
from tests.sites import START

ADMIN = Principal(PrincipalKind.USER, Role.OFFICE, is_admin=True)
CODE = passwords.Code("12345 67890", "hash of a code")
NAME, LOGIN = "甄可疑", "zhen.keyi"
LATER = START + timedelta(hours=1)


def draft(hamlet, **given) -> AccountDraft:
    values = {"login": LOGIN, "name": NAME, "role": "committee", "courtyard_id": hamlet.courtyards[0]}
    return AccountDraft.check(**values | given)


def invite(session, hamlet, *, by=ADMIN, key="k1", **given) -> Account:
    return accounts.invite(
        session=session, draft=draft(hamlet, **given), code=CODE, by=by, now=START, key=key
    )


def admin(session, hamlet, login="boss", *, password="a hash") -> Account:
    post = {"role": "office", "courtyard_id": None, "is_admin": True}
    account = invite(session, hamlet, key=login, login=login, **post)
    account.password_hash = password
    session.flush()
    return account


def token(session, account) -> str:
    return sessions.open_session(session, by=sessions.user(account), now=START)


def events(session) -> list[AuditEvent]:
    return session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()


def test_an_invitation_makes_an_account_with_a_code_of_two_days(session, hamlet):
    account = invite(session, hamlet)
    code = session.exec(select(OneTimeCode)).one()
    assert (account.login, account.role, account.password_hash) == (LOGIN, Role.COMMITTEE, None)
    assert (code.account_id, code.code_hash, code.used_at) == (account.id, CODE.hash, None)
    assert code.expires_at - code.made_at == timedelta(hours=48)


def test_nothing_of_it_counts_as_a_fact_and_no_name_is_in_the_trail(session, hamlet):
    before = session.get_one(Head, 1).revision
    boss = admin(session, hamlet)
    account = invite(session, hamlet)
    post = PostDraft(role=Role.LEADER)
    accounts.change(session=session, account_id=account.id, draft=post, by=ADMIN, now=LATER, version=1)
    accounts.reset(session=session, account_id=account.id, code=CODE, by=ADMIN, now=LATER, version=2)
    accounts.disable(session=session, account_id=account.id, by=ADMIN, now=LATER, version=3)
    accounts.enable(session=session, account_id=account.id, by=ADMIN, now=LATER, version=4)
    accounts.see_names(session=session, by=sessions.user(boss), now=LATER)
    trail = events(session)
    assert [(one.verb, one.ref) for one in trail] == [
        ("invite", boss.id),
        *((verb, account.id) for verb in ("invite", "change", "reset", "disable", "enable")),
        ("see_names", None),
    ]
    told = str([one.model_dump() for one in trail])
    assert NAME not in told
    assert LOGIN not in told
    assert session.get_one(Head, 1).revision == before


@pytest.mark.parametrize(
    "by",
    [
        *(Principal(PrincipalKind.USER, role, courtyard_id=1, organisation_id=1) for role in Role),
        Principal(PrincipalKind.USER, Role.LEADER, is_admin=True),
        Principal(PrincipalKind.PERSONA, Role.OFFICE),
    ],
)
def test_only_administrators_may(session, hamlet, by):
    account = invite(session, hamlet)
    which = {"session": session, "account_id": account.id, "by": by, "now": LATER, "version": 1}
    for refused in (
        lambda: invite(session, hamlet, by=by, key="k2", login="other"),
        lambda: accounts.change(draft=PostDraft(role=Role.LEADER), **which),
        lambda: accounts.disable(**which),
        lambda: accounts.enable(**which),
        lambda: accounts.reset(code=CODE, **which),
        lambda: accounts.see_names(session=session, by=by, now=LATER),
        lambda: people.accounts(session, by=by, now=LATER),
        lambda: people.one(session, by=by, account_id=account.id, now=LATER),
        lambda: people.companies(session, by=by),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert len(events(session)) == 1


def test_the_same_form_makes_one_account(session, hamlet):
    account = invite(session, hamlet)
    with pytest.raises(AlreadyDone) as again:
        invite(session, hamlet)
    assert again.value.ref == account.id


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"login": "ZHEN.KEYI"}, ("login", "login_taken")),
        ({"login": "two words"}, ("login", "login_unfit")),
        ({"login": "x"}, ("login", "login_unfit")),
        ({"login": "a" * 61}, ("login", "login_unfit")),
        ({"login": "-rf"}, ("login", "login_unfit")),
        ({"name": " "}, ("name", "string_too_short")),
        ({"courtyard_id": None}, ("courtyard_id", "missing")),
        ({"courtyard_id": 9999}, ("courtyard_id", "no_such_courtyard")),
        ({"role": "office"}, ("courtyard_id", "role_has_no_courtyard")),
        ({"role": "property", "courtyard_id": None}, ("organisation_id", "missing")),
        (
            {"role": "property", "courtyard_id": None, "organisation_id": 9999},
            ("organisation_id", "no_such_organisation"),
        ),
        ({"role": "public", "courtyard_id": None}, ("role", "public_needs_no_account")),
        ({"is_admin": True}, ("is_admin", "administrators_are_office")),
    ],
)
def test_an_account_that_cannot_be_is_refused_by_its_field(session, hamlet, given, problem):
    invite(session, hamlet)
    with pytest.raises(InvalidDraft) as refused:
        invite(session, hamlet, key="k2", **{"login": "other"} | given)
    assert [(one.name, one.code) for one in refused.value.problems] == [problem]
    assert len(session.exec(select(Account)).all()) == 1


def test_a_change_counts_at_once_and_only_on_what_was_seen(session, hamlet):
    account = invite(session, hamlet)
    held = token(session, account)
    post = PostDraft(role=Role.COMMITTEE, courtyard_id=hamlet.courtyards[1])
    which = {"session": session, "account_id": account.id, "draft": post, "by": ADMIN, "now": LATER}
    accounts.change(**which, version=1)
    assert sessions.find(session, held, now=START).courtyard_id == hamlet.courtyards[1]
    with pytest.raises(StaleVersion):
        accounts.change(**which, version=1)


def test_disabling_ends_sessions_and_codes_and_can_be_taken_back(session, hamlet):
    account = invite(session, hamlet)
    held = token(session, account)
    which = {"session": session, "account_id": account.id, "by": ADMIN, "now": LATER}
    accounts.disable(**which, version=1)
    for at in (START, LATER):
        assert passwords.known(session, LOGIN, now=at) is None
    with pytest.raises(sessions.NotSignedIn):
        sessions.find(session, held, now=START)
    with pytest.raises(OutOfTurn):
        accounts.disable(**which, version=2)
    with pytest.raises(OutOfTurn):
        accounts.reset(**which, code=CODE, version=2)
    accounts.enable(**which, version=2)
    known = passwords.known(session, LOGIN, now=LATER)
    assert (known.account_id, known.code_id) == (account.id, None)
    with pytest.raises(OutOfTurn):
        accounts.enable(**which, version=3)


def test_a_reset_takes_the_password_the_identity_and_the_earlier_code_away(session, hamlet):
    account = invite(session, hamlet)
    account.password_hash, account.subject = "a hash", "https://id.example.cn|42"
    held = token(session, account)
    fresh = passwords.Code("0", "another hash")
    accounts.reset(
        session=session, account_id=account.id, code=fresh, by=ADMIN, now=LATER, version=account.version
    )
    known = passwords.known(session, LOGIN, now=LATER)
    assert (known.password_hash, known.code_hash, account.subject) == (None, fresh.hash, None)
    with pytest.raises(sessions.NotSignedIn):
        sessions.find(session, held, now=START)


def test_nobody_resets_the_own_account(session, hamlet):
    boss = admin(session, hamlet)
    with pytest.raises(OutOfTurn):
        accounts.reset(
            session=session, account_id=boss.id, code=CODE, by=sessions.user(boss), now=LATER, version=1
        )
    assert boss.password_hash


def test_the_last_administrator_stays(session, hamlet):
    boss = admin(session, hamlet)
    which = {"session": session, "account_id": boss.id, "by": sessions.user(boss), "now": LATER}
    waiting = admin(session, hamlet, "second", password=None)
    for refused in (
        lambda: accounts.disable(**which, version=1),
        lambda: accounts.change(**which, version=1, draft=PostDraft(role=Role.OFFICE)),
        lambda: accounts.change(**which, version=1, draft=PostDraft(role=Role.LEADER)),
    ):
        with pytest.raises(LastAdministrator):
            refused()
    waiting.password_hash = "a hash"
    session.flush()
    accounts.disable(**which, version=1)
    with pytest.raises(LastAdministrator):
        accounts.disable(session=session, account_id=waiting.id, by=ADMIN, now=LATER, version=1)


def test_an_account_that_is_not_there_is_not_found(session, hamlet):
    with pytest.raises(NotFound):
        accounts.enable(session=session, account_id=99, by=ADMIN, now=LATER, version=1)
    with pytest.raises(NotFound):
        people.one(session, by=ADMIN, account_id=99, now=LATER)
    with pytest.raises(UnknownName):
        people.by_login(session, by=ADMIN, login="nobody", now=LATER)


def test_the_list_masks_names_and_tells_the_state(session, hamlet):
    committee = invite(session, hamlet)
    boss = admin(session, hamlet)
    company = {"role": "property", "courtyard_id": None, "organisation_id": hamlet.companies[0]}
    closed = invite(session, hamlet, key="k3", login="wuye", **company)
    accounts.disable(session=session, account_id=closed.id, by=ADMIN, now=START, version=1)
    session.expire_all()

    def states(now):
        return [(row["id"], row["state"]) for row in people.accounts(session, by=ADMIN, now=now)]

    assert states(LATER) == [(boss.id, "active"), (committee.id, "waiting"), (closed.id, "disabled")]
    assert states(START + timedelta(hours=48))[1] == (committee.id, "expired")
    assert {row["name"] for row in people.accounts(session, by=ADMIN, now=LATER)} == {"甄*"}
    assert {row["name"] for row in people.accounts(session, by=ADMIN, now=LATER, names=True)} == {NAME}
    assert people.one(session, by=ADMIN, account_id=closed.id, now=LATER)["organisation_zh"]
