"""Shared life: activities with participants and hours, the station's rooms and visits."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field

from dashboard.schema.base import Draft, Imported, Privacy, Record, choice, personal


class ActivityKind(StrEnum):
    CULTURE = "culture"
    VOLUNTEER = "volunteer"
    PARTY = "party"
    LEARNING = "learning"
    OTHER = "other"


class RoomKind(StrEnum):
    COUNCIL = "council"
    MEDIATION = "mediation"
    ACTIVITY = "activity"
    LIBRARY = "library"


class ActivityDraft(Imported, Draft):
    site_id: int = Field(foreign_key="site.id", index=True)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    kind: ActivityKind = choice(ActivityKind)
    title: str = Field(min_length=2, max_length=120)
    held_on: date = Field(index=True)


class Activity(ActivityDraft, Record, table=True):
    """Something organised for, or by, the neighbours."""


class ParticipationDraft(Imported, Draft):
    activity_id: int = Field(foreign_key="activity.id", index=True)
    household_id: int = personal(Privacy.P1, foreign_key="household.id", index=True)
    resident_id: int | None = personal(Privacy.P1, default=None, foreign_key="resident.id", index=True)
    took_part_on: date
    served_minutes: int = Field(default=0, ge=0, le=24 * 60)


class Participation(ParticipationDraft, Record, table=True):
    """A household, or one of its people, took part; `served_minutes` is volunteer service."""

    __table_args__ = (Index("ix_participation_household_day", "household_id", "took_part_on"),)


class GuestsDraft(Draft):
    """Which households took part after all, and which did not: changes, not the whole list."""

    activity_id: int
    came: tuple[int, ...] = ()
    stayed_away: tuple[int, ...] = ()


class ServiceDraft(Draft):
    """How long one resident of a household served at an activity; none takes it back."""

    activity_id: int
    household_id: int
    resident_id: int
    minutes: int = Field(ge=0, le=24 * 60)


class StationRoomDraft(Imported, Draft):
    site_id: int = Field(foreign_key="site.id", index=True)
    kind: RoomKind = choice(RoomKind)
    name_zh: str = Field(min_length=1, max_length=60)
    name_en: str = Field(min_length=1, max_length=80)


class StationRoom(StationRoomDraft, Record, table=True):
    """A room of the Party-community service station (党群服务驿站)."""


class VisitDraft(Imported, Draft):
    room_id: int = Field(foreign_key="station_room.id", index=True)
    visited_on: date = Field(index=True)
    visitors: int = Field(ge=0, le=2000)


class StationVisit(VisitDraft, Record, table=True):
    """How many people came to a room on a day; nobody's name."""
