"""Answers to a survey: one for each slip, and nothing that leads from an answer back to its home.

An answer keeps the survey, the day and what was said: neither the slip nor the hour, and of the courtyard
only what the survey as a whole says. Its number is random, so that the order in which answers came is not
kept, and neither the audit trail nor the record of saved forms holds that number or the household.
Therefore an answer can be neither corrected nor withdrawn; the form says so. Each verb is a unit of work in
the caller's transaction.
"""

import secrets
import unicodedata
from datetime import date, datetime

from sqlalchemy import func, or_, select, update
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions.sessions import digest
from dashboard.actions.surveys import NOUN
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import AlreadyDone, InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.lookups import surveys
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
    with unit_of_work(session, by=HOUSEHOLD, now=now) as work:
        slip = session.execute(
            select(SurveyToken).where(col(SurveyToken.token_hash) == digest(token))
        ).scalar_one_or_none()
        if slip is None:
            raise NotFound("slip")
        if slip.used:
            raise AlreadyDone(noun=NOUN, ref=slip.survey_id)
        survey = work.row(Survey, slip.survey_id)
        if rules.stage(survey.opened_on, survey.closed_on, work.today) is not Stage.OPEN:
            raise OutOfTurn("answer")
        _kept(work, survey, sheet, work.today)
        _use(session, slip)
        work.event("answer", noun=NOUN, ref=survey.id)
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
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.RUN_SURVEY)
        survey = work.row(Survey, survey_id)
        _paper_day(work, survey, answered_on)
        if _count(session, survey) >= survey.invited:
            raise InvalidDraft((Problem("slip", "everybody_answered", {"asked": survey.invited}),))
        used = None if slip is None else _slip(session, survey, slip)
        _kept(work, survey, sheet, answered_on)
        if used is not None:
            _use(session, used)
        work.event("enter_answer", noun=NOUN, ref=survey.id)
        return survey


def _kept(work: Work, survey: Survey, sheet: SheetDraft, day: date) -> None:
    said = {name: getattr(sheet, name) for name in SheetDraft.model_fields}
    if all(value is None for value in said.values()):
        raise InvalidDraft((Problem("gain", "nothing_answered"),))
    number = secrets.choice(NUMBERS)
    while work.session.get(SurveyAnswer, number) is not None:
        number = secrets.choice(NUMBERS)
    where = surveys.courtyard(work.session, survey)
    draft = AnswerDraft.check(survey_id=survey.id, courtyard_id=where, answered_on=day, **said)
    work.add(SurveyAnswer(id=number, **draft.model_dump()))
    work.counts(since=day, courtyard_id=where)


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


def _paper_day(work: Work, survey: Survey, day: date) -> None:
    if not survey.opened_on <= work.today <= survey.closed_on + rules.PAPER_FOR:
        raise OutOfTurn("enter")
    if not survey.opened_on <= day <= min(survey.closed_on, work.today):
        raise InvalidDraft((Problem("answered_on", "outside_the_survey"),))


def _count(session: Session, survey: Survey) -> int:
    count = select(func.count()).select_from(SurveyAnswer).where(col(SurveyAnswer.survey_id) == survey.id)
    return int(session.execute(count).scalar_one())
