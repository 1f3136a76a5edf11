"""Erasing what is kept about a person, on the command line."""

from typing import Any

import db
from dashboard import clock
from dashboard.actions import erasures
from dashboard.cli.kit import OPERATOR, Commands


def add(commands: Commands) -> None:
    """`erase`."""
    made = commands.add("erase", _erase, "empty what is kept about a person, for good")
    made.add_argument("noun", choices=list(erasures.KINDS), metavar="person|owner|resident")
    made.add_argument("ref", type=int, metavar="ID")
    made.add_argument("--reason", required=True, metavar="WORDS", help="why; without the person's name")


def _erase(asked: Any) -> None:
    with db.writing() as session:
        counts = erasures.erase(
            session=session,
            noun=asked.noun,
            ref=asked.ref,
            reason=asked.reason,
            by=OPERATOR,
            now=clock.now(),
        )
    print(f"{counts['rows']} rows emptied, {counts['elsewhere']} texts elsewhere")
    print("backups and exported files made before still hold the values: let them run out, or delete them")
