"""A courtyard's fees of a month as a grid to type into.

What the browser sends of it is only a wish: it is read anew from what is stored, row by row. Edits stay when
anything else redraws the page, and are kept unsent like what is typed into other forms.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.actions import fees as actions
from dashboard.errors import Problem, StaleVersion
from dashboard.i18n import _, _n
from dashboard.queries.fees import Bill, Month
from dashboard.rules import fees as rules
from dashboard.schema.money import MonthDraft
from dashboard.ui import formats, messages, templates
from dashboard.ui.forms import form

EDITED = ("due", "paid", "paid_on")
LINES = 8
"""Changes that are read back one by one; more are counted."""
ROW, HEAD, TALLEST = 35, 40, 640

Cells = Mapping[str, Any]
"""Column → what was typed: yuan, a day in ISO, None for emptied."""


@dataclass(frozen=True)
class Change:
    """A row as it would be saved (fen), with what is wrong about it and what is asked, by sentence."""

    bill: Bill
    version: int
    due: int
    paid: int
    paid_on: date | None
    wrong: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """What the verb is told."""
        values = {"due": self.due, "paid": self.paid, "paid_on": self.paid_on}
        about = {"household_id": self.bill.household_id, "fee_id": self.bill.fee_id, "version": self.version}
        return about | values


def draw(courtyard_id: int, first: date, seen: Month) -> bool:
    """The grid, what its changes come to, and the button that saves them; whether some are unsaved."""
    name = f"fees.{courtyard_id}.{first:%Y-%m}"
    drawn = form.widget_prefix(name)
    base = _begun(name, drawn)
    _editor(f"{drawn}.grid", seen, base)
    changes = _changes(name, drawn, seen, base, first)
    odd = _read_back(changes)
    label = _n("Save {n} change", "Save {n} changes", len(changes)) if changes else _("Save the changes")
    # Who presses answers the questions that stood there, not those that come with a cell still open.
    answered = odd <= st.session_state.get(f"{name}.odd", set())
    if form.button(name, label, type="primary"):
        _save(name, courtyard_id, first, changes, sure=answered)
    st.session_state[f"{name}.odd"] = odd
    return bool(changes)


def told(due: int, paid: int, paid_on: date | None) -> str:
    """A bill in words."""
    if not paid:
        return _("{due} yuan due, nothing paid", due=yuan(due))
    if paid == due:
        return _("{due} yuan paid on {day}", due=yuan(due), day=formats.day(paid_on))
    return _("{due} yuan due, {paid} paid on {day}", due=yuan(due), paid=yuan(paid), day=formats.day(paid_on))


def yuan(fen: int) -> str:
    """`1,234.50`."""
    return f"{fen / 100:,.2f}"


def _editor(key: str, seen: Month, base: Mapping[str, Cells]) -> None:
    cells = [_cells(bill) | dict(base.get(bill.key, {})) for bill in seen.rows]
    frame = pd.DataFrame(
        {
            "flat": [bill.flat for bill in seen.rows],
            "due": pd.array([one["due"] for one in cells], dtype="Float64"),
            "paid": pd.array([one["paid"] for one in cells], dtype="Float64"),
            "paid_on": pd.to_datetime([one["paid_on"] for one in cells]),
            "before": [_before(bill) for bill in seen.rows],
        },
        index=[bill.key for bill in seen.rows],
    )
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        height=min(ROW * len(seen.rows) + HEAD, TALLEST),
        column_config={
            "flat": st.column_config.TextColumn(_("Flat"), disabled=True, pinned=True),
            "due": _amount(_("Due (yuan)")),
            "paid": _amount(_("Paid (yuan)")),
            "paid_on": st.column_config.DateColumn(
                _("Paid on"), max_value=clock.today(), format="YYYY-MM-DD"
            ),
            "before": st.column_config.TextColumn(_("Last month"), disabled=True),
        },
        placeholder="",
        alt=_("Fees by flat"),
    )


def _amount(label: str) -> Any:
    most = rules.MOST / 100
    return st.column_config.NumberColumn(label, min_value=0.0, max_value=most, step=0.01, format="%.2f")


def _cells(bill: Bill) -> dict[str, Any]:
    """The stored values as the grid holds them."""
    return {
        "due": None if bill.due is None else bill.due / 100,
        "paid": None if bill.paid is None else bill.paid / 100,
        "paid_on": bill.paid_on.isoformat() if bill.paid_on else None,
    }


def _before(bill: Bill) -> str:
    if bill.before_due is None:
        return "—"
    due = yuan(bill.before_due)
    if not bill.before_paid:
        return _("{due}, not paid", due=due)
    if bill.before_paid >= bill.before_due:
        return _("{due}, paid", due=due)
    return _("{paid} of {due} paid", paid=yuan(bill.before_paid), due=due)


def _begun(name: str, drawn: str) -> dict[str, Cells]:
    """What had been typed when the grid was drawn afresh: after a reload, or coming back from another month.

    It stays the same while the grid stands, which lays its own edits over it.
    """
    base: dict[str, Cells] | None = st.session_state.get(f"{name}.base")
    if base is None or f"{drawn}.grid" not in st.session_state:
        base = {key: cells for key, (_version, cells) in _kept(drawn).items()}
        st.session_state[f"{name}.base"] = base
    return base


def _kept(drawn: str) -> dict[str, tuple[int, Cells]]:
    """Row → the version that its edits are of, and the edits."""
    return dict(json.loads(st.session_state.get(f"{drawn}.kept") or "{}"))


def _changes(name: str, drawn: str, seen: Month, base: Mapping[str, Cells], first: date) -> list[Change]:
    """The rows that differ from what is stored; they are kept, each with the version that was on the page."""
    sent = st.session_state[f"{drawn}.grid"]["edited_rows"]
    shown, kept = st.session_state.get(f"{name}.shown", {}), _kept(drawn)
    if st.session_state.pop(f"{name}.refused", False):
        # Both versions were told: what is typed now stands on the stored one.
        shown, kept = {}, {}
    changes, keep = [], {}
    for position, bill in enumerate(seen.rows):
        edits = {**base.get(bill.key, {}), **sent.get(position, {})}
        cells = {column: edits[column] for column in EDITED if column in edits}
        version = kept[bill.key][0] if bill.key in kept else shown.get(bill.key, bill.version)
        change = _change(bill, version, cells, first) if cells else None
        if change is not None:
            changes.append(change)
            if not change.wrong:
                keep[bill.key] = (version, cells)
    st.session_state[f"{name}.shown"] = {bill.key: bill.version for bill in seen.rows}
    if keep:
        st.session_state[f"{drawn}.kept"] = json.dumps(keep)
    else:
        st.session_state.pop(f"{drawn}.kept", None)
    return changes


def _change(bill: Bill, version: int, cells: Cells, first: date) -> Change | None:
    """What the edits of a row make of it, None where it stays as it is stored."""
    wrong = []
    values: dict[str, Any] = {"due": bill.due, "paid": bill.paid, "paid_on": bill.paid_on}
    for column, typed in cells.items():
        try:
            values[column] = READ[column](typed)
        except (ValueError, ArithmeticError):
            wrong.append("unreadable")
    due, paid, today = values["due"], values["paid"] or 0, clock.today()
    # Today is filled in for money without a day, and a day without money says nothing.
    paid_on = (values["paid_on"] or today) if paid else None
    if not wrong and (due, paid, paid_on) == (bill.due, bill.paid or 0, bill.paid_on):
        return None
    if due is None:
        if not paid and bill.fee_id is None and not wrong:
            return None
        wrong.append("missing")
    due = due or 0
    wrong += [
        code for _field, code in rules.wrong(due=due, paid=paid, paid_on=paid_on, month=first, today=today)
    ]
    before = None if due == bill.due else bill.before_due
    odd = [code for _field, code in rules.odd(due=due, paid=paid, before=before)]
    return Change(bill, version, due, paid, paid_on, tuple(wrong), tuple(odd))


def _fen(typed: Any) -> int | None:
    """Yuan as typed into fen; raises ValueError for anything else."""
    if typed is None:
        return None
    if isinstance(typed, bool) or not isinstance(typed, int | float):
        raise ValueError("no amount")
    fen = Decimal(str(typed)) * 100
    if not fen.is_finite() or fen != int(fen):
        raise ValueError("no whole fen")
    return int(fen)


def _day(typed: Any) -> date | None:
    """A day as the grid sends it; raises ValueError for anything else."""
    if typed is None:
        return None
    return date.fromisoformat(str(typed)[:10])


READ: dict[str, Callable[[Any], Any]] = {"due": _fen, "paid": _fen, "paid_on": _day}


def _read_back(changes: list[Change]) -> set[str]:
    """What will be saved, what cannot be, and what is asked once more: those questions."""
    asked = set()
    good = [_line(one) for one in changes if not one.wrong]
    if good:
        more = len(good) - LINES
        rest = [_n("and {n} more", "and {n} more", more)] if more > 0 else []
        lines = [_("This will be saved:"), *good[:LINES], *rest]
        templates.draw("views/money/read_back.html", lines=lines)
    for one in changes:
        for code in one.wrong:
            st.error(_("{flat}: {what}", flat=formats.plain(one.bill.flat), what=_said(code)))
        for code in one.odd if not one.wrong else ():
            question = _("{what}. {why}", what=_line(one), why=_said(code))
            asked.add(question)
            st.warning(_("{question} Is it right? Then just save.", question=formats.plain(question)))
    return asked


def _line(one: Change) -> str:
    return _("{flat}: {what}", flat=one.bill.flat, what=told(one.due, one.paid, one.paid_on))


def _said(code: str) -> str:
    return messages.problem(Problem("", code))


def _save(name: str, courtyard_id: int, first: date, changes: list[Change], *, sure: bool) -> None:
    if not changes:
        st.info(_("Nothing has changed yet. Click a cell, type, press Enter."))
        return
    if any(one.wrong for one in changes):
        st.error(_("Please look at the marked fields. Nothing is lost."))
        return
    if not sure:
        return
    asked = {"courtyard_id": courtyard_id, "month": first, "rows": [one.row() for one in changes]}

    def write(**how: Any) -> Any:
        try:
            return actions.enter(draft=MonthDraft.check(**asked, sure=True), **how)
        except StaleVersion as error:
            st.session_state[f"{name}.refused"] = True
            raise _by_flat(error, changes) from error

    form.save_and_rerun(name, write, counts=("fee", first))


def _by_flat(error: StaleVersion, changes: list[Change]) -> StaleVersion:
    """Both versions of every row, said in words by flat."""
    flats = {str(one.bill.household_id): formats.plain(one.bill.flat) for one in changes}
    both = (
        {flats[home]: told(**values) for home, values in side.items()} for side in (error.theirs, error.mine)
    )
    theirs, mine = both
    return replace(error, theirs=theirs, mine=mine)
