"""The command line: demo, doctor, indicators, evidence, upgrade. Bad arguments: one line, exit code 2."""

import argparse
import json
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, NoReturn

from sqlalchemy.exc import SQLAlchemyError

import db
from dashboard import clock, i18n, jobs
from dashboard.actions import demo
from dashboard.errors import NotDemo, UnknownName, YuanluoError
from dashboard.indicators import cells, openings
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import Score, latest, score
from dashboard.indicators.sentences import sentence
from dashboard.migrations.upgrade import current, newest
from dashboard.queries import places
from dashboard.rules.deadlines import known
from dashboard.schema.cells import NO_COURTYARD
from dashboard.settings import settings


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
    except YuanluoError as error:
        print(f"{asked.command}: {error}", file=sys.stderr)
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
    return parser


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


def _print(rows: list[dict[str, Any]], as_json: bool, *columns: str) -> None:
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, default=str, indent=1))
        return
    for row in rows:
        print("\t".join(str(row[name]) for name in (columns or row)))
