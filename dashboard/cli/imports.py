"""Workbooks from the command line: what is wrong with one, bring it in, take a batch back."""

import hashlib
import json
import secrets
import sys
from pathlib import Path
from typing import Any

import db
from dashboard import clock
from dashboard.actions import batches, imports
from dashboard.cli.kit import OPERATOR, Commands
from dashboard.errors import InvalidDraft
from dashboard.intake.workbooks import reader, words
from dashboard.intake.workbooks.cells import Refused
from dashboard.intake.workbooks.kinds import kinds
from dashboard.intake.workbooks.lines import Read, read
from dashboard.intake.workbooks.told import told
from dashboard.queries import imports as queries

PRINTED = 50
"""Lines of problems on a screen; all of them stand in the JSON."""


def add(commands: Commands) -> None:
    """`import`, `import-undo`."""
    made = commands.add("import", _import, "bring in a workbook (xlsx, csv): all of it or nothing")
    made.add_argument("file", type=Path, metavar="FILE")
    made.add_argument("--kind", choices=list(kinds()), metavar="KIND", help=", ".join(kinds()))
    made.add_argument("--dry-run", action="store_true", help="say what is wrong, change nothing")
    made.add_argument("--json", action="store_true", help="everything as one JSON object")
    made = commands.add("import-undo", _undo, "take back everything that a workbook brought in")
    made.add_argument("batch", type=int, metavar="BATCH")


def _import(asked: Any) -> int:
    """One line a problem, or one JSON object; exit code 1 when nothing was taken."""
    data = asked.file.read_bytes()
    try:
        with db.reading() as session:
            matching = imports.matched(queries.remembered(session))
        found = read(reader.read(data), matching=matching, only=[asked.kind] if asked.kind else ())
    except Refused as refused:
        return _refused(asked, refused)
    file = imports.File(asked.file.name, hashlib.sha256(data).hexdigest(), found)
    try:
        batch, troubles = _taken(asked, file)
    except InvalidDraft as error:
        return _refused(asked, Refused("no_site_yet"), words.BATCH[error.problems[0].code])
    _say(asked, found, batch, troubles)
    return 1 if troubles else 0


def _taken(asked: Any, file: imports.File) -> tuple[int | None, Any]:
    """The batch that was written, and every problem."""
    if asked.dry_run:
        with db.reading() as session:
            return None, imports.look(session=session, file=file, by=OPERATOR, now=clock.now()).troubles
    try:
        with db.writing() as session:
            how: dict[str, Any] = {"by": OPERATOR, "now": clock.now(), "key": secrets.token_hex(16)}
            return imports.bring_in(session=session, file=file, **how).id, []
    except imports.Troubled as error:
        return None, error.troubles


def _refused(asked: Any, refused: Refused, sentence: str = "") -> int:
    remedy = sentence or words.refusal(refused.code, refused.values)
    if asked.json:
        print(json.dumps({"taken": False, "refused": refused.code, "remedy": remedy}, ensure_ascii=False))
    else:
        print(f"{asked.file.name}: {remedy}", file=sys.stderr)
    return 1


def _say(asked: Any, found: Read, batch: int | None, troubles: Any) -> None:
    if asked.json:
        said = {"taken": batch is not None, "batch": batch, **told(found, troubles)}
        print(json.dumps(said, ensure_ascii=False, indent=1))
        return
    for one in troubles[:PRINTED]:
        print(f"{one.sheet} {one.column}{one.row} {one.value!r}: {words.remedy(one)}", file=sys.stderr)
    if len(troubles) > PRINTED:
        print(f"... {len(troubles) - PRINTED} more: --json", file=sys.stderr)
    for name in told(found, [])["never_stored"]:
        print(f"left out, never stored: {name['sheet']} {name['column']} {name['heading']}")
    done = f"batch {batch}" if batch else "nothing was taken" if troubles else "would be taken"
    print(f"{len(found.lines)} lines, {len(troubles)} problems: {done}")


def _undo(asked: Any) -> int:
    try:
        with db.writing() as session:
            how: dict[str, Any] = {"by": OPERATOR, "now": clock.now(), "key": secrets.token_hex(16)}
            batch = batches.undo(session=session, batch_id=asked.batch, **how)
    except InvalidDraft as error:
        for one in error.problems:
            print(words.batch(one), file=sys.stderr)
        return 1
    print(f"batch {batch.id}: {batch.rows} records taken back")
    return 0
