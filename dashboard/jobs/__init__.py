"""Work outside a click: preparing the database when the server starts, a workbook coming in."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Event, Lock, Thread

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import demo, duties, imports
from dashboard.errors import YuanluoError
from dashboard.indicators import cells
from dashboard.jobs import past
from dashboard.migrations.upgrade import upgrade
from dashboard.settings import settings

ONE_AT_A_TIME = Lock()


def prepare() -> None:
    """Upgrade the schema, fill one's own empty database with the demo, let time pass, freeze what is loaded.

    A database that somebody named (DATABASE_URL) stays empty until a command fills it: the demonstration's
    office comes in without a password.
    """
    migrate()
    with db.writing() as session:
        if demo.is_empty(session) and not settings().names_a_database:
            create_demo(session, as_of=yesterday())
        if not demo.is_empty(session):
            cells.complete(session, now=clock.now())
            roll(session)
    # Streamlit collects garbage after every run; what is loaded now never becomes garbage.
    gc.collect()
    gc.freeze()


def yesterday() -> date:
    """The last day that is over: what a demonstration of today tells lies behind whoever looks at it."""
    return clock.today() - timedelta(days=1)


def create_demo(session: Session, *, as_of: date) -> None:
    """Fill an empty database with the demo, its past meetings as they were shown."""
    demo.create(session=session, as_of=as_of)
    past.tell(session, as_of=as_of)


def migrate() -> None:
    """Bring the database to the newest revision, all or nothing."""
    with db.engine().connect().execution_options(writes=True) as connection, connection.begin():
        upgrade(connection)


def roll(session: Session) -> None:
    """Let time pass: make the reports that are owed by now, roll the cells forward where they are older."""
    now = clock.now()
    duties.owe(session, now=now)
    if not cells.is_rolled(session, now=now):
        cells.roll(session, now=now)


class Stopped(YuanluoError):
    """Somebody stopped the work: nothing of it stays."""


@dataclass
class Work:
    """Something that outlasts a click: how much is done (0 to 1), what came of it, what went wrong."""

    share: float = 0.0
    result: int | None = None
    error: Exception | None = None
    stop: Event = field(default_factory=Event)
    done: Event = field(default_factory=Event)

    def tick(self, share: float) -> None:
        """Say how much is done; raises Stopped once somebody asked for it."""
        self.share = share
        if self.stop.is_set() and share < 1:
            raise Stopped


def bring_in(file: imports.File, *, by: Callable[[Session], Principal], key: str) -> Work:
    """Bring a workbook in beside the page, one after the other; `by` is asked inside the transaction."""
    work = Work()
    Thread(target=_bring_in, args=(work, file, by, key), daemon=True).start()
    return work


def _bring_in(work: Work, file: imports.File, by: Callable[[Session], Principal], key: str) -> None:
    try:
        with ONE_AT_A_TIME, db.writing() as session:
            work.tick(0.05)
            how = {"by": by(session), "now": clock.now(), "key": key, "tick": work.tick}
            work.result = imports.bring_in(session=session, file=file, **how).id  # type: ignore[arg-type]
    except (YuanluoError, SQLAlchemyError) as error:  # the page says it: a thread has nobody to raise it to
        work.error, work.result = error, None
    finally:
        work.done.set()
