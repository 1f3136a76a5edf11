"""Money and openness: property fees and disclosures."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from dashboard.schema.base import Draft, Imported, Privacy, Record, choice, personal


class DisclosureKind(StrEnum):
    """Party affairs, residents' affairs, financial affairs."""

    PARTY = "party"
    RESIDENTS = "residents"
    FINANCIAL = "financial"


class FeeDraft(Imported, Draft):
    household_id: int = personal(Privacy.P2, foreign_key="household.id", index=True)
    due_on: date
    due: int = personal(Privacy.P2, ge=0)
    paid: int = personal(Privacy.P2, default=0, ge=0)
    paid_on: date | None = None


class Fee(FeeDraft, Record, table=True):
    """A household's property fee of one month; `due` and `paid` in fen."""

    __table_args__ = (
        UniqueConstraint("household_id", "due_on"),
        Index("ix_fee_courtyard_due", "courtyard_id", "due_on"),
        CheckConstraint("paid >= 0 AND due >= 0", name="amounts"),
    )

    courtyard_id: int = Field(foreign_key="courtyard.id", index=True)


class BillDraft(Draft):
    """One row of a month's grid; `version` is the fee's when it was drawn, `fee_id` None for a new one."""

    household_id: int
    fee_id: int | None = None
    version: int = 0
    due: int = Field(ge=0)
    paid: int = Field(default=0, ge=0)
    paid_on: date | None = None


class MonthDraft(Draft):
    """The changed rows of one courtyard and month (its first day). `sure`: odd amounts were looked at."""

    courtyard_id: int
    month: date
    rows: list[BillDraft] = Field(min_length=1, max_length=1000)
    sure: bool = False


class DisclosureDraft(Imported, Draft):
    site_id: int = Field(foreign_key="site.id", index=True)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    kind: DisclosureKind = choice(DisclosureKind)
    title: str = Field(min_length=2, max_length=200)
    due_on: date = Field(index=True)
    published_on: date | None = None


class Disclosure(DisclosureDraft, Record, table=True):
    """Something that must be published, and when it was (三务公开)."""
