"""Filters, kept in the address so that a view can be sent to a colleague."""

from datetime import date, timedelta

import streamlit as st

from dashboard import clock
from dashboard.i18n import _
from dashboard.indicators.periods import months_between, shift
from dashboard.ui import cached
from dashboard.ui.words import courtyard

WINDOW = 24


def months() -> list[str]:
    """The months that can be looked at, newest first: the last 24 full ones and the running one."""
    today = clock.today()
    return months_between(max(cached.site()["since"], shift(_full(today), -WINDOW)), today)[::-1]


def as_of() -> date:
    """The day that a page is read at: the end of the month in the address, or of the last full one."""
    today, offered = clock.today(), months()
    last_full = (_full(today) - timedelta(days=1)).isoformat()[:7]
    chosen = st.selectbox(
        _("As of month's end"),
        offered,
        index=offered.index(last_full) if last_full in offered else 0,
        format_func=lambda month: month,
        key="month",
        bind="query-params",
        width=180,
    )
    return month_end(chosen)


def month_end(month: str) -> date:
    """The last day of `2026-09`, or today while the month runs."""
    return min(shift(date.fromisoformat(f"{month}-01"), 1) - timedelta(days=1), clock.today())


def courtyard_no(*, everywhere: str | None = None) -> int | None:
    """The number of the courtyard in the address (`?no=3`); `everywhere` names the choice of none."""
    names = {one["no"]: courtyard(one) for one in cached.courtyards()}
    chosen: int | None = st.selectbox(
        _("Courtyard"),
        list(names),
        index=None if everywhere else 0,
        format_func=lambda no: names[no],
        placeholder=everywhere,
        key="no",
        bind="query-params",
        width=220,
    )
    return chosen


def _full(today: date) -> date:
    """The first day after the last full month."""
    tomorrow = today + timedelta(days=1)
    return tomorrow if tomorrow.day == 1 else today.replace(day=1)
