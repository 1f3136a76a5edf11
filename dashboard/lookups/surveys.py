"""Whom a survey can ask, whom it waits for, and where."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, FieldAccess, Principal, field_access, require
from dashboard.errors import NotAllowed
from dashboard.indicators.evidence import in_force
from dashboard.schema.base import Privacy
from dashboard.schema.places import Courtyard, Household, Tenure
from dashboard.schema.surveys import Survey, SurveyMode, SurveyToken


def unanswered(
    session: Session, *, by: Principal, survey_id: int, courtyard_id: int | None = None
) -> list[dict[str, Any]]:
    """The households asked whose slip is not used, in the order in which one walks; P1."""
    require(by, Action.RUN_SURVEY)
    if field_access(by, Privacy.P1) is not FieldAccess.YES:
        raise NotAllowed(Action.RUN_SURVEY.value)
    columns: list[Any] = [
        col(SurveyToken.id).label("slip_id"),
        col(Household.stairwell),
        col(Household.room),
        col(Household.code),
        col(Courtyard.no),
        col(Courtyard.name_zh),
        col(Courtyard.name_en),
    ]
    statement = (
        select(*columns)
        .join(Household, col(Household.id) == col(SurveyToken.household_id))
        .join(Courtyard, col(Courtyard.id) == col(Household.courtyard_id))
        .where(col(SurveyToken.survey_id) == survey_id, col(SurveyToken.used).is_(False))
        .order_by(col(Courtyard.no), col(Household.stairwell), col(Household.floor), col(Household.room))
    )
    if courtyard_id is not None:
        statement = statement.where(col(Household.courtyard_id) == courtyard_id)
    return [dict(row._mapping) for row in session.execute(statement)]


def frame(session: Session, *, by: Principal, day: date, courtyard_id: int | None = None) -> Sequence[int]:
    """The households that can be asked on a day: lived in, of the site or of one courtyard."""
    require(by, Action.RUN_SURVEY)
    statement = select(col(Household.id)).where(
        col(Household.tenure) != Tenure.VACANT, in_force(Household, day)
    )
    if courtyard_id is not None:
        statement = statement.where(col(Household.courtyard_id) == courtyard_id)
    return session.execute(statement).scalars().all()


def courtyard(session: Session, survey: Survey) -> int | None:
    """The courtyard of a survey that asks a single one, None for the site's, as a sample always is."""
    if survey.mode is SurveyMode.SAMPLE:
        return None
    found = session.execute(
        select(col(Household.courtyard_id))
        .distinct()
        .join(SurveyToken, col(SurveyToken.household_id) == col(Household.id))
        .where(col(SurveyToken.survey_id) == survey.id)
        .limit(2)
    ).scalars()
    ids = list(found)
    return ids[0] if len(ids) == 1 else None
