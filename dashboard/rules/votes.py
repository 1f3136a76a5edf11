"""Owners' votes under the Civil Code's art. 278, in exact integer arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.schema.votes import BallotChoice, Matter

IN_FORCE = date(2021, 1, 1)
"""The Civil Code's first day; votes before it followed other thresholds."""
NOTICE_DAYS = 15


@dataclass(frozen=True)
class Unit:
    """One unit of the electorate: `head` is the owner it counts for, `area` in 0.01 m²."""

    head: str
    area: int
    said: BallotChoice | None = None


@dataclass(frozen=True)
class Tally:
    """A vote counted one way (by head or by area): everybody, who took part, who agreed."""

    all: int
    took_part: int
    yes: int

    @property
    def turnout_met(self) -> bool:
        """At least two thirds took part (art. 278; "at least" includes the number, art. 1259)."""
        return self.all > 0 and 3 * self.took_part >= 2 * self.all

    def agreed(self, matter: Matter) -> bool:
        """More than half of the participants, or at least three quarters for special matters."""
        if matter is Matter.SPECIAL:
            return self.took_part > 0 and 4 * self.yes >= 3 * self.took_part
        return 2 * self.yes > self.took_part


@dataclass(frozen=True)
class Count:
    """A vote counted both ways."""

    heads: Tally
    area: Tally

    @property
    def turnout_met(self) -> bool:
        return self.heads.turnout_met and self.area.turnout_met

    def passed(self, matter: Matter) -> bool:
        """Whether turnout and agreement hold by head and by area."""
        return self.turnout_met and self.heads.agreed(matter) and self.area.agreed(matter)


def count(units: Iterable[Unit]) -> Count:
    """Count by area and by head; several units of one head are one head (interpretation arts. 8-9).

    A head took part when any of its units did, and agrees when no unit that took part says otherwise.
    Ballots not returned never count; abstaining is taking part, not consent.
    """
    units = list(units)
    said: dict[str, list[BallotChoice]] = {}
    for unit in units:
        said.setdefault(unit.head, []).extend([unit.said] if unit.said else [])
    took_part = [choices for choices in said.values() if choices]
    agreeing = [choices for choices in took_part if set(choices) == {BallotChoice.YES}]
    returned = [unit for unit in units if unit.said]
    return Count(
        heads=Tally(all=len(said), took_part=len(took_part), yes=len(agreeing)),
        area=Tally(
            all=sum(unit.area for unit in units),
            took_part=sum(unit.area for unit in returned),
            yes=sum(unit.area for unit in returned if unit.said is BallotChoice.YES),
        ),
    )


def passes(counted: Count, matter: Matter) -> bool:
    """Whether a vote passes; a consultation binds nobody: more than half of the heads that took part."""
    if matter is Matter.CONSULTATIVE:
        return counted.heads.agreed(matter)
    return counted.passed(matter)


def turnout_needed(tally: Tally) -> int:
    """The least number that must take part: two thirds of all, at least one."""
    return max(-(-2 * tally.all // 3), 1)


def agreement_needed(tally: Tally, matter: Matter) -> int:
    """The least number that must agree, of those who took part; at least one."""
    if matter is Matter.SPECIAL:
        return max(-(-3 * tally.took_part // 4), 1)
    return tally.took_part // 2 + 1


def notice_kept(notice_on: date, opened_on: date) -> bool:
    """At least 15 days' notice (property regulation art. 14)."""
    return opened_on - notice_on >= timedelta(days=NOTICE_DAYS)
