"""Property fees of a courtyard and month: a grid on a desk, a list of flats on a phone and in large type."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import fees as actions
from dashboard.i18n import _, _n
from dashboard.indicators.periods import shift
from dashboard.indicators.sentences import period_words
from dashboard.queries import fees
from dashboard.queries.fees import Bill, Month
from dashboard.schema.money import MonthDraft
from dashboard.ui import cache, templates
from dashboard.ui.components import counts_towards, filters, verdict_badges
from dashboard.ui.forms import form
from dashboard.ui.shell import large_type, style
from dashboard.ui.views.money import fee_grid
from dashboard.ui.views.money.fee_grid import told, yuan


def work(by: Principal) -> None:
    """The fees of the month and courtyard in the address."""
    style.touch_targets()
    first, courtyard_id = _asked()
    seen = cache.read(fees.month, by=by, courtyard_id=courtyard_id, first=first)
    if not seen.rows:
        st.info(_("There are no flats here in this month."))
        return
    _repeat(courtyard_id, first, seen)
    unsaved = False
    if not large_type.is_large():
        with st.container(key="grid"):
            unsaved = fee_grid.draw(courtyard_id, first, seen)
    rows = _of_stairwell(seen)
    _all_paid(courtyard_id, first, rows, unsaved=unsaved)
    with st.container(key="cards-wide" if large_type.is_large() else "cards-narrow"):
        for bill in rows:
            with st.container(border=True, key=f"card-{bill.key.replace('.', '-')}"):
                _card(courtyard_id, first, bill)
    _sum(seen)
    counts_towards.ways("fee")


def _asked() -> tuple[date, int]:
    """The first day of the month and the courtyard in the address."""
    names = {month: period_words(month) for month in filters.months()}
    left, right = st.columns([1, 2])
    with left:
        month = filters.chosen("month", names, label=_("Month"), default=next(iter(names)), width=180)
    with right:
        no = filters.courtyard_no()
    at = next(one["id"] for one in cache.courtyards() if one["no"] == no)
    return date.fromisoformat(f"{month}-01"), at


def _repeat(courtyard_id: int, first: date, seen: Month) -> None:
    """Every bill as last month, in one tap."""
    if not seen.repeatable:
        return
    told = _n(
        "As in {month}: make {n} bill, {yuan} yuan",
        "As in {month}: make {n} bills, {yuan} yuan",
        seen.repeatable,
        month=period_words(shift(first, -1).isoformat()[:7]),
        yuan=yuan(seen.repeated),
    )
    name = f"bills.{courtyard_id}.{first:%Y-%m}"
    if form.button(name, told, type="primary"):
        form.save_and_rerun(
            name,
            lambda **how: actions.repeat(courtyard_id=courtyard_id, month=first, **how),
            counts=("fee", first),
        )


def _of_stairwell(seen: Month) -> list[Bill]:
    """The rows of the stairwell in the address."""
    there = sorted({bill.stairwell for bill in seen.rows})
    names = {str(no): _("Stairwell {no}", no=no) for no in there}
    chosen = filters.section("stairwell", names, label=_("Stairwell"))
    return [bill for bill in seen.rows if str(bill.stairwell) == chosen]


def _all_paid(courtyard_id: int, first: date, rows: list[Bill], *, unsaved: bool) -> None:
    """Everything that is still due in a stairwell was paid today."""
    still = [bill for bill in rows if bill.is_open]
    if not still:
        st.caption(_("Nothing is owed in this stairwell."))
        return
    label = _n(
        "Stairwell {no}: {n} flat paid in full today, {yuan} yuan",
        "Stairwell {no}: {n} flats paid in full today, {yuan} yuan",
        len(still),
        no=still[0].stairwell,
        yuan=yuan(sum((bill.due or 0) - (bill.paid or 0) for bill in still)),
    )
    name = f"stairwell.{courtyard_id}.{first:%Y-%m}.{still[0].stairwell}"
    if unsaved:
        st.caption(
            _("Save what you typed into the grid first; then a whole stairwell can be marked at once.")
        )
    if form.button(name, label, disabled=unsaved):
        _enter(name, courtyard_id, first, [_paid(bill) for bill in still])


def _card(courtyard_id: int, first: date, bill: Bill) -> None:
    """One flat: what is due, and the one tap that says it was paid."""
    templates.draw("views/money/bill.html", flat=bill.flat, standing=_standing(bill))
    name = f"fee.{courtyard_id}.{first:%Y-%m}.{bill.key}"
    if bill.is_open and form.button(name, _("Paid in full")):
        _enter(name, courtyard_id, first, [_paid(bill)])
    if bill.paid and bill.paid_on == clock.today() and form.button(f"{name}.not", _("Not paid after all")):
        _enter(f"{name}.not", courtyard_id, first, [_row(bill, paid=0, paid_on=None)])


def _standing(bill: Bill) -> str:
    """What is due and paid, in words; a paid one as HTML with its mark."""
    if bill.due is None:
        return _("No bill in this month yet")
    said = told(bill.due, bill.paid or 0, bill.paid_on)
    return said if bill.is_open else verdict_badges.verdict("met", said)


def _paid(bill: Bill) -> dict[str, Any]:
    return _row(bill, paid=bill.due, paid_on=clock.today())


def _row(bill: Bill, **values: Any) -> dict[str, Any]:
    about = {"household_id": bill.household_id, "fee_id": bill.fee_id, "version": bill.version}
    return about | {"due": bill.due} | values


def _enter(name: str, courtyard_id: int, first: date, rows: list[dict[str, Any]]) -> None:
    """Save rows that a button made of what is stored: nothing in them can surprise who pressed it."""
    given = {"courtyard_id": courtyard_id, "month": first, "rows": rows, "sure": True}
    form.save_and_rerun(
        name, lambda **how: actions.enter(draft=MonthDraft.check(**given), **how), counts=("fee", first)
    )


def _sum(seen: Month) -> None:
    """What it comes to, as far as it is saved."""
    if seen.rate is None:
        st.markdown(_("Nothing is due in this month yet."))
        return
    st.markdown(
        _n(
            "**{paid} of {due} yuan are paid ({rate}); {full} of {n} flat owes nothing.**",
            "**{paid} of {due} yuan are paid ({rate}); {full} of {n} flats owe nothing.**",
            seen.billed,
            paid=yuan(seen.paid),
            due=yuan(seen.due),
            rate=f"{seen.rate:.0%}",
            full=seen.full,
        )
    )
