"""Accounts on the command line: list, add, disable, reset."""

import secrets
from typing import Any

import db
from dashboard import clock
from dashboard.actions import accounts, demo, passwords
from dashboard.cli.kit import OPERATOR, Commands
from dashboard.errors import NotDemo, UnknownName
from dashboard.queries import people, places
from dashboard.schema.accounts import AccountDraft, Role, same_login


def add(commands: Commands) -> None:
    """`user list | add | disable | reset`."""
    verbs = Commands(commands.add("user", _user_list, "who has an account; add, disable, reset"), verbs=True)
    verbs.add("list", _user_list, "every account")
    made = verbs.add("add", _user_add, "make an account and print the one-time code that opens it")
    made.add_argument("login", metavar="LOGIN")
    made.add_argument("--name", required=True, metavar="NAME")
    made.add_argument("--role", required=True, choices=[role.value for role in Role if role != Role.PUBLIC])
    made.add_argument("--courtyard", type=int, metavar="N", help="a committee member's courtyard")
    made.add_argument("--organisation", type=int, metavar="ID", help="a property company's id")
    made.add_argument("--admin", action="store_true", help="may manage accounts (role office)")
    for name, run, about in (
        ("disable", _user_disable, "close an account; its sessions end at once"),
        ("reset", _user_reset, "take the password away and print a one-time code for another"),
    ):
        verbs.add(name, run, about).add_argument("login", metavar="LOGIN")


def _user_list(_asked: Any) -> None:
    with db.reading() as session:
        rows = people.accounts(session, by=OPERATOR, now=clock.wall())
    for row in rows:
        place = f"courtyard {row['courtyard_no']}" if row["courtyard_no"] else row["organisation_en"] or ""
        admin = "administrator" if row["is_admin"] else ""
        print("\t".join((row["login"], row["name"], row["role"], admin or place, row["state"])))


def _user_add(asked: Any) -> None:
    code, now = passwords.new_code(), clock.wall()
    with db.writing() as session:
        if demo.is_empty(session):
            raise NotDemo(
                "the database holds no site yet: start the app once or run demo; nothing was changed"
            )
        ids = {row["no"]: row["id"] for row in places.courtyards(session)}
        if asked.courtyard is not None and asked.courtyard not in ids:
            raise UnknownName(f"courtyard {asked.courtyard}")
        draft = AccountDraft.check(
            login=asked.login,
            name=asked.name,
            role=asked.role,
            courtyard_id=ids.get(asked.courtyard),
            organisation_id=asked.organisation,
            is_admin=asked.admin,
        )
        key = secrets.token_hex(16)
        accounts.invite(session=session, draft=draft, code=code, by=OPERATOR, now=now, key=key)
    read_out(draft.login, code)


def _user_disable(asked: Any) -> None:
    now = clock.wall()
    with db.writing() as session:
        row = people.by_login(session, by=OPERATOR, login=same_login(asked.login), now=now)
        which = {"account_id": row["id"], "version": row["version"]}
        accounts.disable(session=session, by=OPERATOR, now=now, **which)
    print(row["login"], "disabled")


def _user_reset(asked: Any) -> None:
    code, now = passwords.new_code(), clock.wall()
    with db.writing() as session:
        row = people.by_login(session, by=OPERATOR, login=same_login(asked.login), now=now)
        which = {"account_id": row["id"], "version": row["version"]}
        accounts.reset(session=session, code=code, by=OPERATOR, now=now, **which)
    read_out(row["login"], code)


def read_out(login: str, code: passwords.Code) -> None:
    """Say a one-time code, this once."""
    print(f"login: {login}\none-time code: {code.text}")
    print("Read it out; at /code it becomes a password. It is shown this once and lasts 48 hours.")
