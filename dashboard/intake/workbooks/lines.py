"""Tables → lines of plain values, or every problem by sheet, row and column with what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.intake.workbooks import values
from dashboard.intake.workbooks.cells import Book, Cell, Refused, letter
from dashboard.intake.workbooks.kinds import ONE_OF, Column, given, plain, unit_of
from dashboard.intake.workbooks.tables import Matching, Table, find
from dashboard.intake.workbooks.values import Wrong

TROUBLES_AT_MOST = 1000


@dataclass(frozen=True)
class Trouble:
    """One thing wrong at one place; `column` is its letter, empty for the whole line (or sheet: row 0)."""

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Line:
    """One line of a table: what its columns hold. `table` says where each stands."""

    table: Table
    row: int
    values: dict[str, Any]

    @property
    def kind(self) -> str:
        return self.table.kind.name

    def trouble(self, name: str, code: str, /, **told: Any) -> Trouble:
        """A problem of one of its columns; of the line where it has no such column."""
        column = next((at for at, one in self.table.columns.items() if one == name), 0)
        row = self.table.sheet.rows[self.row - 1] if column else []
        cell = row[column - 1] if 0 < column <= len(row) else None
        return Trouble(
            self.table.sheet.name,
            self.row,
            letter(column),
            self.table.headings.get(column, ""),
            "" if cell is None else values.text(cell)[:80],
            code,
            told,
        )


@dataclass
class Read:
    """What a workbook holds: lines in order, every problem, and what was left out and named."""

    lines: list[Line] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    sheets_left_out: list[str] = field(default_factory=list)
    skipped: list[tuple[str, int]] = field(default_factory=list)
    """Sums and explanations under a table: sheet and row."""

    @property
    def kinds(self) -> list[str]:
        """The kinds of tables, each once."""
        return list(dict.fromkeys(one.kind.name for one in self.tables))


def read(book: Book, *, matching: Matching = Matching(), only: Iterable[str] = ()) -> Read:  # noqa: B008  # it is frozen
    """Every table of the book; raises Refused where there is none."""
    found, asked = Read(sheets_left_out=list(book.hidden)), list(only)
    if "register" in asked or "fees" in asked or "attendance" in asked:
        # Sheets that these refer to by number come with them.
        asked += ["owners", "register"]
    for sheet in book.sheets:
        table = find(sheet, matching, only=asked)
        if table is None:
            found.sheets_left_out.append(sheet.name)
            continue
        found.tables.append(table)
        whole, lines = _missing(table, found), len(found.lines)
        _read(table, matching, found)
        if not whole:
            del found.lines[lines:]
    if not found.tables:
        raise Refused("no_headings_found")
    if not found.lines and not found.troubles:
        raise Refused("no_lines_found")
    del found.troubles[TROUBLES_AT_MOST:]
    return found


def _missing(table: Table, found: Read) -> bool:
    """Whether no column is missing that the kind cannot do without; notes those that are."""
    before = len(found.troubles)
    there = set(table.columns.values())
    columns = table.kind.columns
    wanted: list[tuple[str, ...]] = [(one.name,) for one in columns.values() if one.needed]
    for names in [*wanted, *ONE_OF.get(table.kind.name, ())]:
        if not there & set(names):
            heads = " / ".join(columns[name].heads[0] for name in names)
            trouble = Trouble(
                table.sheet.name, table.first - 1, "", "", "", "column_missing", {"heads": heads}
            )
            found.troubles.append(trouble)
    return len(found.troubles) == before


def _read(table: Table, matching: Matching, found: Read) -> None:
    readers = {
        at: _reader(table, table.kind.columns[name], table.headings[at], matching)
        for at, name in table.columns.items()
    }
    filled = _filled(table)
    above: dict[int, Cell] = {}
    for row in range(table.first, len(table.sheet.rows) + 1):
        cells = table.sheet.rows[row - 1]
        given_ = {at: cells[at - 1] for at in readers if at <= len(cells) and cells[at - 1] is not None}
        given_ = {at: one for at, one in filled.get(row, {}).items() if at in readers} | given_
        why = _passed_over(table, cells, given_)
        if why:
            if why != "blank":
                found.skipped.append((table.sheet.name, row))
            continue
        given_ = {at: above.get(at) if _is_ditto(cell) else cell for at, cell in given_.items()}
        above = given_
        _line(table, row, given_, readers, found)


def _line(table: Table, row: int, cells: Mapping[int, Cell], readers: Mapping[int, Any], found: Read) -> None:
    line, fine = Line(table, row, {}), True
    for at, cell in cells.items():
        try:
            value = readers[at](cell)
        except Wrong as wrong:
            fine = False
            found.troubles.append(line.trouble(table.columns[at], wrong.code, **wrong.values))
            continue
        if value is not None:
            line.values[table.columns[at]] = value
    for at, name in table.columns.items():
        if table.kind.columns[name].needed and values.blank(cells.get(at)):
            fine = False
            found.troubles.append(line.trouble(name, "missing"))
    if fine:
        found.lines.append(line)


def _reader(table: Table, column: Column, heading: str, matching: Matching) -> Any:
    if column.words is not None:
        return _coded(table.kind.name, column, matching)
    if column.read is values.yes:
        return lambda cell: values.yes(cell) if values.text(cell) else None
    unit = {"unit": unit_of(column, heading)} if column.unit else {}
    if column.name == "closed_at":
        unit = {"hour": 17}
    read_ = column.read
    return lambda cell: None if values.blank(cell) else read_(cell, **unit)


def _coded(kind: str, column: Column, matching: Matching) -> Any:
    """A reader of codes: what people write, what was matched once, and the codes themselves."""
    known = {plain(said): code for code, words in (column.words or {}).items() for said in (*words, code)}
    known |= {
        said: code for (one, name, said), code in matching.words.items() if (one, name) == (kind, column.name)
    }
    heads = "、".join(words[0] for words in (column.words or {}).values())

    def read_(cell: Cell) -> str | None:
        said = plain(cell)
        if not said:
            return None
        if said not in known:
            raise Wrong("unknown_word", known=heads)
        return known[said]

    return read_


def _filled(table: Table) -> dict[int, dict[int, Cell]]:
    """What cells merged downwards hold in the lines below their first: row → column → cell."""
    found: dict[int, dict[int, Cell]] = {}
    rows = table.sheet.rows
    for top, left, bottom, right in table.sheet.merged:
        if top < table.first or left != right or len(rows[top - 1 : top]) == 0 or len(rows[top - 1]) < left:
            continue
        for row in range(top + 1, min(bottom, len(rows)) + 1):
            found.setdefault(row, {})[left] = rows[top - 1][left - 1]
    return found


def _passed_over(table: Table, cells: list[Cell], cells_read: Mapping[int, Cell]) -> str:
    """Why a line is none of the table's: blank, a sum, an explanation, the headings once more."""
    said = {at: one for at, one in cells_read.items() if not values.blank(one)}
    first = next((plain(one) for one in cells if not values.blank(one)), "")
    if not first:
        return "blank"
    rows = given()["rows"]
    if any(first.startswith(one) for one in rows["totals"]):
        return "sum"
    if len(said) <= 1 and (any(first.startswith(one) for one in rows["notes"]) or not said):
        only = [one for one in cells if not values.blank(one)]
        return "note" if any(isinstance(one, str) and len(one) > 1 for one in only) else "blank"
    headings = {plain(table.headings[at]) for at in said}
    if len(said) >= 2 and {plain(one) for one in said.values()} <= headings:
        return "headings"
    return ""


def _is_ditto(cell: Cell) -> bool:
    return isinstance(cell, str) and values.text(cell) in given()["rows"]["ditto"]
