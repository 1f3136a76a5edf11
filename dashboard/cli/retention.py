"""Deleting what has been kept long enough, on the command line."""

from typing import Any

import db
from dashboard import clock
from dashboard.actions import retention
from dashboard.cli.kit import OPERATOR, Commands
from dashboard.settings import settings


def add(commands: Commands) -> None:
    """`purge`."""
    about = "delete what has been kept longer than the settings say, and note how much"
    made = commands.add("purge", _purge, about)
    made.add_argument("--dry-run", action="store_true", help="count what would go, change nothing")


def _purge(asked: Any) -> None:
    # The real clock: a date that is pinned for a rehearsal must not delete anything.
    how = {"keep": settings(), "by": OPERATOR, "now": clock.wall()}
    if asked.dry_run:
        with db.reading() as session:
            counts = retention.due(session, **how)  # type: ignore[arg-type]
    else:
        with db.writing() as session:
            counts = retention.purge(session=session, **how)  # type: ignore[arg-type]
    for kind, count in counts.items():
        print(f"{count:>8}  {kind}")
    print(f"{sum(counts.values()):>8}  rows", "would go" if asked.dry_run else "gone")
