"""The command line: each module here adds a family of commands. Bad arguments: one line, exit code 2."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

import db
from dashboard import i18n
from dashboard.cli import (
    archives,
    audit,
    backups,
    erasures,
    imports,
    installation,
    outlines,
    papers,
    records,
    retention,
    scores,
    sites,
    users,
    votes,
)
from dashboard.cli.kit import Commands, Parser
from dashboard.errors import InvalidDraft, LastAdministrator, OutOfTurn, UnknownName, YuanluoError
from dashboard.migrations.upgrade import refuse_newer
from dashboard.settings import settings

FAMILIES = (
    installation,
    scores,
    records,
    outlines,
    imports,
    votes,
    papers,
    sites,
    users,
    audit,
    backups,
    archives,
    erasures,
    retention,
)
REFUSALS: dict[type[YuanluoError], str] = {
    LastAdministrator: "this is the last administrator who can sign in; nothing was changed",
    OutOfTurn: "the account is not in that state; nothing was changed",
}

REGARDLESS = ("doctor", "records", "restore", "vote")
"""Commands that tell of the database themselves, put another in its place, or need none."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; gives its exit code."""
    asked = _parser().parse_args(arguments)
    i18n.use(asked.lang)
    try:
        if asked.command not in REGARDLESS:
            _refuse_newer()
        return int(asked.run(asked) or 0)
    except BrokenPipeError:
        raise
    except (YuanluoError, OSError, SQLAlchemyError) as error:
        code, lines = _refusal(error)
        for line in lines:
            print(f"{asked.command}: {line}", file=sys.stderr)
        return code


def _refusal(error: YuanluoError | OSError | SQLAlchemyError) -> tuple[int, list[str]]:
    """The exit code and the lines of what ended a command: 2 for bad arguments, 1 for the rest."""
    if isinstance(error, UnknownName):
        return 2, [f"no such name: {error}"]
    if isinstance(error, OSError):
        return 2, [f"{error.filename or 'the machine'}: {error.strerror}"]
    if isinstance(error, InvalidDraft):
        return 1, [f"{one.name}: {one.code.replace('_', ' ')}" for one in error.problems]
    if isinstance(error, SQLAlchemyError):
        return 1, [f"no answer ({type(error).__name__}): ask doctor"]
    return 1, [REFUSALS.get(type(error)) or str(error) or type(error).__name__]


def _refuse_newer() -> None:
    """Raise NewerDatabase before anything is read or written with the wrong schema."""
    file = make_url(settings().database_url)
    if file.get_backend_name() == "sqlite" and not Path(file.database or "").exists():
        return
    with suppress(SQLAlchemyError), db.engine().connect() as connection:  # what does not answer, `run` tells
        refuse_newer(connection)


def _parser() -> Parser:
    parser = Parser(prog="python -m dashboard", description="Yuanluo on the command line.")
    commands = Commands(parser)
    for family in FAMILIES:
        family.add(commands)
    return parser
