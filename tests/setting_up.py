"""A session in which a test writes past the verbs: what is there before it begins, or what it breaks."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

import db


@contextmanager
def setting_up() -> Iterator[Session]:
    """As `db.writing()`, without its guard (`dashboard/actions/unit_of_work.py`)."""
    with (
        db.engine().connect().execution_options(writes=True) as connection,
        Session(connection, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session
