"""What happened in a courtyard, newest first: requests by month, everything else one by one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, allows
from dashboard.indicators.periods import shift
from dashboard.queries.turnout import meetings
from dashboard.schema.accounts import Role
from dashboard.schema.meetings import Resolution, SealUse
from dashboard.schema.organisations import Organisation, OrganisationKind, Term
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import Closing, Request
from dashboard.schema.safety import Hazard

MONTHS = 24
"""How far back the story goes."""


class Strand(StrEnum):
    """What a reader can choose to follow."""

    REQUESTS = "requests"
    HAZARDS = "hazards"
    MEETINGS = "meetings"
    RESOLUTIONS = "resolutions"
    RENOVATION = "renovation"
    SEALS = "seals"
    OFFICE = "office"


@dataclass(frozen=True)
class Event:
    """Something that happened on a day, or in a month (then `on` is its first day and `counted` true).

    `what` is a code: moved (requests), counted, found, fixed (hazards), held, decided, delivered, built,
    sealed, began, renewed or ended; `told` holds the values of its sentence.
    """

    on: date
    strand: Strand
    what: str
    told: dict[str, Any] = field(default_factory=dict)
    counted: bool = False

    @property
    def month(self) -> str:
        return self.on.isoformat()[:7]


def story(session: Session, *, by: Principal, courtyard_id: int, day: date) -> list[Event]:
    """The last two years to `day`, newest first; texts and single hazards by the reader's role."""
    span = shift(day, 1 - MONTHS), day
    shows_hazards = allows(by, Action.SEE_HAZARDS, courtyard_id=courtyard_id)
    shows_texts = allows(by, Action.SEE_MEETINGS, courtyard_id=courtyard_id)
    found = [
        *_requests(session, courtyard_id, span),
        *_hazards(session, courtyard_id, span, each=shows_hazards),
        *_meetings(session, courtyard_id, span, by.role),
        *_resolutions(session, courtyard_id, span, texts=shows_texts),
        *_renovation(session, courtyard_id, span),
        *_seals(session, courtyard_id, span),
        *_terms(session, courtyard_id, span),
    ]
    strands = list(Strand)
    # Within a month what was counted leads, then the days backwards.
    return sorted(
        found, key=lambda one: (one.month, one.counted, one.on, -strands.index(one.strand)), reverse=True
    )


Span = tuple[date, date]


def _requests(session: Session, courtyard_id: int, span: Span) -> list[Event]:
    accepted = select(col(Request.accepted_on)).where(
        col(Request.courtyard_id) == courtyard_id, col(Request.accepted_on).between(*span)
    )
    closed = (
        select(col(Closing.closed_on))
        .join(Request, col(Request.id) == col(Closing.request_id))
        .where(col(Request.courtyard_id) == courtyard_id, col(Closing.closed_on).between(*span))
    )
    came, done = (_months(session.execute(which).scalars()) for which in (accepted, closed))
    return [
        Event(first, Strand.REQUESTS, "moved", {"accepted": came[first], "closed": done[first]}, counted=True)
        for first in came.keys() | done.keys()
    ]


def _hazards(session: Session, courtyard_id: int, span: Span, *, each: bool) -> list[Event]:
    found = session.execute(
        select(col(Hazard.kind), col(Hazard.place), col(Hazard.found_on), col(Hazard.fixed_on)).where(
            col(Hazard.courtyard_id) == courtyard_id
        )
    ).all()
    events = [
        Event(on, Strand.HAZARDS, what, {"kind": kind, "place": place})
        for kind, place, found_on, fixed_on in found
        for on, what in ((found_on, "found"), (fixed_on, "fixed"))
        if on is not None and span[0] <= on <= span[1]
    ]
    if each:
        return events
    seen, mended = (_months(one.on for one in events if one.what == what) for what in ("found", "fixed"))
    return [
        Event(first, Strand.HAZARDS, "counted", {"found": seen[first], "fixed": mended[first]}, counted=True)
        for first in seen.keys() | mended.keys()
    ]


def _meetings(session: Session, courtyard_id: int, span: Span, role: Role) -> list[Event]:
    return [
        Event(one["held_on"], Strand.MEETINGS, "held", one)
        for one in meetings(session, courtyard_id=courtyard_id, day=span[1], since=span[0], role=role)
    ]


def _resolutions(session: Session, courtyard_id: int, span: Span, *, texts: bool) -> list[Event]:
    found = session.execute(
        select(col(Resolution.text), col(Resolution.decided_on), col(Resolution.done_on)).where(
            col(Resolution.courtyard_id) == courtyard_id
        )
    )
    return [
        Event(on, Strand.RESOLUTIONS, what, {"text": text if texts else None})
        for text, decided_on, done_on in found
        for on, what in ((decided_on, "decided"), (done_on, "delivered"))
        if on is not None and span[0] <= on <= span[1]
    ]


def _renovation(session: Session, courtyard_id: int, span: Span) -> list[Event]:
    found = session.execute(
        select(col(RenovationItem.done_on), col(RenovationItem.title_zh), col(RenovationItem.title_en)).where(
            col(RenovationItem.courtyard_id) == courtyard_id, col(RenovationItem.done_on).between(*span)
        )
    )
    return [Event(on, Strand.RENOVATION, "built", {"name_zh": zh, "name_en": en}) for on, zh, en in found]


def _seals(session: Session, courtyard_id: int, span: Span) -> list[Event]:
    found = session.execute(
        select(col(SealUse.used_on), col(SealUse.no), col(SealUse.purpose)).where(
            col(SealUse.courtyard_id) == courtyard_id, col(SealUse.used_on).between(*span)
        )
    )
    return [Event(on, Strand.SEALS, "sealed", {"no": no, "purpose": purpose}) for on, no, purpose in found]


def _terms(session: Session, courtyard_id: int, span: Span) -> list[Event]:
    """Terms begun, ended and renewed, by post and never by name."""
    terms = (
        session.execute(
            select(Term)
            .join(Organisation, col(Organisation.id) == col(Term.organisation_id))
            .where(
                col(Organisation.courtyard_id) == courtyard_id,
                col(Organisation.kind) == OrganisationKind.COURTYARD_GROUP,
                col(Term.since) <= span[1],
            )
        )
        .scalars()
        .all()
    )
    # A term that ended on the day it began follows no other and is followed by none.
    lasted = [one for one in terms if _after(one) > one.since]
    begins = {(one.person_id, one.since) for one in lasted}
    ends = {(one.person_id, _after(one)) for one in lasted}
    events = []
    for one in terms:
        told = {"post": one.post, "selection": one.selection, "until": one.until}
        what = "renewed" if (one.person_id, one.since) in ends else "began"
        events.append(Event(one.since, Strand.OFFICE, what, told))
        if (one.person_id, _after(one)) not in begins:
            events.append(Event(one.ended_on or one.until, Strand.OFFICE, "ended", told))
    return [one for one in events if span[0] <= one.on <= span[1]]


def _after(term: Term) -> date:
    """The first day on which the person is not in this office any more."""
    return term.ended_on or term.until + timedelta(days=1)


def _months(days: Iterable[date]) -> Counter[date]:
    """How many of the days lie in each month, by its first day."""
    return Counter(day.replace(day=1) for day in days)
