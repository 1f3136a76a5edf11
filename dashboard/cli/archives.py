"""The whole site as one file, on the command line: `export`, and `load` into an empty database."""

from pathlib import Path
from typing import Any

import db
from dashboard import clock, jobs
from dashboard.cli.kit import OPERATOR, Commands
from dashboard.jobs import archives


def add(commands: Commands) -> None:
    """`export`, `load`."""
    made = commands.add("export", _export, "write the whole site into one file, personal values too")
    made.add_argument("file", type=Path, metavar="FILE")
    made.add_argument("--reason", required=True, metavar="WORDS", help="why; kept beside the audit trail")
    made = commands.add("load", _load, "load an exported site into an empty database and compare")
    made.add_argument("file", type=Path, metavar="FILE")


def _export(asked: Any) -> None:
    manifest = archives.write(asked.file, reason=asked.reason, by=OPERATOR, now=clock.now())
    print(f"{sum(manifest['tables'].values())} rows of {len(manifest['tables'])} tables in {asked.file}")
    print("audit head:", manifest["head"])
    print("it holds personal values: keep it as the database is kept")


def _load(asked: Any) -> None:
    jobs.migrate()
    with db.writing() as session:
        manifest = archives.load(asked.file, session=session, by=OPERATOR, now=clock.now())
        jobs.roll(session)
    print(f"{sum(manifest['tables'].values())} rows loaded; chain and indicators are as they were written")
    print("passwords stay behind: python -m dashboard user reset LOGIN gives a code")
