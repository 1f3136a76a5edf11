"""A workbook as plain cells: what the child process hands over, as JSON."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Cell = str | int | float | bool | date | datetime | None
Merge = tuple[int, int, int, int]
"""First line, first column, last line, last column, counted from 1."""


class Refused(Exception):
    """Why a file cannot be read at all, by the code of its sentence."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass
class Sheet:
    """One sheet: `rows[0]` is line 1; rows may differ in length, a blank line is an empty row."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[Merge] = field(default_factory=list)


@dataclass
class Book:
    """The visible sheets of a workbook, and the names of its hidden ones, which are not read."""

    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def dumps(book: Book) -> str:
    """The book as JSON; days and instants become `{"day": ...}`."""
    sheets = [{"name": one.name, "rows": one.rows, "merged": one.merged} for one in book.sheets]
    told = {"sheets": sheets, "hidden": book.hidden}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=_day)


def loads(text: str | bytes) -> Book:
    """The book of `dumps`; raises Refused where the child says so, ValueError for anything else."""
    told = json.loads(text, object_hook=_object)
    if not isinstance(told, dict) or not {"refused", "sheets"} & told.keys():
        raise ValueError("no book")
    if "refused" in told:
        raise Refused(told["refused"], **told["values"])
    sheets = [
        Sheet(one["name"], one["rows"], [tuple(merge) for merge in one["merged"]]) for one in told["sheets"]
    ]
    return Book(sheets, told["hidden"])


def letter(column: int) -> str:
    """`1` -> `A`, `27` -> `AA`."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _day(value: Any) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else str(value)


def _object(told: dict[str, Any]) -> Any:
    if told.keys() != {"day"}:
        return told
    text = told["day"]
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
