"""Every deed that the trail can tell of has a name, and so has everything it can be done to."""

import ast
from collections.abc import Iterator
from pathlib import Path

from dashboard.records.catalogue import KINDS
from dashboard.ui.views.audit import audit_names
from dashboard.ui.views.people import looks

ROOT = Path(__file__).parents[3]
TELLERS = {"_done", "_told", "_noted", "_note", "_changed", "_kept", "_written"}
"""Helpers of the actions that are handed the verb after `session, row, by`."""


def trees() -> Iterator[ast.Module]:
    for path in (ROOT / "dashboard/actions").glob("*.py"):
        yield ast.parse(path.read_text(encoding="utf-8"))


def verbs() -> set[str]:
    """The verbs that are written out in the actions."""
    found = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                named = node.func.id if isinstance(node.func, ast.Name) else ""
                given = [word.value for word in node.keywords if word.arg == "verb"]
                given += node.args[2:4] if named in TELLERS else []
                found |= {one.value for one in given if isinstance(one, ast.Constant)}
    return {one for one in found if isinstance(one, str)}


def nouns() -> set[str]:
    found = set(KINDS) | set(looks.NOUNS)
    for tree in trees():
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NOUN":
                found.add(ast.literal_eval(node.value))
    return found


def test_every_deed_has_a_name() -> None:
    assert len(verbs()) > 40
    assert verbs() <= set(audit_names.VERBS)


def test_everything_that_deeds_are_done_to_has_a_name() -> None:
    # A closing and a look are told under the noun of their request or record.
    assert nouns() - {"closing", "reveal"} <= set(audit_names.NOUNS)
