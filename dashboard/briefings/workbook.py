"""Tables as files that a spreadsheet opens safely: xlsx and csv."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any, TypeAlias

Value: TypeAlias = "str | int | float | None"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, some of it in East Asian settings only."""
FORBIDDEN = re.compile(r"[\\/?*:\[\]\x00-\x1f]")
"""What the name of a sheet may not hold; nor may it begin or end with an apostrophe."""
WIDEST, NAME_LENGTH = 60, 31
BOM = "\ufeff"


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its heads, its rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook; every text is a text, whatever it begins with, and heads stay in sight."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page: Any = book.create_sheet(_name(sheet.name))
        for number, row in enumerate((sheet.heads, *sheet.rows), 1):
            for column, value in enumerate(row, 1):
                _write(page.cell(number, column), value)
        for cell in page[1]:
            cell.font = Font(bold=True)
        page.freeze_panes = "A2"
        for column, head in enumerate(sheet.heads):
            texts = [head, *(row[column] for row in sheet.rows)]
            page.column_dimensions[page.cell(1, column + 1).column_letter].width = _width(texts)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def csv_bytes(sheet: Sheet) -> bytes:
    """A csv in UTF-8 with its mark, so that Chinese opens right; a formula gets an apostrophe before it."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([_harmless(one) for one in sheet.heads])
    writer.writerows([_harmless(value) for value in row] for row in sheet.rows)
    return (BOM + text.getvalue()).encode("utf-8")


def _name(name: str) -> str:
    """A name that a workbook takes; a workbook makes equal names differ by itself."""
    return FORBIDDEN.sub(" ", name)[:NAME_LENGTH].strip("' ") or "1"


def _write(cell: Any, value: Value) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.value = text
    cell.data_type = "s"
    if _is_formula(text):
        cell.style = "Normal"
        cell.quotePrefix = True


def _is_formula(text: str) -> bool:
    """Blanks before it do not make a formula harmless: some programs trim what they read."""
    return text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)


def _harmless(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and _is_formula(value) else value


def _width(values: Sequence[Value]) -> float:
    """As wide as the longest text; a Chinese character takes two places."""
    longest = max(sum(2 if ord(one) > 0x2E7F else 1 for one in str(value or "")) for value in values)
    return min(longest + 2, WIDEST)
