"""Answers to a survey: one for each slip, and nothing that leads from an answer back to its home.

An answer keeps the survey, the day and what was said: neither the slip nor the hour, and of the courtyard
only what the survey as a whole says. Its number is random, so that the order in which answers came is not
kept, and neither the audit trail nor the record of saved forms holds that number or the household.
Therefore an answer can be neither corrected nor withdrawn; the form says so.
"""

import secrets
import unicodedata
from datetime import date, datetime

from sqlalchemy import func, or_, select, update
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit
from dashboard.actions.sessions import digest
from dashboard.actions.surveys import NOUN
from dashboard.clock import civil
from dashboard.errors import AlreadyDone, InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.indicators import cells
from dashboard.queries import surveys
from dashboard.rules import surveys as rules
from dashboard.rules.surveys import Stage
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.places import Household
from dashboard.schema.surveys import AnswerDraft, SheetDraft, Survey, SurveyAnswer, SurveyToken

HOUSEHOLD = Principal(PrincipalKind.HOUSEHOLD, Role.PUBLIC)
"""Whoever holds a slip: the trail says no more of them."""
NUMBERS = range(1_000_000_000, 2_000_000_000)
"""Far above what the database counts up to by itself, and within 32 bits."""


def answer(*, session: Session, token: str, sheet: SheetDraft, now: datetime) -> Survey:
    """Keep the one answer of a slip. The slip is the right to: no role is asked for.

    Raises NotFound for a token that opens nothing, AlreadyDone, OutOfTurn outside of the survey's days,
    InvalidDraft for an empty sheet.
    """
    audit.locked_head(session)
    slip = session.execute(
        select(SurveyToken).where(col(SurveyToken.token_hash) == digest(token))
    ).scalar_one_or_none()
    if slip is None:
        raise NotFound("slip")
    if slip.used:
        raise AlreadyDone(noun=NOUN, ref=slip.survey_id)
    survey = session.get_one(Survey, slip.survey_id)
    if rules.stage(survey.opened_on, survey.closed_on, civil(now)) is not Stage.OPEN:
        raise OutOfTurn("answer")
    _kept(session, survey, sheet, civil(now), now)
    _use(session, slip)
    _noted(session, survey, HOUSEHOLD, "answer", now)
    return survey


def enter(
    *,
    session: Session,
    survey_id: int,
    sheet: SheetDraft,
    answered_on: date,
    slip: str | None,
    by: Principal,
    now: datetime,
    key: str,
) -> Survey:
    """Type in an answer from paper; `slip` is what its QR code or its head says, None for a sheet alone.

    Who typed it stands in the trail. No more answers are taken than households were asked.
    """
    require(by, Action.RUN_SURVEY)
    survey = session.get(Survey, survey_id)
    if survey is None:
        raise NotFound(NOUN)
    audit.claim_key(session, key=key)
    _paper_day(survey, answered_on, now)
    if _count(session, survey) >= survey.invited:
        raise InvalidDraft((Problem("slip", "everybody_answered", {"asked": survey.invited}),))
    used = None if slip is None else _slip(session, survey, slip)
    _kept(session, survey, sheet, answered_on, now)
    if used is not None:
        _use(session, used)
    audit.remember_key(session, key=key, noun=NOUN, ref=survey_id, now=now)
    _noted(session, survey, by, "enter_answer", now)
    return survey


def _kept(session: Session, survey: Survey, sheet: SheetDraft, day: date, now: datetime) -> None:
    said = {name: getattr(sheet, name) for name in SheetDraft.model_fields}
    if all(value is None for value in said.values()):
        raise InvalidDraft((Problem("gain", "nothing_answered"),))
    number = secrets.choice(NUMBERS)
    while session.get(SurveyAnswer, number) is not None:
        number = secrets.choice(NUMBERS)
    where = surveys.courtyard(session, survey)
    draft = AnswerDraft.check(survey_id=survey.id, courtyard_id=where, answered_on=day, **said)
    session.add(SurveyAnswer(id=number, **draft.model_dump()))
    session.flush()
    cells.touch(session, SurveyAnswer, first=day, now=now, courtyard_id=where)


def _use(session: Session, slip: SurveyToken) -> None:
    """Mark a slip as used.

    The slips of its whole courtyard are written: a database that keeps by which transaction a row was
    written (PostgreSQL's xmin) must not lead from the answer to one household.
    """
    here = select(col(Household.courtyard_id)).where(col(Household.id) == slip.household_id)
    neighbours = select(col(Household.id)).where(col(Household.courtyard_id) == here.scalar_subquery())
    session.execute(
        update(SurveyToken)
        .where(col(SurveyToken.survey_id) == slip.survey_id, col(SurveyToken.household_id).in_(neighbours))
        .values(used=or_(col(SurveyToken.used), col(SurveyToken.id) == slip.id))
        .execution_options(synchronize_session=False)
    )
    session.expire(slip)


def _noted(session: Session, survey: Survey, by: Principal, verb: str, now: datetime) -> None:
    audit.record(session, by=by, verb=verb, noun=NOUN, now=now, ref=survey.id)


def _slip(session: Session, survey: Survey, typed: str) -> SurveyToken:
    """The slip by its address, its token or the flat's number on its head."""
    said = unicodedata.normalize("NFKC", typed).strip().split("?")[0].rsplit("/", 1)[-1]
    found: SurveyToken | None = session.execute(
        select(SurveyToken)
        .join(Household, col(Household.id) == col(SurveyToken.household_id))
        .where(
            col(SurveyToken.survey_id) == survey.id,
            or_(col(SurveyToken.token_hash) == digest(said), func.lower(col(Household.code)) == said.lower()),
        )
    ).scalar_one_or_none()
    if found is None:
        raise InvalidDraft((Problem("slip", "no_such_slip"),))
    if found.used:
        raise InvalidDraft((Problem("slip", "slip_used"),))
    return found


def _paper_day(survey: Survey, day: date, now: datetime) -> None:
    today = civil(now)
    if today < survey.opened_on or today > survey.closed_on + rules.PAPER_FOR:
        raise OutOfTurn("enter")
    if not survey.opened_on <= day <= min(survey.closed_on, today):
        raise InvalidDraft((Problem("answered_on", "outside_the_survey"),))


def _count(session: Session, survey: Survey) -> int:
    count = select(func.count()).select_from(SurveyAnswer).where(col(SurveyAnswer.survey_id) == survey.id)
    return int(session.execute(count).scalar_one())
