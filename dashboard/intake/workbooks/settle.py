"""A workbook that was read → everything that is to be written, or every problem."""

from datetime import datetime

from dashboard.intake.workbooks import records, register, requests
from dashboard.intake.workbooks.desk import Desk
from dashboard.intake.workbooks.lines import TROUBLES_AT_MOST, Line, Read
from dashboard.lookups.workbooks import Known

ORDER = {
    "offices": records.offices,
    "requests": requests.settle,
    "fees": records.fees,
    "renovation": records.renovation,
    "activities": records.activities,
    "attendance": records.attendance,
    "pledges": records.pledges,
}
"""After the register, whose flats the others refer to; attendance after the activities."""


def settle(read: Read, known: Known, *, now: datetime) -> Desk:
    """Plan the lines of every kind in the order in which they refer to each other."""
    desk = Desk(known, now, frozenset(read.kinds))
    desk.troubles += read.troubles
    by_kind: dict[str, list[Line]] = {}
    for line in read.lines:
        by_kind.setdefault(line.kind, []).append(line)
    if "register" in desk.kinds:
        register.settle(desk, by_kind.get("register", []), by_kind.get("owners", []))
    elif "owners" in desk.kinds:
        for line in by_kind.get("owners", [])[:1]:
            desk.wrong(line, "owner_no", "owners_without_flats")
    for kind, plan in ORDER.items():
        lines = by_kind.get(kind, [])
        desk.collect(lines if kind in ("fees", "attendance", "requests") else ())
        plan(desk, lines)
    sheets = [one.sheet.name for one in read.tables]
    desk.troubles.sort(key=lambda one: (sheets.index(one.sheet), one.row, one.column, one.code))
    # A line asked about twice says the same thing twice.
    told = {(one.sheet, one.row, one.column, one.code): one for one in reversed(desk.troubles)}
    desk.troubles = list(reversed(told.values()))[:TROUBLES_AT_MOST]
    return desk
