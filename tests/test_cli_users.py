"""Accounts on the command line: the first administrator comes from here."""

import re

import pytest
from sqlalchemy import Engine
from sqlmodel import select

import db
from dashboard import cli
from dashboard.actions import passwords
from dashboard.schema import METADATA
from dashboard.schema.accounts import Account, AuditEvent, OneTimeCode, Role
from dashboard.settings import settings
from tests.setting_up import setting_up
from tests.sites import build


@pytest.fixture(autouse=True)
def hamlet(database: Engine) -> None:
    with setting_up() as session:
        build(session)


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    try:
        code = cli.main(["user", *arguments])
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    return code, out, err


def found(model) -> list:
    with db.reading() as session:
        rows = list(session.exec(select(model).order_by(model.id if model is not AuditEvent else model.seq)))
        session.expunge_all()
        return rows


def test_the_first_administrator_gets_a_code_to_read_out(capsys):
    code, out, err = run(capsys, "add", "Admin.Li", "--name", "李主任", "--role", "office", "--admin")
    assert (code, err) == (0, "")
    read_out = re.search(r"one-time code: (\d{5} \d{5})\n", out)[1]
    account, made = found(Account)[0], found(OneTimeCode)[0]
    assert (account.login, account.role, account.is_admin) == ("admin.li", Role.OFFICE, True)
    assert account.password_hash is None
    assert passwords.code_fits(read_out, made.code_hash)
    assert not passwords.code_fits("00000 00000", made.code_hash)
    assert "48 hours" in out
    assert "李" not in str([one.model_dump() for one in found(AuditEvent)])


def test_the_list_masks_names(capsys):
    run(capsys, "add", "chen", "--name", "陈大文", "--role", "committee", "--courtyard", "2")
    assert run(capsys, "list") == (0, "chen\t陈*\tcommittee\tcourtyard 2\twaiting\n", "")


def test_disable_and_reset(capsys):
    run(capsys, "add", "chen", "--name", "陈", "--role", "leader")
    before = found(OneTimeCode)[0].code_hash
    code, out, _err = run(capsys, "reset", "CHEN")
    assert (code, "one-time code" in out) == (0, True)
    assert found(OneTimeCode)[-1].code_hash != before
    assert found(OneTimeCode)[0].used_at is not None
    assert run(capsys, "disable", "chen")[:2] == (0, "chen disabled\n")
    code, out, err = run(capsys, "disable", "chen")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert found(Account)[0].disabled_at is not None


def test_the_last_administrator_is_not_disabled(capsys):
    run(capsys, "add", "boss", "--name", "李", "--role", "office", "--admin")
    code, out, err = run(capsys, "disable", "boss")
    assert (code, out) == (1, "")
    assert "last administrator" in err
    assert run(capsys, "reset", "boss")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "required"),
        (("add", "a"), 2, "required"),
        (("add", "chen", "--name", "x", "--role", "public"), 2, "invalid choice"),
        (("add", "chen", "--name", "x", "--role", "committee", "--courtyard", "77"), 2, "courtyard 77"),
        (("add", "chen", "--name", "x", "--role", "committee"), 1, "courtyard_id: missing"),
        (("add", "chen", "--name", "x", "--role", "leader", "--admin"), 1, "administrators are office"),
        (("add", "a b", "--name", "x", "--role", "leader"), 1, "login: login unfit"),
        (("disable", "nobody"), 2, "login nobody"),
        (("reset", "nobody"), 2, "login nobody"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(capsys, arguments, code, told):
    done, out, err = run(capsys, *arguments)
    assert (done, out, err.count("\n")) == (code, "", 1)
    assert told in err
    assert found(Account) == []


def test_a_database_without_a_site_takes_no_account_yet(capsys, database):
    with database.connect().execution_options(writes=True) as connection, connection.begin():
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())
    done, out, err = run(capsys, "add", "chen", "--name", "陈", "--role", "leader")
    assert (done, out, err.count("\n")) == (1, "", 1)
    assert found(Account) == []


def test_a_database_without_tables_is_told_in_one_line(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/bare.db")
    settings.cache_clear()
    db.engine.cache_clear()
    done, out, err = run(capsys, "list")
    assert (done, out, err.count("\n")) == (1, "", 1)
    assert "doctor" in err
