"""Where the table stands in a sheet: which kind it is, its lines of headings, which column means what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dashboard.intake.workbooks import values
from dashboard.intake.workbooks.cells import Sheet
from dashboard.intake.workbooks.kinds import Kind, is_never, kinds, plain

LOOKED_AT = 40
"""Lines in which the headings must begin: above them stand titles and explanations."""
FEWEST = 2


@dataclass(frozen=True)
class Matching:
    """What somebody said a heading means, in place of what its words say: (kind, heading) → column.

    An empty column leaves the heading out. `words`: (kind, column, word) → code.
    """

    headings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    words: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


@dataclass
class Table:
    """A table found: `columns` maps a column (from 1) to its meaning, `headings` to its words."""

    sheet: Sheet
    kind: Kind
    first: int
    """The first line below the headings."""
    columns: dict[int, str]
    headings: dict[int, str]
    left_out: dict[int, str] = field(default_factory=dict)
    """Columns with a heading that nobody asks for."""
    never: dict[int, str] = field(default_factory=dict)
    """Columns that may not be stored."""


def find(sheet: Sheet, matching: Matching, *, only: Iterable[str] = ()) -> Table | None:
    """The best table of a sheet, of one of the kinds `only` where some are named; else None."""
    asked = list(only)
    best: tuple[float, Table] | None = None
    for line in range(1, min(len(sheet.rows), LOOKED_AT) + 1):
        if len([one for one in sheet.rows[line - 1] if isinstance(one, str)]) < FEWEST:
            continue
        for depth in (1, 2):
            headings = _headings(sheet, line, depth)
            for kind in kinds().values():
                if asked and kind.name not in asked:
                    continue
                table = _matched(sheet, kind, line + depth, headings, matching)
                score = _score(table, bool(asked)) - 0.1 * (depth - 1)
                if score > 0 and (best is None or score > best[0]):
                    best = (score, table)
    return best[1] if best else None


def _headings(sheet: Sheet, line: int, depth: int) -> dict[int, list[str]]:
    """The words over each column, the nearest first; merged ones stand over every column they span."""
    found: dict[int, list[str]] = {}
    lines = [_spread(sheet, one) for one in range(line, min(line + depth, len(sheet.rows) + 1))]
    for column in sorted({column for one in lines for column in one}):
        over = [one[column] for one in lines if column in one]
        over = list(dict.fromkeys(over))
        said = ["".join(over), *reversed(over)] if len(over) > 1 else over
        found[column] = said
    return found


def _spread(sheet: Sheet, line: int) -> dict[int, str]:
    row = sheet.rows[line - 1]
    found = {
        column: values.text(cell)
        for column, cell in enumerate(row, 1)
        if isinstance(cell, str) and not values.blank(cell)
    }
    for top, left, bottom, right in sheet.merged:
        if top <= line <= bottom and right - left < LOOKED_AT and top >= line - 1:
            source = sheet.rows[top - 1]
            said = source[left - 1] if len(source) >= left else None
            if isinstance(said, str):
                found |= dict.fromkeys(range(left, right + 1), values.text(said))
    return found


def _matched(
    sheet: Sheet, kind: Kind, first: int, headings: Mapping[int, list[str]], matching: Matching
) -> Table:
    table = Table(sheet, kind, first, {}, {})
    for column, said in headings.items():
        table.headings[column] = said[0]
        if any(is_never(one) for one in said):
            table.never[column] = said[0]
            continue
        meaning = _meaning(kind, said, matching)
        if meaning and meaning not in table.columns.values():
            table.columns[column] = meaning
        else:
            table.left_out[column] = said[0]
    return table


def _meaning(kind: Kind, said: list[str], matching: Matching) -> str:
    for one in said:
        name = plain(one)
        if (kind.name, name) in matching.headings:
            return matching.headings[kind.name, name]
        for column in kind.columns.values():
            if name in _heads(kind)[column.name]:
                return column.name
    return ""


_PLAIN: dict[str, dict[str, frozenset[str]]] = {}


def _heads(kind: Kind) -> dict[str, frozenset[str]]:
    """A kind's headings as they are compared, the English labels among them."""
    if kind.name not in _PLAIN:
        _PLAIN[kind.name] = {
            one.name: frozenset(plain(head) for head in (*one.heads, one.label))
            for one in kind.columns.values()
        }
    return _PLAIN[kind.name]


def _score(table: Table, asked: bool) -> float:
    found = set(table.columns.values())
    if len(found) < FEWEST or not (asked or found & table.kind.signs):
        return 0
    named = any(word in table.sheet.name for word in table.kind.sheets)
    needed = {one.name for one in table.kind.columns.values() if one.needed}
    return len(found) + len(found & table.kind.signs) + 0.5 * len(found & needed) + 1.5 * named
