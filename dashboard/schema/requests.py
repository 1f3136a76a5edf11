"""Requests (诉求), their steps and closings, and the resident's own verdict."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import model_validator
from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from dashboard.schema.base import (
    Draft,
    Imported,
    Privacy,
    Record,
    Threaded,
    choice,
    instant,
    personal,
    wrong,
)


class RequestType(StrEnum):
    PIPES = "pipes"
    LEAK = "leak"
    CLEANING = "cleaning"
    PARKING = "parking"
    FIRE = "fire"
    NOISE = "noise"
    SECURITY = "security"
    FEES = "fees"
    TREES = "trees"
    ILLEGAL_BUILDING = "illegal_building"
    AGEING = "ageing"
    OTHER = "other"


class LimitClass(StrEnum):
    """How soon somebody must answer: 2 h, 24 h, 5 and 15 working days."""

    DANGER = "danger"
    OUTAGE = "outage"
    ORDINARY = "ordinary"
    COMPLEX = "complex"


class Channel(StrEnum):
    WALK_IN = "walk_in"
    PHONE = "phone"
    COMMITTEE = "committee"
    ONLINE = "online"
    MEETING = "meeting"
    INSPECTION = "inspection"


class Place(StrEnum):
    FLAT = "flat"
    ROOF = "roof"
    STAIRWELL = "stairwell"
    YARD = "yard"
    GATE = "gate"
    OUTSIDE = "outside"


class RequestStatus(StrEnum):
    ACCEPTED = "accepted"
    IN_HAND = "in_hand"
    CLOSED = "closed"
    CONFIRMED = "confirmed"
    STRUCK_OFF = "struck_off"
    REJECTED = "rejected"
    TRANSFERRED = "transferred"


class StepKind(StrEnum):
    CONTACT = "contact"
    VISIT = "visit"
    DISPATCH = "dispatch"
    NOTE = "note"
    EXTENSION = "extension"
    REOPEN = "reopen"
    REJECT = "reject"
    TRANSFER = "transfer"
    STRIKE_OFF = "strike_off"


class Outcome(StrEnum):
    """The resident's word on a closed request."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"
    UNREACHED = "unreached"


class Satisfaction(StrEnum):
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"


OPEN = (RequestStatus.ACCEPTED, RequestStatus.IN_HAND)


class LimitRule(Record, table=True):
    """The time limit that a new request of a type gets; editable by the office."""

    type: RequestType = choice(RequestType, unique=True)
    limit_class: LimitClass = choice(LimitClass)


class RequestDraft(Imported, Draft):
    courtyard_id: int = Field(foreign_key="courtyard.id", index=True)
    household_id: int | None = personal(Privacy.P1, default=None, foreign_key="household.id", index=True)
    place: Place = choice(Place)
    stairwell: int | None = personal(Privacy.P1, default=None, ge=1, le=20)
    type: RequestType = choice(RequestType)
    limit_class: LimitClass | None = choice(LimitClass, default=None, nullable=True)
    summary: str = personal(Privacy.P1, default="", max_length=500)
    channel: Channel = choice(Channel, default=Channel.COMMITTEE)
    accepted_at: datetime = instant()
    said_by: str | None = personal(Privacy.P2, default=None, max_length=60)
    phone: str | None = personal(Privacy.P2, default=None, max_length=30)

    @model_validator(mode="after")
    def _placed(self) -> "RequestDraft":
        if self.place is Place.FLAT and self.household_id is None:
            raise wrong("household_id", "flat_needs_household")
        if self.accepted_at.tzinfo is None:
            raise wrong("accepted_at", "needs_time_zone")
        return self


class Request(RequestDraft, Threaded, Record, table=True):
    """One request. Instants have their Shanghai date beside them (`*_on`), set in the same place.

    `place_key` names the household, stairwell or courtyard, so that repeats can be found. `limit_at` is
    fixed at acceptance. `handler_id` is the body it was handed to, `closings` how
    often it was closed; closing is the handler's claim.
    """

    __table_args__ = (
        Index("ix_request_place", "place_key", "type", "accepted_on"),
        Index("ix_request_courtyard_accepted", "courtyard_id", "accepted_on"),
        Index("ix_request_courtyard_limit", "courtyard_id", "limit_on"),
        CheckConstraint("first_contact_at IS NULL OR first_contact_at >= accepted_at", name="first_contact"),
    )

    number: str = Field(max_length=20, unique=True)
    status: RequestStatus = choice(RequestStatus, default=RequestStatus.ACCEPTED, index=True)
    place_key: str = personal(Privacy.P1, max_length=40)
    accepted_on: date
    limit_at: datetime = instant()
    limit_on: date
    first_contact_at: datetime | None = instant(default=None, nullable=True)
    promised_on: date | None = None
    handler_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    closings: int = Field(default=0, ge=0)


class StepDraft(Imported, Draft):
    request_id: int = Field(foreign_key="request.id", index=True)
    kind: StepKind = choice(StepKind)
    at: datetime = instant()
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    note: str | None = personal(Privacy.P1, default=None, max_length=500)
    promised_on: date | None = None

    @model_validator(mode="after")
    def _said(self) -> "StepDraft":
        needs_reason = (StepKind.REOPEN, StepKind.REJECT, StepKind.TRANSFER)
        if self.kind in needs_reason and not self.note:
            raise wrong("note", "reason_needed")
        if self.kind is StepKind.EXTENSION and self.promised_on is None:
            raise wrong("promised_on", "missing")
        if self.kind is StepKind.DISPATCH and self.organisation_id is None:
            raise wrong("organisation_id", "missing")
        if self.at.tzinfo is None:
            raise wrong("at", "needs_time_zone")
        return self


class RequestStep(StepDraft, Record, table=True):
    """Something done about a request, in the order of `at`."""


class ClosingDraft(Imported, Draft):
    request_id: int = Field(foreign_key="request.id", index=True)
    closed_at: datetime = instant()
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    done: str = personal(Privacy.P1, min_length=2, max_length=500)
    cost: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _zoned(self) -> "ClosingDraft":
        if self.closed_at.tzinfo is None:
            raise wrong("closed_at", "needs_time_zone")
        return self


class Closing(ClosingDraft, Record, table=True):
    """The handler's claim that it is done (办结); `cost` in fen. A reopening ends it."""

    __table_args__ = (
        UniqueConstraint("request_id", "no"),
        CheckConstraint("reopened_on IS NULL OR reopened_on >= closed_on", name="reopened"),
    )

    no: int = Field(ge=1)
    courtyard_id: int = Field(foreign_key="courtyard.id", index=True)
    closed_on: date = Field(index=True)
    reopened_on: date | None = None


class CallBackDraft(Imported, Draft):
    closing_id: int = Field(foreign_key="closing.id", index=True)
    called_on: date
    outcome: Outcome = choice(Outcome)
    satisfaction: Satisfaction | None = choice(Satisfaction, default=None, nullable=True)
    note: str | None = personal(Privacy.P1, default=None, max_length=500)

    @model_validator(mode="after")
    def _asked(self) -> "CallBackDraft":
        if self.outcome is Outcome.UNREACHED and self.satisfaction is not None:
            raise wrong("satisfaction", "unreached_says_nothing")
        return self


class CallBack(CallBackDraft, Record, table=True):
    """What the resident said when asked (回访). Of a closing the last that reached somebody counts."""

    __table_args__ = (
        UniqueConstraint("closing_id", "no"),
        Index("ix_call_back_courtyard_called", "courtyard_id", "called_on"),
    )

    no: int = Field(ge=1)
    last: bool = True
    courtyard_id: int = Field(foreign_key="courtyard.id", index=True)


class Support(Imported, Record, table=True):
    """A household that has the same trouble and stands behind a request."""

    __table_args__ = (UniqueConstraint("request_id", "household_id"),)

    request_id: int = Field(foreign_key="request.id", index=True)
    household_id: int = personal(Privacy.P1, foreign_key="household.id", index=True)
    supported_on: date
