"""Bring the Chinese catalogue up to the code: new texts come in empty, those nobody uses go out."""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "dashboard" / "i18n" / "zh.po"
ARGUMENTS = {"_": 1, "N_": 1, "_n": 2}
"""How many arguments of each function are texts."""

HEADER = """\
# The interface in Chinese. `make texts` brings it up to the code.
msgid ""
msgstr ""
"Language: zh\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Text = str | tuple[str, ...]


def calls(path: Path) -> Iterator[ast.Call]:
    """The calls of `_`, `N_` and `_n` in a file, those inside f-strings and inside each other too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ARGUMENTS:
            yield node


def given(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that are texts."""
    assert isinstance(call.func, ast.Name)
    return call.args[: ARGUMENTS[call.func.id]]


def text(call: ast.Call) -> Text | None:
    """The text of a call, one and many as a tuple; None where it is looked up by a variable."""
    parts = given(call)
    found = tuple(one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str))
    if not found or len(found) < len(parts):
        return None
    return found[0] if len(found) == 1 else found


def sources() -> list[Path]:
    """The files that speak to the reader."""
    return sorted(path for folder in ("dashboard", "pages") for path in (ROOT / folder).rglob("*.py"))


def used() -> Catalog:
    """Every text in the code with the files that use it."""
    found = Catalog(locale="zh")
    for path in sources():
        place = str(path.relative_to(ROOT))
        for one in sorted(map(text, calls(path)), key=str):
            if one:
                found.add(one, locations=[(place, None)])
    return found


def written() -> Catalog:
    """The catalogue as it stands."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh")


def update() -> list[str]:
    """Write the catalogue anew; gives the texts that still want a translation."""
    merged = written() if CATALOGUE.exists() else Catalog(locale="zh")
    merged.update(used(), no_fuzzy_matching=True)
    body = BytesIO()
    write_po(body, merged, width=110, omit_header=True, ignore_obsolete=True, include_lineno=False)
    CATALOGUE.write_text(HEADER + body.getvalue().decode(), encoding="utf-8")
    return [str(one.id) for one in merged if one.id and not any(one.string or "")]


if __name__ == "__main__":
    sys.exit("\n".join(["To translate:", *wanting]) if (wanting := update()) else 0)
