"""Meetings with attendance, agenda, resolutions, tasks and the ledger of seal uses."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, model_validator
from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from dashboard.schema.base import (
    Draft,
    Imported,
    Privacy,
    Record,
    Threaded,
    choice,
    document,
    in_order,
    instant,
    personal,
    written,
    wrong,
)


def _fingerprint(typed: str) -> str:
    told = "".join(typed.split()).lower()
    if not SHA_256.fullmatch(told):
        raise wrong("document_hash", "no_fingerprint")
    return told


SHA_256 = re.compile(r"[0-9a-f]{64}")
Fingerprint = Annotated[str, AfterValidator(_fingerprint)]
"""The SHA-256 of a document, as programs write it: with blanks or without, in small letters or large."""
HalfHour = Annotated[str, written(r"^(0[7-9]|1\d|2[01]):[03]0$")]
"""A full or half hour between 7:00 and 21:30, as 14:30."""


class MeetingKind(StrEnum):
    JOINT = "joint"
    CONSULTATION = "consultation"
    COURTYARD = "courtyard"
    COMMITTEE = "committee"


class Stage(StrEnum):
    """Called and prepared, open, held and closed. Only a meeting that was held counts."""

    CALLED = "called"
    OPEN = "open"
    HELD = "held"


class Party(StrEnum):
    """The three parties of a joint meeting, and who else may sit there."""

    OWNERS = "owners"
    COMMUNITY = "community"
    COMPANY = "company"
    UNIT = "unit"
    SUBDISTRICT = "subdistrict"
    OTHER = "other"


class Presence(StrEnum):
    """出席, 列席, 请假, absent without word."""

    PRESENT = "present"
    IN_ATTENDANCE = "in_attendance"
    APOLOGIES = "apologies"
    ABSENT = "absent"


class SealPurpose(StrEnum):
    REPAIR_NOTICE = "repair_notice"
    OPINION = "opinion"
    RESOLUTION_NOTICE = "resolution_notice"
    ACTIVITY_NOTICE = "activity_notice"
    FUND_APPLICATION = "fund_application"
    CONTRACT_WITNESS = "contract_witness"
    FORBIDDEN_CERTIFICATE = "forbidden_certificate"


class MeetingDraft(Imported, Draft):
    site_id: int = Field(foreign_key="site.id", index=True)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    kind: MeetingKind = choice(MeetingKind)
    title: str = Field(min_length=2, max_length=120)
    place: str | None = Field(default=None, max_length=120)
    notice_on: date | None = None
    held_on: date
    begins_at: HalfHour | None = Field(default=None, max_length=5)
    """The half hour for which its day was called; empty where none was said or another day became its day."""


class Meeting(MeetingDraft, Record, table=True):
    """A meeting; `courtyard_id` empty means the whole site. `opened_at` and `closed_at` once it is held."""

    __table_args__ = (Index("ix_meeting_kind_held", "kind", "held_on"),)

    stage: Stage = choice(Stage, default=Stage.HELD, sa_column_kwargs={"server_default": Stage.HELD.value})
    opened_at: datetime | None = instant(default=None, nullable=True)
    closed_at: datetime | None = instant(default=None, nullable=True)


class Frozen(Record, table=True):
    """The numbers and matters of a meeting as they stood when it was opened, never changed afterwards.

    `body` is the whole briefing as plain JSON; `revision` and `seq` say at which state of the data, `head`
    is the hash of the last audit event then.
    """

    meeting_id: int = Field(foreign_key="meeting.id", unique=True)
    at: datetime = instant()
    seq: int = Field(ge=0)
    revision: int = Field(ge=0)
    head: str = Field(max_length=64)
    body: Any = document()


class PartyAttendanceDraft(Imported, Draft):
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    party: Party = choice(Party)
    presence: Presence = choice(Presence)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    person_id: int | None = personal(Privacy.P2, default=None, foreign_key="person.id", index=True)


class PartyAttendance(PartyAttendanceDraft, Record, table=True):
    """Somebody who sat for a party, by post or name."""


class HouseholdAttendance(Imported, Record, table=True):
    """A household that came."""

    __table_args__ = (UniqueConstraint("meeting_id", "household_id"),)

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    household_id: int = personal(Privacy.P1, foreign_key="household.id", index=True)


class HouseholdAttendanceDraft(Draft):
    """Which households came to a meeting after all, and which did not: changes, not the whole list."""

    meeting_id: int
    came: tuple[int, ...] = ()
    stayed_away: tuple[int, ...] = ()


class Outcome(StrEnum):
    """What became of a matter: resolved, put to the vote, taken note of, put off."""

    RESOLVED = "resolved"
    VOTE = "vote"
    NOTED = "noted"
    PUT_OFF = "put_off"


class AgendaDraft(Imported, Draft):
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    position: int = Field(ge=1)
    title: str = Field(min_length=2, max_length=200)
    minutes: int | None = Field(default=None, ge=1, le=240)
    presenter: str | None = Field(default=None, max_length=60)
    request_id: int | None = Field(default=None, foreign_key="request.id", index=True)


class AgendaItem(AgendaDraft, Threaded, Record, table=True):
    """A matter on a meeting's agenda (议题), with the request that it came from.

    `origin` names whatever else proposed it: `task:12`, `hazard:3`, `indicator:solve_rate`. `said` is what
    the minutes tell of the talk.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "position"),)

    origin: str | None = Field(default=None, max_length=60)
    outcome: Outcome | None = choice(Outcome, check="agenda_outcome", default=None, nullable=True)
    said: str | None = Field(default=None, max_length=1000)


class ResolutionDraft(Imported, Draft):
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    agenda_item_id: int | None = Field(default=None, foreign_key="agenda_item.id", index=True)
    vote_id: int | None = Field(default=None, foreign_key="vote.id", index=True)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    text: str = Field(min_length=2, max_length=500)
    decided_on: date
    due_on: date = Field(index=True)
    done_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "ResolutionDraft":
        in_order(self.decided_on, self.due_on, "due_on")
        in_order(self.decided_on, self.done_on, "done_on")
        return self


class Resolution(ResolutionDraft, Threaded, Record, table=True):
    """What was resolved (议定事项), who answers for it and by when."""

    __table_args__ = (CheckConstraint("due_on >= decided_on", name="due"),)


class TaskDraft(Imported, Draft):
    resolution_id: int | None = Field(default=None, foreign_key="resolution.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    person_id: int | None = personal(Privacy.P2, default=None, foreign_key="person.id", index=True)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    title: str = Field(min_length=2, max_length=200)
    set_on: date
    due_on: date = Field(index=True)
    done_on: date | None = None
    dropped_on: date | None = None
    dropped_why: str | None = Field(default=None, max_length=300)

    @model_validator(mode="after")
    def _in_order(self) -> "TaskDraft":
        in_order(self.set_on, self.due_on, "due_on")
        in_order(self.set_on, self.done_on, "done_on")
        return self


class Task(TaskDraft, Threaded, Record, table=True):
    """A follow-up with an owner and a date (督办): what was promised by a body, a company or a person.

    `first_due_on` is the date that was promised first, where another has taken its place.
    """

    __table_args__ = (CheckConstraint("done_on IS NULL OR dropped_on IS NULL", name="one_end"),)

    first_due_on: date | None = None
    done_note: str | None = personal(Privacy.P1, default=None, max_length=300)


class DoneDraft(Draft):
    """That a task is done, on which day and in a word."""

    task_id: int
    done_on: date
    note: str | None = Field(default=None, max_length=300)


class PostponeDraft(Draft):
    """Another day for a task, and why."""

    task_id: int
    due_on: date
    reason: str = Field(min_length=2, max_length=300)


class DropDraft(Draft):
    """That a task will not be done, and why."""

    task_id: int
    reason: str = Field(min_length=2, max_length=300)


class SealDraft(Imported, Draft):
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    courtyard_id: int = Field(foreign_key="courtyard.id", index=True)
    resolution_id: int | None = Field(default=None, foreign_key="resolution.id", index=True)
    purpose: SealPurpose = choice(SealPurpose)
    title: str = Field(min_length=2, max_length=200)
    document_hash: Fingerprint | None = None
    copies: int = Field(default=1, ge=1, le=50)
    applicant_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    applied_on: date | None = None
    first_approver_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    second_approver_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    keeper_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    used_on: date = Field(index=True)


class SealUse(SealDraft, Threaded, Record, table=True):
    """A line of the seal-use ledger (用印登记). Void but never deleted; no image of a seal is stored.

    A courtyard group is no legal person: the seal witnesses self-governance only.
    """

    __table_args__ = (UniqueConstraint("courtyard_id", "no"),)

    no: int = Field(ge=1)
    void_on: date | None = None
    void_why: str | None = Field(default=None, max_length=300)
