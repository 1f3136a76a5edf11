"""Backups on the command line: write one, put one back, drill."""

from pathlib import Path
from typing import Any

from dashboard import jobs
from dashboard.cli.kit import Commands
from dashboard.jobs import backups


def add(commands: Commands) -> None:
    """`backup`, `restore`, `drill`."""
    made = commands.add("backup", _backup, "write a backup into a folder, while the app runs")
    made.add_argument("folder", type=Path, metavar="DIR")
    made = commands.add("restore", _restore, "put a backup in the place of the database")
    made.add_argument("file", type=Path, metavar="FILE")
    made.add_argument("--force", action="store_true", help="also over data, which is backed up first")
    made = commands.add("drill", _drill, "put a backup back in a temporary place and compare")
    made.add_argument("file", type=Path, metavar="FILE", nargs="?", help="without it one is made now")


def _backup(asked: Any) -> None:
    print(backups.backup(asked.folder))


def _restore(asked: Any) -> None:
    before = backups.restore(asked.file, force=asked.force)
    jobs.migrate()
    if before:
        print("what was there before:", before)
    print("restored; restart the app")


def _drill(asked: Any) -> int:
    steps = list(backups.drill(asked.file))
    for step in steps:
        print("ok  " if step.well else "FAIL", step.what)
    wrong = sum(not step.well for step in steps)
    print("the drill went well" if not wrong else f"{wrong} of {len(steps)} differ")
    return 1 if wrong else 0
