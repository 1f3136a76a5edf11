"""What was found in a workbook, as plain JSON for the command line and the page."""

from collections.abc import Sequence
from typing import Any

from dashboard.intake.workbooks import words
from dashboard.intake.workbooks.cells import letter
from dashboard.intake.workbooks.lines import Read, Trouble


def told(found: Read, troubles: Sequence[Trouble]) -> dict[str, Any]:
    """Tables with the meaning of their columns, what was left out and why, every problem."""
    return {
        "lines": len(found.lines),
        "tables": [
            {
                "sheet": one.sheet.name,
                "kind": one.kind.name,
                "headings_row": one.first - 1,
                "columns": {letter(at): name for at, name in one.columns.items()},
            }
            for one in found.tables
        ],
        "columns_left_out": _columns(found, "left_out"),
        "never_stored": _columns(found, "never"),
        "sheets_left_out": found.sheets_left_out,
        "lines_passed_over": [{"sheet": sheet, "row": row} for sheet, row in found.skipped],
        "problems": [words.told(one) for one in troubles],
    }


def _columns(found: Read, which: str) -> list[dict[str, str]]:
    return [
        {"sheet": one.sheet.name, "column": letter(at), "heading": heading}
        for one in found.tables
        for at, heading in getattr(one, which).items()
    ]
