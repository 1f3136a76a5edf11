"""What follows from a request's draft: its place, limits, first answer and number."""

from datetime import datetime
from typing import Any

from dashboard.clock import civil
from dashboard.rules.deadlines import DEFAULT_LIMITS, limit_at
from dashboard.schema.requests import OPEN, Place, RequestDraft, RequestStatus, StepKind

ANSWERS = (StepKind.CONTACT, StepKind.VISIT, StepKind.REJECT, StepKind.TRANSFER)
"""Steps by which somebody first answers the resident."""

KINDS: dict[str, tuple[StepKind, ...]] = {
    "step": (StepKind.CONTACT, StepKind.VISIT, StepKind.DISPATCH, StepKind.NOTE, StepKind.EXTENSION),
    "reopen": (StepKind.REOPEN,),
    "turn_away": (StepKind.REJECT, StepKind.TRANSFER),
    "strike_off": (StepKind.STRIKE_OFF,),
}
"""Which kinds of step each verb may note: a decision never passes for a plain step."""

FOLLOWS: dict[str, tuple[RequestStatus, ...]] = {
    "step": OPEN,
    "close": OPEN,
    "call_back": (RequestStatus.CLOSED, RequestStatus.CONFIRMED),
    "reopen": (RequestStatus.CLOSED, RequestStatus.CONFIRMED),
    "turn_away": OPEN,
    "strike_off": (RequestStatus.CONFIRMED,),
}
"""Which step may follow where a request stands."""


def place_key(
    *, courtyard_id: int, household_id: int | None = None, stairwell: int | None = None, place: Place
) -> str:
    """The name of the place, by which repeats are found: household, stairwell or courtyard."""
    if household_id is not None:
        return f"h:{household_id}"
    if stairwell is not None:
        return f"s:{courtyard_id}-{stairwell}"
    return f"c:{courtyard_id}-{place.value}"


def derived(draft: RequestDraft) -> dict[str, Any]:
    """The columns that a draft fixes: place key, acceptance day, limit class, limit (UTC and its day)."""
    limit_class = draft.limit_class or DEFAULT_LIMITS[draft.type]
    limit = limit_at(draft.accepted_at, limit_class)
    return {
        "limit_class": limit_class,
        "place_key": place_key(
            courtyard_id=draft.courtyard_id,
            household_id=draft.household_id,
            stairwell=draft.stairwell,
            place=draft.place,
        ),
        "accepted_on": civil(draft.accepted_at),
        "limit_at": limit,
        "limit_on": civil(limit),
    }


def numbered(letter: str, year: int, count: int) -> str:
    """`R2026-0731`: the number that people quote."""
    return f"{letter}{year}-{count:04d}"


def first_answer(kind: StepKind, at: datetime, before: datetime | None) -> datetime | None:
    """When the resident was first answered, now that a step of this kind was taken."""
    if kind not in ANSWERS:
        return before
    return at if before is None else min(at, before)
