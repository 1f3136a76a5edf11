"""The installation: the demonstration, the schema, the doctor."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

import db
from dashboard import clock, jobs
from dashboard.actions import demo
from dashboard.cli.kit import Commands
from dashboard.errors import NewerDatabase, NotDemo
from dashboard.indicators import cells
from dashboard.migrations.upgrade import current, newest, refuse_newer
from dashboard.rules.deadlines import known
from dashboard.settings import settings


def add(commands: Commands) -> None:
    """`demo`, `doctor`, `upgrade`."""
    made = commands.add("demo", _demo, "create and fill the demonstration database")
    made.add_argument("--as-of", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    commands.add("doctor", _doctor, "say what is wrong with this installation")
    commands.add("upgrade", _upgrade, "bring the database to the newest schema")


def _demo(asked: Any) -> None:
    jobs.migrate()
    with db.writing() as session:
        if not demo.is_empty(session):
            raise NotDemo("the database holds data already; nothing was changed")
        jobs.create_demo(session, as_of=asked.as_of or jobs.yesterday())
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


def _troubles() -> Iterator[str]:
    if settings().database_url.startswith("sqlite") and db.journal_mode() == "DELETE":
        yield f"note: SQLite {sqlite3.sqlite_version} has a WAL fault; the journal mode is DELETE"
    unknown = [year for year in (clock.today().year, clock.today().year + 1) if not known(year)]
    yield from (f"note: the holidays of {year} are not known; weekends alone are off" for year in unknown)
    if settings().insecure_lan:
        yield "warning: cookies travel without Secure (YUANLUO_INSECURE_LAN)"
    yield from _database_troubles()


def _database_troubles() -> Iterator[str]:
    try:
        with db.reading() as session:
            refuse_newer(session.connection())
            revision = current(session.connection())
            if revision != newest():
                yield f"error: the schema is at {revision}, the code expects {newest()}: run upgrade"
            elif demo.is_empty(session):
                yield "error: the database holds no site: run demo"
            elif not cells.is_rolled(session, now=clock.now()):
                yield "note: the cells are older than today; the app rolls them forward when it starts"
    except NewerDatabase as error:
        yield f"error: {error}"
    except SQLAlchemyError as error:
        yield f"error: the database does not answer ({type(error).__name__})"
