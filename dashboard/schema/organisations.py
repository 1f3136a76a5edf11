"""One core and many bodies: organisations, people in office, cross-posts, pledges of resident units."""

from datetime import date
from enum import StrEnum

from pydantic import model_validator
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from dashboard.schema.base import Draft, Imported, Privacy, Record, choice, in_order, personal


class OrganisationKind(StrEnum):
    WORKING_COMMITTEE = "working_committee"
    ALLIANCE = "alliance"
    EXTENDED_COMMITTEE = "extended_committee"
    GENERAL_BRANCH = "general_branch"
    RED_NEIGHBOUR_BRANCH = "red_neighbour_branch"
    NEIGHBOURS_ASSOCIATION = "neighbours_association"
    SELF_GOVERNANCE_COMMITTEE = "self_governance_committee"
    COURTYARD_GROUP = "courtyard_group"
    RESIDENTS_COMMITTEE = "residents_committee"
    PROPERTY_COMPANY = "property_company"
    COMPANY_BRANCH = "company_branch"
    OWNERS_GROUP = "owners_group"
    RESIDENT_UNIT = "resident_unit"
    SOCIAL_ORGANISATION = "social_organisation"


class PostKind(StrEnum):
    FIRST_SECRETARY = "first_secretary"
    SECRETARY = "secretary"
    DIRECTOR = "director"
    HEAD = "head"
    DEPUTY = "deputy"
    MEMBER = "member"
    PART_TIME_MEMBER = "part_time_member"
    QUALITY_DIRECTOR = "quality_director"
    REPRESENTATIVE = "representative"


class Selection(StrEnum):
    """How somebody came to a post: 推选, 自荐, 选派."""

    ELECTED = "elected"
    SELF_NOMINATED = "self_nominated"
    APPOINTED = "appointed"


class OrganisationDraft(Imported, Draft):
    site_id: int = Field(foreign_key="site.id", index=True)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    parent_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    kind: OrganisationKind = choice(OrganisationKind, index=True)
    name_zh: str = Field(min_length=1, max_length=80)
    name_en: str = Field(min_length=1, max_length=120)
    registered: bool = False
    seats: int | None = Field(default=None, ge=0)
    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "OrganisationDraft":
        in_order(self.since, self.until)
        return self


class Organisation(OrganisationDraft, Record, table=True):
    """A body. `registered`: a community social organisation on the register. `parent_id`: who leads it."""


class PersonDraft(Imported, Draft):
    name: str = personal(Privacy.P2, min_length=1, max_length=60)
    phone: str | None = personal(Privacy.P2, default=None, max_length=30)
    resident_id: int | None = personal(Privacy.P2, default=None, foreign_key="resident.id", index=True)


class Person(PersonDraft, Record, table=True):
    """Somebody who holds, or held, a post; a resident or not."""


class TermDraft(Imported, Draft):
    person_id: int = Field(foreign_key="person.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    post: PostKind = choice(PostKind)
    selection: Selection = choice(Selection)
    since: date
    until: date
    ended_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "TermDraft":
        in_order(self.since, self.until)
        in_order(self.since, self.ended_on, "ended_on")
        return self


class Term(TermDraft, Record, table=True):
    """A person in office. `until` is the end of the term, `ended_on` the day they left before it.

    A cross-appointment is one person with terms in two bodies, never a flag.
    """

    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", "post", "since"),
        CheckConstraint("until >= since", name="until"),
        CheckConstraint("ended_on IS NULL OR ended_on >= since", name="ended_on"),
    )


class CrossPostDraft(Draft):
    company_id: int = Field(foreign_key="organisation.id", index=True)
    name_zh: str = Field(min_length=1, max_length=80)
    name_en: str = Field(min_length=1, max_length=120)
    home_id: int = Field(foreign_key="organisation.id")
    home_post: PostKind = choice(PostKind, check="home_post")
    host_id: int = Field(foreign_key="organisation.id")
    host_post: PostKind = choice(PostKind, check="host_post")


class CrossPost(CrossPostDraft, Record, table=True):
    """A link that two-way entry asks for: who holds `home_post` at home should hold `host_post` at host."""


class PledgeDraft(Imported, Draft):
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    title: str = Field(min_length=2, max_length=200)
    made_on: date
    due_on: date = Field(index=True)
    delivered_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "PledgeDraft":
        in_order(self.made_on, self.due_on, "due_on")
        in_order(self.made_on, self.delivered_on, "delivered_on")
        return self


class Pledge(PledgeDraft, Record, table=True):
    """What a resident unit promised to do for the area, and by when (共驻共建)."""
