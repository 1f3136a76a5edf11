"""Filters, kept in the address so that a view can be sent to a colleague."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar

import streamlit as st

from dashboard import clock
from dashboard.i18n import _
from dashboard.indicators.periods import months_between, shift
from dashboard.indicators.sentences import period_words
from dashboard.ui import cache
from dashboard.ui.formats import courtyard
from dashboard.ui.shell.fragments import callback

WINDOW = 24

Option = TypeVar("Option", int, str)


def months() -> list[str]:
    """The months that can be looked at, newest first: the last 24 full ones and the running one."""
    today = clock.today()
    return months_between(max(cache.site()["since"], shift(_full(today), -WINDOW)), today)[::-1]


def as_of(*, labelled: bool = True) -> date:
    """The day that a page is read at: the end of the month in the address, or of the last full one."""
    today, offered = clock.today(), months()
    last_full = (_full(today) - timedelta(days=1)).isoformat()[:7]
    first = last_full if last_full in offered else offered[0]
    names = {month: period_words(month) for month in offered}
    label = _("As of month's end")
    return month_end(
        chosen("month", names, label=label, default=first, width=180, labelled=labelled) or first
    )


def month_end(month: str) -> date:
    """The last day of `2026-09`, or today while the month runs."""
    return min(shift(date.fromisoformat(f"{month}-01"), 1) - timedelta(days=1), clock.today())


def courtyard_no(*, everywhere: str | None = None, own: int | None = None) -> int | None:
    """The number of the courtyard in the address (`?no=3`); `everywhere` names the choice of none.

    `own` is the id of the reader's courtyard: where none is chosen, it is that.
    """
    yards = cache.courtyards()
    names = {one["no"]: courtyard(one) for one in yards}
    mine = next((one["no"] for one in yards if one["id"] == own), None)
    first = None if everywhere else mine or next(iter(names), None)
    return chosen("no", names, label=_("Courtyard"), default=first, none=everywhere, width=220)


def courtyard_id(*, everywhere: str | None = None) -> int | None:
    """The same courtyard by its id, for what is read of it."""
    no = courtyard_no(everywhere=everywhere)
    return next((one["id"] for one in cache.courtyards() if one["no"] == no), None)


def kept(*params: str) -> dict[str, str]:
    """What of these filters stands in the address: the way to a record and back takes it along."""
    return {param: st.query_params[param] for param in params if param in st.query_params}


def chosen(
    param: str,
    names: Mapping[Option, str],
    *,
    label: str,
    default: Option | None,
    none: str | None = None,
    width: int = 260,
    labelled: bool = True,
) -> Option | None:
    """A choice of `names` (value → name) that the address holds by its value; `none` allows none of them.

    Streamlit's own binding would write the translated name into the address.
    """
    key = f"filter.{param}"
    asked = next((one for one in names if str(one) == st.query_params.get(param)), default)
    st.session_state[key] = asked
    return st.selectbox(
        label,
        list(names),
        index=None if none else 0,
        format_func=lambda one: names[one],
        placeholder=none or "",
        key=key,
        on_change=callback(remember),
        args=(param,),
        width=width,
        label_visibility="visible" if labelled else "collapsed",
    )


def section(
    param: str, names: Mapping[str, str], *, label: str, none: bool = False, labelled: bool = False
) -> str:
    """The same as a row of pills: the code chosen, or empty where `none` allows it and nothing is."""
    key, first = f"filter.{param}", "" if none else next(iter(names))
    asked = st.query_params.get(param, "")
    st.session_state[key] = (asked if asked in names else first) or None
    chosen: str | None = st.pills(
        label,
        list(names),
        required=not none,
        format_func=lambda code: names[code],
        key=key,
        on_change=callback(remember),
        args=(param,),
        label_visibility="visible" if labelled else "collapsed",
    )
    if asked and chosen:
        # A link to the page being shown leaves the browser's address behind.
        st.query_params[param] = chosen
    return chosen or ""


def words(param: str, *, label: str, placeholder: str) -> str:
    """The same as words to look for: what the address holds, without spaces around it."""
    key, asked = f"filter.{param}", st.query_params.get(param, "")
    # Who types while the page redraws itself keeps what was typed.
    if st.session_state.get(key) != asked:
        st.session_state[key] = asked
    typed = st.text_input(
        label,
        key=key,
        on_change=callback(remember),
        args=(param,),
        max_chars=60,
        placeholder=placeholder,
        autocomplete="off",
    )
    return typed.strip()


def remember(param: str) -> None:
    """Write a filter's value into the address."""
    value = st.session_state[f"filter.{param}"]
    if value in (None, ""):
        st.query_params.pop(param, None)
    else:
        st.query_params[param] = str(value)


def pick(param: str, value: object) -> None:
    """Choose for the reader: the address is what the filters go by."""
    st.query_params[param] = str(value)


def _full(today: date) -> date:
    """The first day after the last full month."""
    tomorrow = today + timedelta(days=1)
    return tomorrow if tomorrow.day == 1 else today.replace(day=1)
