"""Reads of surveys: the list, one with its progress, what a slip opens."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.errors import NotFound
from dashboard.indicators.evidence import in_force
from dashboard.lookups.surveys import courtyard
from dashboard.rules import surveys as rules
from dashboard.schema.people import Resident
from dashboard.schema.places import Courtyard, Household, Site
from dashboard.schema.surveys import Survey, SurveyAnswer, SurveyToken


def listed(session: Session, *, by: Principal, today: date) -> list[dict[str, Any]]:
    """Every survey, the latest first, with `stage` and how many have `answered`."""
    require(by, Action.SEE_SURVEYS)
    order = col(Survey.closed_on).desc(), col(Survey.id).desc()
    return [_shown(row, today) for row in session.execute(_columns().order_by(*order))]


def one(session: Session, *, by: Principal, survey_id: int, today: date) -> dict[str, Any]:
    """One survey, with `courtyard_id` where it asks a single courtyard; raises NotFound."""
    require(by, Action.SEE_SURVEYS)
    row = session.execute(_columns().where(col(Survey.id) == survey_id)).first()
    if row is None:
        raise NotFound("survey")
    return _shown(row, today) | {"courtyard_id": courtyard(session, row.Survey)}


def progress(session: Session, *, by: Principal, survey_id: int) -> list[dict[str, Any]]:
    """By courtyard: households asked and slips used. What was answered is not known by courtyard."""
    require(by, Action.SEE_SURVEYS)
    used = func.sum(case((col(SurveyToken.used), 1), else_=0)).label("used")
    found = session.execute(
        select(
            col(Courtyard.id),
            col(Courtyard.no),
            col(Courtyard.name_zh),
            col(Courtyard.name_en),
            func.count().label("asked"),
            used,
        )
        .select_from(SurveyToken)
        .join(Household, col(Household.id) == col(SurveyToken.household_id))
        .join(Courtyard, col(Courtyard.id) == col(Household.courtyard_id))
        .where(col(SurveyToken.survey_id) == survey_id)
        .group_by(col(Courtyard.id), col(Courtyard.no), col(Courtyard.name_zh), col(Courtyard.name_en))
        .order_by(col(Courtyard.no))
    )
    return [dict(row._mapping) | {"used": int(row.used)} for row in found]


def adults(session: Session, *, by: Principal, day: date, courtyard_id: int | None = None) -> int:
    """Residents of 18 or over (who turn 18 that year) of the site or one courtyard, by the register."""
    require(by, Action.RUN_SURVEY)
    statement = (
        select(func.count())
        .select_from(Resident)
        .join(Household, col(Household.id) == col(Resident.household_id))
        .where(col(Resident.born_year) <= day.year - rules.ADULT, in_force(Resident, day))
    )
    if courtyard_id is not None:
        statement = statement.where(col(Household.courtyard_id) == courtyard_id)
    return int(session.execute(statement).scalar_one())


def asked(session: Session, *, token_hash: str, today: date) -> dict[str, Any]:
    """What a slip opens for whoever holds it: the survey, `stage`, `used`; raises NotFound."""
    row = session.execute(
        select(
            col(Survey.title),
            col(Survey.mode),
            col(Survey.opened_on),
            col(Survey.closed_on),
            col(SurveyToken.used),
            col(Site.name_zh),
            col(Site.name_en),
        )
        .join(Survey, col(Survey.id) == col(SurveyToken.survey_id))
        .join(Site, col(Site.id) == col(Survey.site_id))
        .where(col(SurveyToken.token_hash) == token_hash)
    ).first()
    if row is None:
        raise NotFound("slip")
    return dict(row._mapping) | {"stage": rules.stage(row.opened_on, row.closed_on, today)}


def _columns() -> Select[Any]:
    mine = col(SurveyAnswer.survey_id) == col(Survey.id)
    asked_of = col(SurveyToken.survey_id) == col(Survey.id)
    used = and_(asked_of, col(SurveyToken.used))
    return select(
        Survey,
        select(func.count()).select_from(SurveyAnswer).where(mine).scalar_subquery().label("answered"),
        select(func.count()).select_from(SurveyToken).where(asked_of).scalar_subquery().label("slips"),
        select(func.count()).select_from(SurveyToken).where(used).scalar_subquery().label("used"),
    )


def _shown(row: Any, today: date) -> dict[str, Any]:
    survey: Survey = row.Survey
    return survey.model_dump() | {
        "answered": int(row.answered),
        "slips": int(row.slips),
        "used": int(row.used),
        "stage": rules.stage(survey.opened_on, survey.closed_on, today),
    }
