"""The bytes of a workbook or CSV → plain cells. Runs in the child process; tests call it directly."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile

from dashboard.intake.workbooks import guard
from dashboard.intake.workbooks.cells import Book, Cell, Merge, Refused, Sheet

ROWS_AT_MOST, COLUMNS_AT_MOST, SHEETS_AT_MOST, MERGES_AT_MOST = 50_000, 200, 60, 20_000
LONGEST = 2000
"""Characters of one cell that are kept: a column holds 500 at most."""
MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
CHUNK = 1 << 20
CSV = "csv"


def parse(data: bytes) -> Book:
    """Every visible sheet; raises Refused."""
    kind = guard.check(data)
    try:
        return _xlsx(data) if kind == "xlsx" else Book([_csv(data)])
    except (Refused, MemoryError):
        raise
    except (BadZipFile, csv.Error) as error:
        raise Refused("book_is_broken") from error
    except Exception as error:  # whatever a mutated file makes openpyxl say
        raise Refused("book_is_broken") from error


def _xlsx(data: bytes) -> Book:
    from openpyxl import load_workbook

    book, left = Book(), ROWS_AT_MOST
    opened: Any = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    if len(opened.worksheets) > SHEETS_AT_MOST:
        raise Refused("book_has_too_many_sheets", most=SHEETS_AT_MOST)
    for sheet in opened.worksheets:
        if sheet.sheet_state != "visible":
            book.hidden.append(sheet.title)
            continue
        # Some programs write a size that leaves most of the sheet out.
        sheet.reset_dimensions()
        rows, left = _kept(sheet.iter_rows(values_only=True, max_col=None), left)
        merged = list(_merged(opened._archive, sheet._worksheet_path)) if rows else []
        book.sheets.append(Sheet(sheet.title, rows, merged))
    opened.close()
    return book


def _csv(data: bytes) -> Sheet:
    text = _text(data)
    csv.field_size_limit(guard.LARGEST_FILE)
    first = text[: 20 * LONGEST].splitlines()[:10]
    delimiter = max(",\t;|，", key=lambda one: sum(line.count(one) for line in first))
    rows, _left = _kept(csv.reader(StringIO(text, newline=""), delimiter=delimiter), ROWS_AT_MOST)
    return Sheet(CSV, rows)


def _text(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else GB18030; raises Refused for anything else."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused("book_text_unreadable")


def _kept(rows: Iterable[Iterable[Any]], left: int) -> tuple[list[list[Cell]], int]:
    """The rows without blanks at their ends, and how many more may come."""
    kept: list[list[Cell]] = []
    blanks = 0
    for row in rows:
        cells = [_plain(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            blanks += 1
            continue
        left -= 1
        if left < 0 or len(kept) + blanks > 2 * ROWS_AT_MOST:
            raise Refused("book_has_too_many_rows", most=ROWS_AT_MOST)
        kept += [[] for _ in range(blanks)]
        blanks = 0
        kept.append(cells[:COLUMNS_AT_MOST])
    return kept, left


def _plain(value: Any) -> Cell:
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, str):
        return value[:LONGEST].replace("\x00", "") if value.strip() else None
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    return value if isinstance(value, date) else str(value)


def _merged(archive: Any, path: str) -> Iterator[Merge]:
    """The merged cells, which reading row by row does not tell; they stand behind the rows."""
    found, rest = 0, b""
    with archive.open(path) as part:
        while chunk := part.read(CHUNK):
            text = rest + chunk
            end = 0
            for one in MERGED.finditer(text):
                end = one.end()
                found += 1
                if found > MERGES_AT_MOST:
                    return
                yield int(one[2]), _number(one[1]), int(one[4]), _number(one[3])
            rest = text[max(end, len(text) - 200) :]


def _number(letters: bytes) -> int:
    number = 0
    for one in letters:
        number = number * 26 + one - ord("A") + 1
    return number
