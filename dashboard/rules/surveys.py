"""The four questions, when a survey is open, and how its sample is drawn."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dashboard.i18n import N_

OPEN_FOR = timedelta(days=14)
"""How long a survey is open unless the office says otherwise."""
LONGEST = timedelta(days=92)
PAPER_FOR = timedelta(days=14)
"""How long after the last day a sheet of paper may still be typed in."""
SUGGESTED = 180
"""Households in a sample, unless the office says otherwise."""
ADULT = 18


class Stage(StrEnum):
    """Where a survey stands on a day; its first and its last day belong to it."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Question:
    """One question of the sheet: the field that keeps it, its text, values with their words."""

    field: str
    text: str
    choices: tuple[tuple[str, str], ...]


QUESTIONS = (
    Question(
        "gain",
        N_("Compared with a year ago, is your courtyard better, the same or worse to live in?"),
        (("better", N_("It is better")), ("same", N_("About the same")), ("worse", N_("It is worse"))),
    ),
    Question(
        "wellbeing",
        N_("All in all, how satisfied are you with your life? 0: not at all, 10: fully."),
        tuple((str(points), "") for points in range(11)),
    ),
    Question(
        "safety",
        N_("How safe do you feel here?"),
        (
            ("5", N_("Very safe")),
            ("4", N_("Safe")),
            ("3", N_("Fairly safe")),
            ("2", N_("Not very safe")),
            ("1", N_("Not safe at all")),
        ),
    ),
    Question(
        "property_service",
        N_("How satisfied are you with the property service?"),
        (
            ("5", N_("Very satisfied")),
            ("4", N_("Satisfied")),
            ("3", N_("Neither, nor")),
            ("2", N_("Dissatisfied")),
            ("1", N_("Very dissatisfied")),
        ),
    ),
)
"""Asked in the same words each year, on paper and on the screen alike."""


def stage(opened_on: date, closed_on: date, today: date) -> Stage:
    """Where a survey stands today."""
    if today < opened_on:
        return Stage.COMING
    return Stage.OPEN if today <= closed_on else Stage.CLOSED


def drawn(households: Iterable[int], count: int, *, seed: int) -> list[int]:
    """A random sample of ids, the same for the same seed on every machine and in every year.

    Ranks them by SHA-256 of seed and id: each set of `count` is as likely as any other, and anybody can
    draw it once more with the seed in the audit trail.
    """

    def rank(household: int) -> str:
        return hashlib.sha256(f"{seed}:{household}".encode()).hexdigest()

    return sorted(sorted(set(households), key=rank)[:count])
