"""Whatever can be wrong is said in a sentence of its own, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.door.texts import PROBLEMS as AT_THE_DOOR
from dashboard.errors import Problem
from dashboard.i18n import speaking
from dashboard.intake.workbooks import words as workbooks
from dashboard.schema import METADATA
from dashboard.schema.base import Draft
from dashboard.ui import messages

ROOT = Path(__file__).parents[2] / "dashboard"
SAY = {"Problem": 1, "wrong": 1, "whole": 1, "record_store.whole": 1, "_refused": 0, "Wrong": 0}
"""What is called with a code, and which argument it is."""
BOOKS = (
    *sorted((ROOT / "intake" / "workbooks").glob("*.py")),
    *(ROOT / "actions" / name for name in ("imports.py", "batches.py")),
)
"""Modules whose codes are about workbooks, which have words of their own."""
LATER = {"code", "wrong.code", "str(error['type'])"}
"""Arguments that hold a code made elsewhere: by a name that is looked at too, or by a draft's bounds."""
BOUNDS = {
    "Ge": "greater_than_equal",
    "Gt": "greater_than",
    "Le": "less_than_equal",
    "MinLen": "string_too_short",
    "MaxLen": "string_too_long",
}


def literals(node: ast.expr) -> Iterator[str]:
    """The texts that an expression can be; what else it can be is known to come from elsewhere."""
    for one in (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,):
        if isinstance(one, ast.Constant):
            yield str(one.value)
        else:
            assert ast.unparse(one) in LATER, ast.unparse(one)


def said(tree: ast.AST) -> Iterator[str]:
    """The codes that a module says: in calls, or by way of a variable `code`."""
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    named = [(one, one.func.id) for one in calls if isinstance(one.func, ast.Name)]
    named += [(one, ast.unparse(one.func)) for one in calls if isinstance(one.func, ast.Attribute)]
    asked = [one.args[SAY[name]] for one, name in named if name in SAY and SAY[name] < len(one.args)]
    for one in asked:
        yield from literals(one)
    if any("code" in ast.unparse(one).split() for one in asked):
        for one in ast.walk(tree):
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "code":
                yield from literals(one.value)


def pairs(tree: ast.AST) -> Iterator[str]:
    """The codes of a module of rules that gives pairs of a field and a code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[1], ast.Constant):
            yield str(node.elts[1].value)


def drafts(kind: type = Draft) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from drafts(one)


def codes() -> set[str]:
    found = {"missing"}
    # What the door refuses it says itself, and so does the command line.
    for path in {*ROOT.rglob("*.py")} - {*BOOKS}:
        if path.parent.name not in ("door", "cli"):
            found |= set(said(ast.parse(path.read_text(encoding="utf-8"))))
    fees = (ROOT / "rules" / "fees.py").read_text(encoding="utf-8")
    found |= {code for code in pairs(ast.parse(fees)) if code not in ("due", "paid")}
    for draft in drafts():
        for field in draft.model_fields.values():
            found |= {BOUNDS[type(one).__name__] for one in field.metadata if type(one).__name__ in BOUNDS}
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_its_sentence(language: str) -> None:
    assert METADATA.tables
    wanted = codes()
    assert {"others_refer_to_it", "role_has_no_organisation", "no_such_member"} < wanted
    assert {"payment_without_day", "amount_cannot_be", "photo_too_large", "less_than_equal"} < wanted
    assert wanted - messages.PROBLEMS.keys() - AT_THE_DOOR.keys() == set()
    with speaking(language):
        general = messages.problem(Problem("", "a code that nobody uses"))
        values = dict.fromkeys(
            ("min_length", "max_length", "ge", "gt", "most", "days", "asked", "n", "day", "since"), 3
        )
        sizes = {"channel": "paper"} | dict.fromkeys(("megabytes", "features", "corners"), 3)
        told = {code: messages.problem(Problem("", code, values | sizes)) for code in messages.PROBLEMS}
    assert general not in told.values()
    assert not [code for code, sentence in told.items() if "{" in sentence]


def test_every_code_about_workbooks_has_its_words() -> None:
    found = {code for path in BOOKS for code in said(ast.parse(path.read_text(encoding="utf-8")))}
    assert {"no_address", "unknown_word", "changed_since"} < found
    assert found - workbooks.REFUSALS.keys() - workbooks.TROUBLES.keys() - workbooks.BATCH.keys() == set()
