"""The command line, one function a command. Bad arguments: one line, exit code 2."""

import argparse
import json
import secrets
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy.exc import SQLAlchemyError

import db
from dashboard import clock, i18n, jobs
from dashboard.access import Principal
from dashboard.actions import accounts, demo, passwords
from dashboard.actions.places import outline as place_outlines
from dashboard.errors import (
    InvalidDraft,
    LastAdministrator,
    NotDemo,
    OutOfTurn,
    UnknownName,
    YuanluoError,
)
from dashboard.indicators import cells, openings
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import Score, latest, score
from dashboard.indicators.sentences import sentence
from dashboard.intake import outlines
from dashboard.migrations.upgrade import current, newest
from dashboard.queries import people, places
from dashboard.rules.deadlines import known
from dashboard.schema.cells import NO_COURTYARD
from dashboard.schema.places import Datum
from dashboard.schema.trust import AccountDraft, PrincipalKind, Role, same_login
from dashboard.settings import settings

OPERATOR = Principal(PrincipalKind.USER, Role.OFFICE, is_admin=True)
"""Who has the command line of the server has an administrator's rights."""
REFUSALS: dict[type[YuanluoError], str] = {
    LastAdministrator: "this is the last administrator who can sign in; nothing was changed",
    OutOfTurn: "the account is not in that state; nothing was changed",
}


class Parser(argparse.ArgumentParser):
    """One line for bad arguments, exit code 2."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}", file=sys.stderr)
        sys.exit(2)


def main(arguments: Sequence[str]) -> int:
    """Run one command; gives its exit code."""
    asked = _parser().parse_args(arguments)
    i18n.use(asked.lang)
    try:
        return int(asked.run(asked) or 0)
    except UnknownName as error:
        print(f"{asked.command}: no such name: {error}", file=sys.stderr)
        return 2
    except InvalidDraft as error:
        for one in error.problems:
            print(f"{asked.command}: {one.name}: {one.code.replace('_', ' ')}", file=sys.stderr)
        return 1
    except YuanluoError as error:
        print(f"{asked.command}: {REFUSALS.get(type(error), error)}", file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        print(f"{asked.command}: no answer ({type(error).__name__}): ask doctor", file=sys.stderr)
        return 1


def _parser() -> Parser:
    parser = Parser(prog="python -m dashboard", description="Yuanluo on the command line.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Any], int | None], about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.add_argument(
            "--lang", choices=sorted(i18n.LANGUAGES), default="en", help="language of sentences"
        )
        made.set_defaults(run=run)
        return made

    made = command("demo", _demo, "create and fill the demonstration database")
    made.add_argument("--as-of", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    command("doctor", _doctor, "say what is wrong with this installation")
    command("upgrade", _upgrade, "bring the database to the newest schema")
    made = command("indicators", _indicators, "the scores")
    made.add_argument("--key", choices=list(CATALOGUE), metavar="KEY")
    made.add_argument("--level", choices=[level.value for level in Level], default=Level.SITE.value)
    made.add_argument("--period", help="2026-09, 2026-Q3, 2026 or R2026-Q3")
    made.add_argument("--json", action="store_true")
    made = command("evidence", _evidence, "the rows behind a number")
    made.add_argument("key", choices=list(CATALOGUE), metavar="KEY")
    made.add_argument("--period", required=True, help="2026-09, 2026-Q3, 2026 or R2026-Q3")
    made.add_argument("--courtyard", type=int, metavar="N")
    made.add_argument("--json", action="store_true")
    made = command("outlines", _outlines, "place outlines and footprints from a GeoJSON file on the map")
    made.add_argument("file", type=Path, metavar="FILE.geojson")
    made.add_argument("--datum", choices=[one.value for one in Datum], required=True)
    made.add_argument("--dry-run", action="store_true", help="say what is wrong, change nothing")
    _users(command("user", _user_list, "who has an account; add, disable, reset"))
    return parser


def _users(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, run: Callable[[Any], int | None], about: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=about, description=about)
        made.set_defaults(run=run)
        return made

    verb("list", _user_list, "every account")
    made = verb("add", _user_add, "make an account and print the one-time code that opens it")
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
        verb(name, run, about).add_argument("login", metavar="LOGIN")


def _demo(asked: Any) -> None:
    jobs.migrate()
    with db.writing() as session:
        if not demo.is_empty(session):
            raise NotDemo("the database holds data already; nothing was changed")
        demo.create(session=session, as_of=asked.as_of or clock.today())
    print("demo created")


def _upgrade(_asked: Any) -> None:
    jobs.migrate()
    print("schema is at", newest())


def _doctor(_asked: Any) -> int:
    troubles = list(_troubles())
    for trouble in troubles:
        print("-", trouble)
    print("nothing is wrong" if not troubles else f"{len(troubles)} to look at")
    return 1 if any(trouble.startswith("error") for trouble in troubles) else 0


def _troubles() -> Any:
    if settings().database_url.startswith("sqlite") and db.journal_mode() == "DELETE":
        yield f"note: SQLite {sqlite3.sqlite_version} has a WAL fault; the journal mode is DELETE"
    unknown = [year for year in (clock.today().year, clock.today().year + 1) if not known(year)]
    yield from (f"note: the holidays of {year} are not known; weekends alone are off" for year in unknown)
    if settings().insecure_lan:
        yield "warning: cookies travel without Secure (YUANLUO_INSECURE_LAN)"
    yield from _database_troubles()


def _database_troubles() -> Any:
    try:
        with db.reading() as session:
            revision = current(session.connection())
            if revision != newest():
                yield f"error: the schema is at {revision}, the code expects {newest()}: run upgrade"
            elif demo.is_empty(session):
                yield "error: the database holds no site: run demo"
            elif not cells.is_rolled(session, now=clock.now()):
                yield "note: the cells are older than today; the app rolls them forward when it starts"
    except SQLAlchemyError as error:
        yield f"error: the database does not answer ({type(error).__name__})"


def _indicators(asked: Any) -> None:
    level = Level(asked.level)
    keys = [asked.key] if asked.key else list(CATALOGUE)
    keys = [key for key in keys if level in CATALOGUE[key].shown]
    with db.reading() as session:
        if asked.period:
            period = parse(asked.period)
            scores = score(session, {key: [period] for key in keys}, level=level)
        else:
            scores = latest(session, day=clock.today(), keys=keys, level=level)
        courtyards = {row["id"]: row["no"] for row in places.courtyards(session)}
    _print([_told(one, courtyards) for one in scores if not one.stratum], asked.json, "sentence")


def _told(one: Score, courtyards: dict[int, int]) -> dict[str, Any]:
    scope = "none" if one.scope == NO_COURTYARD else courtyards.get(one.scope, "site")
    return {**asdict(one), "scope": str(scope), "sentence": sentence(one)}


def _evidence(asked: Any) -> None:
    period = parse(asked.period)
    with db.reading() as session:
        courtyards = {row["id"]: row["no"] for row in places.courtyards(session)}
        ids = {no: id_ for id_, no in courtyards.items()}
        if asked.courtyard is not None and asked.courtyard not in ids:
            raise UnknownName(f"courtyard {asked.courtyard}")
        rows = openings.evidence(
            session, asked.key, period, now=clock.now(), courtyard_id=ids.get(asked.courtyard)
        )
    _print([{**row, "courtyard": courtyards.get(row["courtyard"])} for row in rows], asked.json)


def _outlines(asked: Any) -> int:
    """All of the file or nothing; one line a problem, exit code 1."""
    try:
        found = outlines.read(asked.file.read_bytes(), Datum(asked.datum))
    except OSError as error:
        raise UnknownName(f"{asked.file}: {error.strerror}") from None
    problems = list(found.problems)
    if not problems and not asked.dry_run:
        try:
            with db.writing() as session:
                made, datum = found.outlines, Datum(asked.datum)
                place_outlines(session=session, outlines=made, datum=datum, by=OPERATOR, now=clock.now())
        except InvalidDraft as error:
            problems = list(error.problems)
    for one in problems:
        print(f"{one.name}: {one.code.replace('_', ' ')}", file=sys.stderr)
    if not problems:
        print(len(found.outlines), "outlines", "would be placed" if asked.dry_run else "placed")
    return 1 if problems else 0


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
    _read_out(draft.login, code)


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
    _read_out(row["login"], code)


def _read_out(login: str, code: passwords.Code) -> None:
    print(f"login: {login}\none-time code: {code.text}")
    print("Read it out; at /code it becomes a password. It is shown this once and lasts 48 hours.")


def _print(rows: list[dict[str, Any]], as_json: bool, *columns: str) -> None:
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, default=str, indent=1))
        return
    for row in rows:
        print("\t".join(str(row[name]) for name in (columns or row)))
