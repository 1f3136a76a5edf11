"""What is expected from whom, and whether it came: entered, complete and approved are three facts."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from dashboard.schema.base import Draft, Imported, Record, choice, written


class DutyKind(StrEnum):
    REQUESTS = "requests"
    CALL_BACKS = "call_backs"
    HAZARDS = "hazards"
    ACTIVITIES = "activities"
    MEETINGS = "meetings"
    FEES = "fees"
    STATION = "station"
    OFFICE = "office"
    RENOVATION = "renovation"
    SURVEY = "survey"


class DutyDraft(Imported, Draft):
    kind: DutyKind = choice(DutyKind)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    month: Annotated[str, written(r"^\d{4}-(0[1-9]|1[0-2])$")]
    due_on: date
    entered_on: date | None = None
    nothing_happened: bool = False
    completed_on: date | None = None
    approved_on: date | None = None
    returned_why: str | None = Field(default=None, max_length=300)


class ReportingDuty(DutyDraft, Record, table=True):
    """A month's report that a courtyard (or the site) owes. `nothing_happened` is an explicit answer."""

    __table_args__ = (
        UniqueConstraint("kind", "courtyard_id", "month"),
        Index("ix_reporting_duty_month", "month", "kind"),
        CheckConstraint("completed_on IS NULL OR entered_on IS NOT NULL", name="completed"),
        CheckConstraint("approved_on IS NULL OR completed_on IS NOT NULL", name="approved"),
    )
