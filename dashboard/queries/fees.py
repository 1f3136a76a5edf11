"""Reads of property fees: one courtyard's month as a grid, with last month's state beside it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from dashboard.access import Action, Principal, require
from dashboard.indicators.periods import shift
from dashboard.lookups.fees import bills, homes
from dashboard.schema.money import Fee
from dashboard.schema.places import Household


@dataclass(frozen=True)
class Bill:
    """A household's row: its fee of the month (amounts in fen, None where there is none) and of the last.

    `key` stays the same when a fee is made; `version` is 0 without one.
    """

    key: str
    household_id: int
    stairwell: int
    flat: str
    fee_id: int | None = None
    version: int = 0
    due: int | None = None
    paid: int | None = None
    paid_on: date | None = None
    before_due: int | None = None
    before_paid: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is due that is not paid in full."""
        return (self.due or 0) > (self.paid or 0)


@dataclass(frozen=True)
class Month:
    """The rows by stairwell and floor, and what they come to in fen.

    `rate` is the share that is paid, None where nothing is due; `full` of the `billed` rows owe nothing.
    `repeatable` households had a bill last month and have none yet, `repeated` is what they come to.
    """

    rows: tuple[Bill, ...]
    due: int
    paid: int
    rate: float | None
    billed: int
    full: int
    repeatable: int
    repeated: int


def month(session: Session, *, by: Principal, courtyard_id: int, first: date) -> Month:
    """The grid of the month that begins on `first`; raises NotAllowed.

    Who keeps the fees reads flats and amounts in full: a masked amount could not be compared with a receipt.
    """
    require(by, Action.SEE_FEES, courtyard_id=courtyard_id)
    fees, before = (
        _by_household(session, courtyard_id, first),
        _by_household(session, courtyard_id, shift(first, -1)),
    )
    here = session.execute(homes(courtyard_id, first, also=list(fees))).scalars()
    return _summed(tuple(row for home in here for row in _rows(home, fees[home.id], before[home.id])))


def _by_household(session: Session, courtyard_id: int, first: date) -> dict[int, list[Fee]]:
    found: dict[int, list[Fee]] = defaultdict(list)
    for fee in session.execute(bills(courtyard_id, first)).scalars():
        found[fee.household_id].append(fee)
    return found


def _rows(home: Household, fees: list[Fee], before: list[Fee]) -> list[Bill]:
    """One row, or as many as the household has bills: a workbook may bring in more than one."""
    told: dict[str, Any] = {
        "household_id": home.id,
        "stairwell": home.stairwell,
        "flat": f"{home.stairwell}-{home.room}",
        "before_due": sum(fee.due for fee in before) if before else None,
        "before_paid": sum(fee.paid for fee in before) if before else None,
    }
    if not fees:
        return [Bill(key=str(home.id), **told)]
    return [
        Bill(
            key=f"{home.id}.{no}" if no else str(home.id),
            fee_id=fee.id,
            version=fee.version,
            due=fee.due,
            paid=fee.paid,
            paid_on=fee.paid_on,
            **told,
        )
        for no, fee in enumerate(fees)
    ]


def _summed(rows: tuple[Bill, ...]) -> Month:
    billed = [row for row in rows if row.due]
    due, paid = sum(row.due or 0 for row in rows), sum(row.paid or 0 for row in rows)
    repeatable = [row.before_due for row in rows if row.fee_id is None and row.before_due is not None]
    return Month(
        rows=rows,
        due=due,
        paid=paid,
        rate=paid / due if due else None,
        billed=len(billed),
        full=sum(not row.is_open for row in billed),
        repeatable=len(repeatable),
        repeated=sum(repeatable),
    )
