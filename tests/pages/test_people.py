"""The page of accounts: for administrators only, names masked until asked for, a code shown once."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import accounts, passwords, sessions
from dashboard.schema.accounts import Account, AccountDraft, AuditEvent, OneTimeCode, PrincipalKind, Role
from dashboard.schema.places import Courtyard
from dashboard.ui.shell import who
from tests.pages.test_pages import PERSONAS, told
from tests.setting_up import setting_up

Open = Callable[..., AppTest]
PAGE = "system/people.py"
NAME, LOGIN = "甄可疑", "zhen"
ADMIN = Principal(PrincipalKind.USER, Role.OFFICE, is_admin=True)


def found(model) -> list:
    with db.reading() as session:
        rows = list(session.exec(select(model)))
        session.expunge_all()
        return rows


def add(login: str = LOGIN, name: str = NAME, role: str = "leader", **given) -> int:
    code = passwords.Code("0", "x")
    with db.writing() as session:
        draft = AccountDraft.check(login=login, name=name, role=role, **given)
        made = accounts.invite(session=session, draft=draft, code=code, by=ADMIN, now=clock.wall(), key=login)
        return made.id


def opened(app: Open, persona: str = "office", *, account: int | None = None, **state: object) -> AppTest:
    test = app(persona, PAGE)
    if account is not None:
        test.query_params["account"] = str(account)
    for key, value in state.items():
        test.session_state[key.replace("__", ".")] = value
    test.run()
    assert not test.exception
    return test


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click().run()
    assert not test.exception
    return test


@pytest.mark.parametrize("persona", PERSONAS)
def test_it_is_for_administrators(app: Open, persona: str) -> None:
    app("leader", "overview/home.py")
    account = add()
    for test in (opened(app, persona), opened(app, persona, account=account)):
        assert (LOGIN in told(test)) == (persona == "office")
        assert bool(test.title) == (persona != "office")
        assert NAME not in told(test)


def test_an_office_worker_who_is_no_administrator_is_refused(app: Open, monkeypatch) -> None:
    test = opened(app)
    with db.writing() as session:
        token = sessions.open_session(
            session, by=Principal(PrincipalKind.USER, Role.OFFICE), now=clock.wall()
        )
    monkeypatch.setattr(who, "cookie", lambda name=None: None if name else token)
    test.run()
    assert "不在您的权限内" in test.title[0].value
    assert not test.button


def test_nobody_yet(app: Open) -> None:
    assert "还没有账号" in told(opened(app))


def test_full_names_are_shown_when_asked_for_and_each_time_noted(app: Open) -> None:
    test = opened(app)
    add()

    def noted() -> int:
        return [one.verb for one in found(AuditEvent)].count("see_names")

    assert "甄\\*" in told(test.run())
    assert noted() == 0
    for times in (1, 2):
        test.toggle(key="people.names").set_value(True).run()
        test.run()
        assert NAME in told(test)
        assert noted() == times
        test.toggle(key="people.names").set_value(False).run()
        assert NAME not in told(test)


def test_an_invitation_shows_its_code_until_it_was_read_out(app: Open) -> None:
    test = opened(app, do="invite")
    yard = next(one.id for one in found(Courtyard) if one.no == 4)
    test.session_state["invite.0.role"] = "committee"
    test.session_state["invite.0.courtyard"] = yard
    test.text_input(key="invite.0.name").set_value(NAME)
    test.text_input(key="invite.0.login").set_value("Zhen ").run()
    press(test, "invite.save")
    code = re.search(r">(\d{5} \d{5})<", told(test))[1]
    account, made = found(Account)[0], found(OneTimeCode)[0]
    assert (account.login, account.role, account.courtyard_id) == ("zhen", Role.COMMITTEE, yard)
    assert passwords.code_fits(code, made.code_hash)
    press(test, "invite.another")
    assert code not in told(test)
    assert not test.text_input(key="invite.1.name").value


def test_what_is_missing_is_told_beside_its_field_and_nothing_is_lost(app: Open) -> None:
    test = opened(app, do="invite")
    test.text_input(key="invite.0.name").set_value(NAME)
    test.text_input(key="invite.0.login").set_value("zhen").run()
    press(test, "invite.save")
    assert any("请" in one.value for one in test.error)
    assert test.text_input(key="invite.0.name").value == NAME
    assert found(Account) == []


def test_a_login_that_is_taken_is_told(app: Open) -> None:
    test = opened(app)
    add()
    test.session_state["do"] = "invite"
    test.session_state["invite.0.role"] = "leader"
    test.run()
    test.text_input(key="invite.0.name").set_value(NAME)
    test.text_input(key="invite.0.login").set_value(LOGIN).run()
    press(test, "invite.save")
    assert any("已经有人用" in one.value for one in test.error)
    assert len(found(Account)) == 1


def test_role_and_place_are_changed(app: Open) -> None:
    opened(app)
    account = add()
    test = opened(app, account=account)
    yard = found(Courtyard)[1].id
    test.session_state[f"account.{account}.1.role"] = "committee"
    test.session_state[f"account.{account}.1.courtyard"] = yard
    test.run()
    press(test, f"account.{account}.save")
    row = found(Account)[0]
    assert (row.role, row.courtyard_id, row.version) == (Role.COMMITTEE, yard, 2)


def test_a_change_that_came_too_late_overwrites_nothing(app: Open) -> None:
    opened(app)
    account = add()
    test = opened(app, account=account)
    with setting_up() as session:
        other = session.get_one(Account, account)
        other.role, other.version = Role.OFFICE, 2
    press(test, f"account.{account}.save")
    assert test.error
    assert found(Account)[0].role is Role.OFFICE


def test_a_fresh_code_takes_the_password_away(app: Open) -> None:
    opened(app)
    account = add()
    with setting_up() as session:
        session.get_one(Account, account).password_hash = "a hash"
    test = press(opened(app, account=account), f"account.{account}.reset")
    code = re.search(r">(\d{5} \d{5})<", told(test))[1]
    assert passwords.code_fits(code, found(OneTimeCode)[-1].code_hash)
    assert found(Account)[0].password_hash is None


def test_closed_and_opened_again(app: Open) -> None:
    opened(app)
    account = add()
    test = press(opened(app, account=account), f"account.{account}.close")
    assert found(Account)[0].disabled_at is not None
    assert "已关闭" in told(test)
    press(test, f"account.{account}.open")
    assert found(Account)[0].disabled_at is None


def test_the_last_administrator_cannot_be_closed(app: Open) -> None:
    opened(app)
    account = add(role="office", is_admin=True)
    test = press(opened(app, account=account), f"account.{account}.close")
    assert any("最后一位管理员" in one.value for one in test.error)
    assert found(Account)[0].disabled_at is None


@pytest.mark.parametrize("account", ["99", "x", "0"])
def test_an_account_that_is_not_there(app: Open, account: str) -> None:
    test = app("office", PAGE)
    test.query_params["account"] = account
    test.run()
    assert not test.exception
