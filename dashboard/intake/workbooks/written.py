"""Workbooks that go out: templates with lists to choose from, a given one with problems as comments."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from dashboard.intake.workbooks.cells import Book
from dashboard.intake.workbooks.kinds import kinds
from dashboard.intake.workbooks.lines import Trouble
from dashboard.intake.workbooks.words import remedy

LINES = 1000
"""Lines of a template whose cells offer a list."""
TOGETHER = {"register": ("register", "owners")}
"""Kinds whose template has a sheet for another one that it refers to."""


def template(kind: str) -> bytes:
    """An empty workbook of a kind: headings, a star where one is needed, lists where only some words fit."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    book.remove(book.active)
    for name in TOGETHER.get(kind, (kind,)):
        page: Any = book.create_sheet(kinds()[name].sheets[0])
        page.freeze_panes = "A2"
        for at, column in enumerate(kinds()[name].columns.values(), 1):
            cell = page.cell(1, at, column.heads[0] + ("*" if column.needed else ""))
            cell.font = Font(bold=True)
            page.column_dimensions[get_column_letter(at)].width = 14
            if column.words:
                listed = ",".join(words[0] for words in column.words.values())
                rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
                page.add_data_validation(rule)
                rule.add(f"{get_column_letter(at)}2:{get_column_letter(at)}{LINES}")
    return _bytes(book)


def annotated(book: Book, troubles: Iterable[Trouble]) -> bytes:
    """The same sheets and cells, each problem as a comment where it is; of a whole line in its first cell."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    made = Workbook()
    made.remove(made.active)
    for sheet in book.sheets:
        page: Any = made.create_sheet(sheet.name)
        for row, cells in enumerate(sheet.rows, 1):
            for column, value in enumerate(cells, 1):
                if value is not None:
                    _write(page.cell(row, column), value)
    said: dict[tuple[str, str], list[str]] = {}
    for one in troubles:
        if one.sheet:
            said.setdefault((one.sheet, f"{one.column or 'A'}{one.row or 1}"), []).append(remedy(one))
    for (name, place), remedies in said.items():
        made[name][place].comment = Comment("\n".join(remedies), "院落")
    return _bytes(made)


def _write(cell: Any, value: Any) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        # A text stays a text, whatever it begins with.
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value


def _bytes(book: Any) -> bytes:
    made = BytesIO()
    book.save(made)
    return made.getvalue()
