"""Outlines and footprints from a file onto the map."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import db
from dashboard import clock
from dashboard.actions.places import outline as place_outlines
from dashboard.cli.kit import OPERATOR, Commands
from dashboard.errors import InvalidDraft
from dashboard.intake import outlines
from dashboard.schema.places import Datum


class _OnlyTried(Exception):
    """Takes back what a dry run did."""


def add(commands: Commands) -> None:
    """`outlines`."""
    about = "place outlines and footprints from a GeoJSON file on the map"
    made = commands.add("outlines", _outlines, about)
    made.add_argument("file", type=Path, metavar="FILE.geojson")
    made.add_argument("--datum", choices=[one.value for one in Datum], required=True)
    made.add_argument("--dry-run", action="store_true", help="say what is wrong, change nothing")


def _outlines(asked: Any) -> int:
    """All of the file or nothing; one line a problem, exit code 1."""
    found = outlines.read(asked.file.read_bytes(), Datum(asked.datum))
    problems = list(found.problems)
    if not problems:
        try:
            with suppress(_OnlyTried), db.writing() as session:
                made, datum = found.outlines, Datum(asked.datum)
                place_outlines(session=session, outlines=made, datum=datum, by=OPERATOR, now=clock.now())
                if asked.dry_run:
                    raise _OnlyTried
        except InvalidDraft as error:
            problems = list(error.problems)
    for one in problems:
        print(f"{one.name}: {one.code.replace('_', ' ')}", file=sys.stderr)
    if not problems:
        print(len(found.outlines), "outlines", "would be placed" if asked.dry_run else "placed")
    return 1 if problems else 0
