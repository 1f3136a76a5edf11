"""Residents and the little that is kept about them; Party members and their check-in."""

from datetime import date

from pydantic import model_validator
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from dashboard.schema.base import Draft, Imported, Privacy, Record, in_order, personal


class ResidentDraft(Imported, Draft):
    household_id: int = Field(foreign_key="household.id", index=True)
    name: str | None = personal(Privacy.P2, default=None, max_length=60)
    phone: str | None = personal(Privacy.P2, default=None, max_length=30)
    born_year: int = personal(Privacy.P2, ge=1900, le=2100)
    lives_alone_elderly: bool = personal(Privacy.P3, default=False)
    hardship: bool = personal(Privacy.P3, default=False)
    disability: bool = personal(Privacy.P3, default=False)
    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "ResidentDraft":
        in_order(self.since, self.until)
        return self


class Resident(ResidentDraft, Record, table=True):
    """A person living in a household. No ID number, face image or trace of movement is ever stored."""

    __table_args__ = (CheckConstraint("until IS NULL OR until >= since", name="until"),)


class MembershipDraft(Imported, Draft):
    resident_id: int = personal(Privacy.P3, foreign_key="resident.id", index=True)
    in_service: bool = personal(Privacy.P3)
    since: date
    until: date | None = None


class Membership(MembershipDraft, Record, table=True):
    """That a resident is a Party member; `in_service` members belong to a branch at work (双报到)."""

    __table_args__ = (UniqueConstraint("resident_id", "since"),)


class CheckInDraft(Imported, Draft):
    membership_id: int = personal(Privacy.P3, foreign_key="membership.id", index=True)
    checked_on: date


class CheckIn(CheckInDraft, Record, table=True):
    """An in-service member reported to the branch where they live (dual check-in)."""

    __table_args__ = (UniqueConstraint("membership_id", "checked_on"),)
