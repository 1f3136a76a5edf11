"""Inspections, hazards and incidents."""

from datetime import date
from enum import StrEnum
from typing import Any

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
    document,
    in_order,
    personal,
)
from dashboard.schema.requests import Place


class InspectionKind(StrEnum):
    FIRE = "fire"
    BUILDING = "building"
    SECURITY = "security"
    HYGIENE = "hygiene"


class HazardKind(StrEnum):
    DANGLING_CABLE = "dangling_cable"
    FIRE_LANE = "fire_lane"
    CLUTTER = "clutter"
    EXTINGUISHER = "extinguisher"
    WALL = "wall"
    RAILING = "railing"
    MANHOLE = "manhole"
    WIRING = "wiring"
    OTHER = "other"


class IncidentKind(StrEnum):
    BURGLARY = "burglary"
    FIRE = "fire"
    INJURY = "injury"
    OTHER = "other"


class InspectionDraft(Imported, Draft):
    courtyard_id: int = Field(foreign_key="courtyard.id", index=True)
    kind: InspectionKind = choice(InspectionKind)
    inspected_on: date
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    checklist: Any = document(default=None, nullable=True)
    note: str | None = Field(default=None, max_length=500)


class Inspection(InspectionDraft, Record, table=True):
    """A round through a courtyard. `checklist` maps each point looked at to true (in order) or false."""


class HazardDraft(Imported, Draft):
    courtyard_id: int = Field(foreign_key="courtyard.id", index=True)
    inspection_id: int | None = Field(default=None, foreign_key="inspection.id", index=True)
    household_id: int | None = personal(Privacy.P1, default=None, foreign_key="household.id", index=True)
    kind: HazardKind = choice(HazardKind)
    place: Place = choice(Place)
    stairwell: int | None = personal(Privacy.P1, default=None, ge=1, le=20)
    note: str | None = personal(Privacy.P1, default=None, max_length=500)
    found_on: date
    due_on: date
    fixed_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "HazardDraft":
        in_order(self.found_on, self.due_on, "due_on")
        in_order(self.found_on, self.fixed_on, "fixed_on")
        return self


class Hazard(HazardDraft, Threaded, Record, table=True):
    """A danger found, when it must be fixed and when it was (隐患整改)."""

    __table_args__ = (
        Index("ix_hazard_courtyard_due", "courtyard_id", "due_on"),
        CheckConstraint("due_on >= found_on", name="due"),
        CheckConstraint("fixed_on IS NULL OR fixed_on >= found_on", name="fixed"),
    )


class FixDraft(Draft):
    """That a hazard is fixed, on which day, in a word."""

    hazard_id: int
    fixed_on: date
    note: str | None = Field(default=None, max_length=200)


class ReopenDraft(Draft):
    """That a hazard said to be fixed is not, and why."""

    hazard_id: int
    note: str = Field(min_length=2, max_length=200)


class IncidentDraft(Imported, Draft):
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    kind: IncidentKind = choice(IncidentKind)
    happened_on: date = Field(index=True)
    note: str | None = personal(Privacy.P1, default=None, max_length=500)


class Incident(IncidentDraft, Threaded, Record, table=True):
    """Something that happened. One night in which several homes were hit is one incident."""


class IncidentHousehold(Imported, Record, table=True):
    """A household that an incident hit."""

    __table_args__ = (UniqueConstraint("incident_id", "household_id"),)

    incident_id: int = Field(foreign_key="incident.id", index=True)
    household_id: int = personal(Privacy.P3, foreign_key="household.id", index=True)
