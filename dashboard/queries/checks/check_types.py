"""What a check is and what it gives."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session


class Group(StrEnum):
    """Records that contradict each other, values that ask a question, things without a place."""

    CONTRADICTION = "contradiction"
    QUESTION = "question"
    UNLOCATED = "unlocated"


class Kind(StrEnum):
    """What a found record is, so that a page can lead to it."""

    REQUEST = "request"
    HAZARD = "hazard"
    MEETING = "meeting"
    MONTH = "month"
    OTHER = "other"


@dataclass(frozen=True)
class Found:
    """One record to look at; nothing personal stands in it.

    `name` (a number or a title) is typed text; `name_en` where it has two languages; `count` says how many
    days, households or requests; `usual` what to hold it against.
    """

    courtyard_id: int | None
    kind: Kind = Kind.OTHER
    ref: str = ""
    name: str = ""
    name_en: str = ""
    on: date | None = None
    count: int | None = None
    usual: float | None = None


@dataclass(frozen=True)
class Check:
    """A check: its read, and whether its rows tell of single households."""

    key: str
    group: Group
    find: Callable[[Session, date], list[Found]]
    personal: bool = False
