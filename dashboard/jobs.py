"""Work outside a click: preparing the database when the server starts."""

import gc

from sqlmodel import Session

import db
from dashboard import clock
from dashboard.actions import demo
from dashboard.indicators import cells
from dashboard.migrations.upgrade import upgrade


def prepare() -> None:
    """Upgrade the schema, fill an empty database with the demo, let time pass, freeze what is loaded."""
    migrate()
    with db.writing() as session:
        if demo.is_empty(session):
            demo.create(session=session, as_of=clock.today())
        cells.complete(session, now=clock.now())
        roll(session)
    # Streamlit collects garbage after every run; what is loaded now never becomes garbage.
    gc.collect()
    gc.freeze()


def migrate() -> None:
    """Bring the database to the newest revision, all or nothing."""
    with db.engine().connect().execution_options(writes=True) as connection, connection.begin():
        upgrade(connection)


def roll(session: Session) -> None:
    """Roll the cells forward to today where they are older."""
    now = clock.now()
    if not cells.is_rolled(session, now=now):
        cells.roll(session, now=now)
