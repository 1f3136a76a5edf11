"""What an entry counts towards: the way to those numbers, and once it is saved how it moved them."""

from dataclasses import dataclass
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
YUAN = "yuan"
"""The headline of what is counted in money: its sums are fen."""


def ways(table: str) -> None:
    """Below a form: which numbers its records count towards, each a link; nothing where there is none."""
    keys = cells.moved_by(table)
    if keys:
        with st.container(horizontal=True, key=f"counts-towards-{table}"):
            st.caption(_("Counts towards"), width="content")
            for key in keys:
                links.to("indicators", _(CATALOGUE[key].name), key=key)


@dataclass(frozen=True)
class Before:
    """The numbers as they stood before something of these days was saved, each in its period."""

    table: str
    days: tuple[date, ...]
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Move:
    """A number before and after, in words."""

    key: str
    period: str
    old: str
    new: str

    def told(self) -> str:
        """`Hazards fixed in time, October 2026: 80% (4/5) → 83% (5/6)`."""
        change = f"{self.old} → {self.new}" if self.is_changed() else _("{value}, as before", value=self.new)
        name, period = _(CATALOGUE[self.key].name), period_words(self.period)
        if parse(self.period).end > clock.today():
            period = _("{period}, so far", period=period)
        return _("{name}, {period}: {change}", name=name, period=period, change=change)

    def is_changed(self) -> bool:
        """Whether what is shown differs."""
        return self.old != self.new


def before(by: Principal, table: str, *days: date) -> Before:
    """What records of a table count towards on these days, to be kept until one is saved."""
    return Before(table, days, _counted(by, table, days))


def moves(by: Principal, was: Before) -> list[Move]:
    """Each number that there is, before and now, with what it rests on."""
    then = {(score.key, score.period): _told(score) for score in was.scores}
    found = [
        Move(score.key, score.period, then.get((score.key, score.period), NOTHING), _told(score))
        for score in _counted(by, was.table, was.days)
    ]
    return [one for one in found if NOTHING not in (one.old, one.new) or one.is_changed()]


def moved(by: Principal, ref: int, was: Before) -> None:
    """Below the receipt of a record: how it moved its numbers, each the way to it.

    What others enter while the receipt stands there is none of its doing.
    """
    kept = f"moved.{was.table}.{ref}"
    if kept not in st.session_state:
        st.session_state[kept] = moves(by, was)
    for one in st.session_state[kept]:
        links.to("indicators", links.plain(one.told()), key=one.key)


def changes(by: Principal, was: Before | None) -> list[str]:
    """For the word that something was saved: the numbers that it has changed."""
    return [one.told() for one in moves(by, was) if one.is_changed()] if was else []


def _counted(by: Principal, table: str, days: tuple[date, ...]) -> tuple[Score, ...]:
    found = {(one.key, one.period): one for day in days for one in cache.counted(table, day, by)}
    return tuple(found.values())


def _told(score: Score) -> str:
    """A number with its unit, a share with its cases: they tell where it moves by less than is shown."""
    indicator = CATALOGUE[score.key]
    if score.value is None:
        # Of too few cases a share tells how many they are, any other number nothing.
        return figure(score) if indicator.stat is Stat.PROPORTION else NOTHING
    value = amount(indicator, score.value)
    if not indicator.unit.is_share:
        return value
    if indicator.headline == YUAN:
        part, whole = (f"{fen / 100:,.0f}" for fen in (score.part, score.whole))
        return _("{value} ({part} of {whole} yuan)", value=value, part=part, whole=whole)
    return f"{value} ({score.part:,}/{score.whole:,})"
