"""Mediation cases (调解)."""

from datetime import date
from enum import StrEnum

from pydantic import model_validator
from sqlalchemy import CheckConstraint
from sqlmodel import Field

from dashboard.schema.base import (
    Draft,
    Imported,
    Privacy,
    Record,
    Threaded,
    choice,
    in_order,
    personal,
    wrong,
)


class DisputeKind(StrEnum):
    NOISE = "noise"
    LEAK = "leak"
    PARKING = "parking"
    SPACE = "space"
    FAMILY = "family"
    PROPERTY = "property"
    OTHER = "other"


class MediationResult(StrEnum):
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    WITHDRAWN = "withdrawn"


class MediationDraft(Imported, Draft):
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    kind: DisputeKind = choice(DisputeKind)
    parties: str | None = personal(Privacy.P3, default=None, max_length=200)
    opened_on: date
    concluded_on: date | None = Field(default=None, index=True)
    result: MediationResult | None = choice(MediationResult, default=None, nullable=True)
    due_on: date | None = Field(default=None, index=True)
    performed_on: date | None = None

    @model_validator(mode="after")
    def _told(self) -> "MediationDraft":
        in_order(self.opened_on, self.concluded_on, "concluded_on")
        if (self.concluded_on is None) != (self.result is None):
            raise wrong("result", "concluded_needs_result")
        if self.due_on is not None and self.result is not MediationResult.AGREED:
            raise wrong("due_on", "only_agreements_fall_due")
        in_order(self.concluded_on, self.performed_on, "performed_on")
        return self


class Mediation(MediationDraft, Threaded, Record, table=True):
    """A dispute brought to the mediation room; `performed_on`: the agreement was kept."""

    __table_args__ = (
        CheckConstraint("(concluded_on IS NULL) = (result IS NULL)", name="result_told"),
        CheckConstraint("concluded_on IS NULL OR concluded_on >= opened_on", name="concluded"),
    )
