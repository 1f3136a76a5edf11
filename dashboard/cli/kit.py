"""What the families of commands share: who acts, how bad arguments end, how rows are printed."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from dashboard import i18n
from dashboard.access import Principal
from dashboard.schema.accounts import PrincipalKind, Role

OPERATOR = Principal(PrincipalKind.USER, Role.OFFICE, is_admin=True)
"""Who has the command line of the server has an administrator's rights."""

Run = Callable[[Any], int | None]
"""What a command does with its arguments; gives its exit code, None for 0."""


class Parser(argparse.ArgumentParser):
    """One line for bad arguments, exit code 2."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}", file=sys.stderr)
        sys.exit(2)


class Commands:
    """The commands of the program, or the verbs of one of them; `add` makes one more."""

    def __init__(self, parser: argparse.ArgumentParser, *, verbs: bool = False) -> None:
        where = {"dest": "verb", "metavar": "VERB"} if verbs else {"dest": "command", "metavar": "COMMAND"}
        self.names = parser.add_subparsers(required=True, **where)
        self.speaks = not verbs

    def add(self, name: str, run: Run, about: str) -> argparse.ArgumentParser:
        """One more command; gives its parser, for its arguments."""
        made: argparse.ArgumentParser = self.names.add_parser(name, help=about, description=about)
        if self.speaks:
            made.add_argument(
                "--lang", choices=sorted(i18n.LANGUAGES), default="en", help="language of sentences"
            )
        made.set_defaults(run=run)
        return made


def print_rows(rows: list[dict[str, Any]], as_json: bool, *columns: str) -> None:
    """Rows as JSON, or as lines of the chosen columns with tabs between them."""
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, default=str, indent=1))
        return
    for row in rows:
        print("\t".join(str(row[name]) for name in (columns or row)))
