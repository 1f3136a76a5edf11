"""Surveys and their answers; no answer knows its person."""

from datetime import date
from enum import StrEnum

from pydantic import model_validator
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from dashboard.schema.base import Draft, Imported, Privacy, Record, choice, in_order, personal


class SurveyMode(StrEnum):
    """A random sample of residents, or whoever opened a link."""

    SAMPLE = "sample"
    OPEN_LINK = "open_link"


class Change(StrEnum):
    """Compared with a year ago."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class SurveyDraft(Imported, Draft):
    site_id: int = Field(foreign_key="site.id", index=True)
    title: str = Field(min_length=2, max_length=120)
    mode: SurveyMode = choice(SurveyMode)
    opened_on: date
    closed_on: date
    population: int = Field(ge=1)
    invited: int = Field(ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> "SurveyDraft":
        in_order(self.opened_on, self.closed_on, "closed_on")
        return self


class Survey(SurveyDraft, Record, table=True):
    """A survey; `population` residents it speaks for, `invited` of them asked."""

    __table_args__ = (CheckConstraint("invited <= population", name="invited"),)


class SheetDraft(Draft):
    """What somebody says on one sheet: each question may be left out."""

    gain: Change | None = choice(Change, default=None, nullable=True)
    wellbeing: int | None = Field(default=None, ge=0, le=10)
    safety: int | None = Field(default=None, ge=1, le=5)
    property_service: int | None = Field(default=None, ge=1, le=5)


class AnswerDraft(Imported, SheetDraft):
    survey_id: int = Field(foreign_key="survey.id", index=True)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    answered_on: date


class SurveyAnswer(AnswerDraft, Record, table=True):
    """One sheet of answers. `safety` and `property_service`: 5 best, 1 worst; empty is no answer."""

    __table_args__ = (
        CheckConstraint("wellbeing IS NULL OR wellbeing BETWEEN 0 AND 10", name="wellbeing"),
        CheckConstraint("safety IS NULL OR safety BETWEEN 1 AND 5", name="safety"),
        CheckConstraint(
            "property_service IS NULL OR property_service BETWEEN 1 AND 5", name="property_service"
        ),
    )


class SurveyToken(Record, table=True):
    """The right of one household to answer a survey once. Only the SHA-256 of the token is kept.

    Nothing ties it to the answer: not a reference, not a day.
    """

    __table_args__ = (UniqueConstraint("survey_id", "household_id"),)

    survey_id: int = Field(foreign_key="survey.id", index=True)
    household_id: int = personal(Privacy.P1, foreign_key="household.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    used: bool = False
