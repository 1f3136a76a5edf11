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
WIDEST, NAME_LENGTH, LONGEST_TEXT = 60, 31, 32_767
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
    from openpyxl.utils import get_column_letter

    # Rows go out as they come: a whole site would not fit in memory as cells.
    book, bold = Workbook(write_only=True), Font(bold=True)
    for sheet in sheets:
        page: Any = book.create_sheet(_name(sheet.name))
        page.freeze_panes = "A2"
        for column, head in enumerate(sheet.heads):
            texts = [head, *(row[column] for row in sheet.rows)]
            page.column_dimensions[get_column_letter(column + 1)].width = _width(texts)
        page.append([_cell(page, head, font=bold) for head in sheet.heads])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
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


def _cell(page: Any, value: Value, font: Any = None) -> Any:
    """A value as it is written: bare where it cannot be taken for anything else."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_TEXT]
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    if font is not None:
        cell.font = font
    if _is_formula(text):
        cell.quotePrefix = True
    return cell


def _is_formula(text: str) -> bool:
    """Blanks before it do not make a formula harmless: some programs trim what they read."""
    return text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)


def _harmless(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and _is_formula(value) else value


def _width(values: Sequence[Value]) -> float:
    """As wide as the longest text; a Chinese character takes two places."""
    longest = max(sum(2 if ord(one) > 0x2E7F else 1 for one in str(value or "")) for value in values)
    return min(longest + 2, WIDEST)
