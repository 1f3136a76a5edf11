"""Where things are: areas, the site, courtyards, buildings, households and facilities."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import model_validator
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from dashboard.schema.base import (
    Draft,
    Imported,
    Privacy,
    Record,
    choice,
    document,
    in_order,
    personal,
    written,
)


class AreaLevel(StrEnum):
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"


class Tenure(StrEnum):
    OWNER = "owner"
    RENTED = "rented"
    VACANT = "vacant"


class OwnerKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    DEVELOPER = "developer"


class FacilityKind(StrEnum):
    FITNESS = "fitness"
    REST_AREA = "rest_area"
    BIKE_SHED = "bike_shed"
    FIRE_POINT = "fire_point"
    CARD_GATE = "card_gate"
    STATION = "station"


class Datum(StrEnum):
    """The reference of imported coordinates; what is stored is always WGS-84."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class AreaDraft(Draft):
    level: AreaLevel = choice(AreaLevel)
    code: Annotated[str, written(r"^\d{12}$")] | None = None
    name_zh: str = Field(min_length=1, max_length=60)
    name_en: str = Field(min_length=1, max_length=80)
    parent_id: int | None = Field(default=None, foreign_key="area.id", index=True)


class Area(AreaDraft, Record, table=True):
    """A district, subdistrict or community. `code` is the official one or empty, never invented."""


class SiteDraft(Draft):
    community_id: int = Field(foreign_key="area.id", index=True)
    name_zh: str = Field(min_length=1, max_length=60)
    name_en: str = Field(min_length=1, max_length=80)
    is_demo: bool = False
    since: date
    anchor_lon: float = Field(ge=-180, le=180)
    anchor_lat: float = Field(ge=-90, le=90)


class Site(SiteDraft, Record, table=True):
    """The place that one database is about. `since` is the first day of its records."""


class CourtyardDraft(Imported, Draft):
    site_id: int = Field(foreign_key="site.id", index=True)
    no: int = Field(ge=1, le=99999)
    name_zh: str = Field(min_length=1, max_length=60)
    name_en: str = Field(min_length=1, max_length=80)
    built_year: int | None = Field(default=None, ge=1900, le=2100)
    outline: Any = document(default=None, nullable=True)
    datum: Datum = choice(Datum, default=Datum.WGS84)
    roof_redone_on: date | None = None


class Courtyard(CourtyardDraft, Record, table=True):
    """A courtyard. `outline` is one ring of [longitude, latitude], WGS-84; `datum` says how it came."""

    __table_args__ = (UniqueConstraint("site_id", "no"),)


class BuildingDraft(Imported, Draft):
    courtyard_id: int = Field(foreign_key="courtyard.id", index=True)
    no: str = Field(min_length=1, max_length=10)
    storeys: int = Field(ge=1, le=60)
    first_stairwell: int = Field(ge=1)
    stairwells: int = Field(ge=1, le=20)
    footprint: Any = document(default=None, nullable=True)


class Building(BuildingDraft, Record, table=True):
    """A building. Stairwells are numbered through the courtyard, from `first_stairwell` on."""

    __table_args__ = (UniqueConstraint("courtyard_id", "no"),)


class OwnerDraft(Imported, Draft):
    kind: OwnerKind = choice(OwnerKind, default=OwnerKind.PERSON)
    name: str | None = personal(Privacy.P2, default=None, max_length=60)
    phone: str | None = personal(Privacy.P2, default=None, max_length=30)


class Owner(OwnerDraft, Record, table=True):
    """Who owns flats: one head in an owners' vote, however many units (interpretation arts. 8-9)."""


class HouseholdDraft(Imported, Draft):
    courtyard_id: int = Field(foreign_key="courtyard.id", index=True)
    building_id: int = Field(foreign_key="building.id", index=True)
    stairwell: int = personal(Privacy.P1, ge=1)
    floor: int = personal(Privacy.P1, ge=-3, le=60)
    room: str = personal(Privacy.P1, min_length=1, max_length=10)
    code: str = personal(Privacy.P1, min_length=3, max_length=20, unique=True)
    area: int = Field(gt=0, le=10_000_000)
    top_floor: bool = False
    tenure: Tenure = choice(Tenure, default=Tenure.OWNER)
    owner_id: int | None = Field(default=None, foreign_key="owner.id", index=True)
    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "HouseholdDraft":
        in_order(self.since, self.until)
        return self


class Household(HouseholdDraft, Record, table=True):
    """A flat with the people who keep house in it. `area` is exclusive floor area in 0.01 m²."""

    __table_args__ = (
        UniqueConstraint("courtyard_id", "stairwell", "room", "since"),
        CheckConstraint("area > 0", name="area"),
        CheckConstraint("until IS NULL OR until >= since", name="until"),
    )


class FacilityDraft(Imported, Draft):
    courtyard_id: int = Field(foreign_key="courtyard.id", index=True)
    kind: FacilityKind = choice(FacilityKind)
    name_zh: str = Field(min_length=1, max_length=60)
    name_en: str = Field(min_length=1, max_length=80)
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "FacilityDraft":
        in_order(self.since, self.until)
        return self


class Facility(FacilityDraft, Record, table=True):
    """Something built for everybody: a fitness area, bike shed, fire point, card gate, station."""
