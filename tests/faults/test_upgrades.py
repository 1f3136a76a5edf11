"""A migration killed at any of its statements leaves the old schema or the new one, and the data whole."""

import os
import shutil
import signal
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, inspect, text

import db
from dashboard import jobs
from dashboard.migrations.upgrade import current, newest
from tests.faults.forked import Writer
from tests.test_migrations import columns, contents, to_revision, writes

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
FIRST = "0001"


def killed_at(statement: int) -> bool:
    """Migrate in a process that dies before that statement; whether it got to the end."""

    def work(told) -> None:
        seen = 0

        def count(*_: object) -> None:
            nonlocal seen
            if seen == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1

        event.listen(db.engine(), "before_cursor_execute", count)
        jobs.migrate()
        told("done")

    return Writer(work).ended() == ["done"]


def test_killed_at_any_statement_it_is_old_or_new(bare: Engine, tmp_path: Path) -> None:
    if bare.dialect.name != "sqlite":
        pytest.skip("PostgreSQL: one transaction of the server's own, which a client's death rolls back")
    to_revision(bare, FIRST)
    with writes(bare) as connection:
        for number in range(100):
            area = "INSERT INTO area (version, level, name_zh, name_en) VALUES (1, 'community', :name, :name)"
            connection.execute(text(area), {"name": f"社区{number}"})
    shape = columns(bare)
    before = contents(bare, shape)
    file = Path(str(bare.url.database))
    bare.dispose()
    kept = tmp_path / "kept.db"
    shutil.copy(file, kept)
    statement, ended = 0, False
    while not ended:
        for rest in file.parent.glob(f"{file.name}*"):
            rest.unlink()
        shutil.copy(kept, file)
        ended = killed_at(statement)
        with db.engine().connect() as connection:
            revision = current(connection)
        assert revision in ((newest(),) if ended else (FIRST, newest()))
        if revision == FIRST:
            assert columns(db.engine()) == shape
            assert contents(db.engine(), shape) == before
        jobs.migrate()
        assert set(inspect(db.engine()).get_table_names()) > set(shape)
        db.engine().dispose()
        statement += 1
    assert statement > 20
