"""What stands in the database of a running server, read beside it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

PASSING = ("sign_in", "unsent_form", "throttle", "sqlite_sequence")
"""Tables in which a reader leaves a mark by coming in, going out or typing."""


def asked(kept: Path, sql: str, *given: Any) -> list[Any]:
    """What a SQLite file answers: rows, or values where a row has one."""
    with closing(sqlite3.connect(kept)) as read:
        return [row[0] if len(row) == 1 else row for row in read.execute(sql, given).fetchall()]


def written(kept: Path) -> dict[str, int]:
    """How many rows each table has, and how many deeds the trail knows."""
    tables = asked(kept, "select name from sqlite_master where type = 'table'")
    counts = {name: asked(kept, f"select count(*) from {name}")[0] for name in tables if name not in PASSING}
    events = "select count(*) from audit_event where verb not in ('sign_in', 'sign_out')"
    return counts | {"audit_event": asked(kept, events)[0]}
