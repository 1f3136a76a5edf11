"""Renovation items by class (国办发〔2020〕23号)."""

from datetime import date
from enum import StrEnum

from pydantic import model_validator
from sqlalchemy import CheckConstraint
from sqlmodel import Field

from dashboard.schema.base import Draft, Imported, Record, Threaded, choice, in_order, wrong


class RenovationClass(StrEnum):
    BASIC = "basic"
    IMPROVEMENT = "improvement"
    UPGRADE = "upgrade"


class RenovationDraft(Imported, Draft):
    courtyard_id: int = Field(foreign_key="courtyard.id", index=True)
    renovation_class: RenovationClass = choice(RenovationClass)
    title_zh: str = Field(min_length=2, max_length=120)
    title_en: str = Field(min_length=2, max_length=160)
    agreed_on: date
    planned_until: date
    started_on: date | None = None
    done_on: date | None = None
    accepted_on: date | None = None
    cost: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> "RenovationDraft":
        in_order(self.agreed_on, self.planned_until, "planned_until")
        in_order(self.agreed_on, self.started_on, "started_on")
        in_order(self.started_on or self.agreed_on, self.done_on, "done_on")
        if self.accepted_on is not None and self.done_on is None:
            raise wrong("accepted_on", "done_first")
        in_order(self.done_on, self.accepted_on, "accepted_on")
        return self


class RenovationItem(RenovationDraft, Threaded, Record, table=True):
    """Work agreed for a courtyard, started, done, accepted by those who asked for it; `cost` in fen."""

    __table_args__ = (
        CheckConstraint("done_on IS NULL OR done_on >= agreed_on", name="done"),
        CheckConstraint("accepted_on IS NULL OR accepted_on >= done_on", name="accepted"),
    )
