"""What an entry counts towards: the way to those numbers, and once it is saved how it moved them."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.i18n import _
from dashboard.indicators import cells
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Stat
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import Score
from dashboard.indicators.sentences import amount, figure, period_words
from dashboard.ui import cache
from dashboard.ui.components import links

NOTHING = "—"


def ways(table: str) -> None:
    """Below a form: which numbers its records count towards, each a link; nothing where there is none."""
    keys = cells.moved_by(table)
    if keys:
        with st.container(horizontal=True, key=f"counts-towards-{table}"):
            st.caption(_("Counts towards"), width="content")
            for key in keys:
                links.to("indicators", _(CATALOGUE[key].name), key=key)


def before(by: Principal, table: str, day: date) -> tuple[Score, ...]:
    """The numbers as they stand before a record of that day is saved, to be kept for `moved`."""
    return tuple(cache.counted(table, day, by))


def moved(by: Principal, table: str, ref: int, day: date, was: Iterable[Score]) -> None:
    """Below the receipt of a record: each number before it and just after, with what it rests on.

    What others enter while the receipt stands there is none of its doing.
    """
    then = {score.key: _told(score) for score in was}
    kept = f"moved.{table}.{ref}"
    if kept not in st.session_state:
        st.session_state[kept] = tuple(cache.counted(table, day, by))
    for score in st.session_state[kept]:
        old, new = then.get(score.key, NOTHING), _told(score)
        if old == new == NOTHING:
            continue
        change = f"{old} → {new}" if old != new else _("{value}, as before", value=new)
        name, period = _(CATALOGUE[score.key].name), period_words(score.period)
        if parse(score.period).end > clock.today():
            period = _("{period}, so far", period=period)
        label = _("{name}, {period}: {change}", name=name, period=period, change=change)
        links.to("indicators", links.plain(label), key=score.key)


def _told(score: Score) -> str:
    """A number with its unit, a share with its cases: they tell where it moves by less than is shown."""
    indicator = CATALOGUE[score.key]
    if score.value is None:
        # Of too few cases a share tells how many they are, any other number nothing.
        return figure(score) if indicator.stat is Stat.PROPORTION else NOTHING
    cases = f" ({score.part:,}/{score.whole:,})" if indicator.stat is Stat.PROPORTION else ""
    return amount(indicator, score.value) + cases
