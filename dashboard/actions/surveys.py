"""Surveys: made, corrected while nobody has answered, closed early; the sample and its slips.

Each verb is a unit of work in the caller's transaction. A slip is the right of one household to answer once.
Its token is 256 random bits, of which only the hash is kept: slips can be printed when they are made and
never again.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions.sessions import digest
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, OutOfTurn, Problem
from dashboard.lookups import surveys
from dashboard.rules import surveys as rules
from dashboard.rules.surveys import Stage
from dashboard.schema.places import Courtyard
from dashboard.schema.surveys import Survey, SurveyAnswer, SurveyDraft, SurveyMode, SurveyToken

NOUN = "survey"
MOST = 800
"""Slips that are made at once; a larger site prints courtyard by courtyard."""


@dataclass(frozen=True)
class Slip:
    """A slip just made: where it goes (P1, as `surveys.unanswered` gives it) and its token in clear."""

    home: dict[str, Any]
    token: str


def create(
    *,
    session: Session,
    draft: SurveyDraft,
    by: Principal,
    now: datetime,
    key: str,
    courtyard_id: int | None = None,
) -> Survey:
    """Make a survey and draw whom it asks: a random sample of the site's households, or all of a place."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.RUN_SURVEY)
        _dates(work, draft, since=work.today)
        asked, seed = _drawn(session, draft, by, courtyard_id)
        survey = work.add(Survey(**_told(draft, asked)))
        _ask(session, survey, asked)
        return _done(work, survey, "create", courtyard_id=courtyard_id, seed=seed)


def correct(
    *,
    session: Session,
    survey_id: int,
    draft: SurveyDraft,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
    courtyard_id: int | None = None,
) -> Survey:
    """Change a survey that nobody has answered yet.

    Another way of asking, number or courtyard draws anew, and slips that were handed out open nothing.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        survey = _opened(work, survey_id, version, draft.model_dump())
        if _answered(session, survey):
            raise OutOfTurn("correct")
        before, was = survey.closed_on, (survey.mode, surveys.courtyard(session, survey))
        _dates(work, draft, since=min(work.today, survey.opened_on))
        seed = None
        told = draft.model_dump() | {"invited": survey.invited}
        sampled = draft.mode is SurveyMode.SAMPLE
        if (draft.mode, courtyard_id) != was or (sampled and draft.invited != survey.invited):
            asked, seed = _drawn(session, draft, by, courtyard_id)
            told = _told(draft, asked)
            session.execute(delete(SurveyToken).where(col(SurveyToken.survey_id) == survey.id))
            _ask(session, survey, asked)
        elif draft.population < survey.invited:
            raise InvalidDraft((Problem("population", "fewer_than_asked", {"asked": survey.invited}),))
        survey.sqlmodel_update(told)
        # Other households drawn are no change of the survey's own columns.
        work.advance(survey)
        return _done(work, survey, "correct", first=before, courtyard_id=courtyard_id, seed=seed)


def close(
    *, session: Session, survey_id: int, by: Principal, now: datetime, key: str, version: int
) -> Survey:
    """Make today the last day of a survey that is open: answers are taken until midnight."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        survey = _opened(work, survey_id, version, {"closed_on": work.today})
        if _stage(work, survey) is not Stage.OPEN or survey.closed_on == work.today:
            raise OutOfTurn("close")
        survey.closed_on = work.today
        return _done(work, survey, "close")


def issue(
    *,
    session: Session,
    survey_id: int,
    by: Principal,
    now: datetime,
    key: str,
    courtyard_id: int | None = None,
) -> list[Slip]:
    """Make a fresh slip for every household asked that has not answered, of one courtyard or of all.

    Slips made for them before open nothing any more. Raises AlreadyDone where this form made them.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.RUN_SURVEY)
        if _stage(work, work.row(Survey, survey_id)) is Stage.CLOSED:
            raise OutOfTurn("issue")
        homes = surveys.unanswered(session, by=by, survey_id=survey_id, courtyard_id=courtyard_id)
        if len(homes) > MOST:
            raise InvalidDraft((Problem("courtyard_id", "too_many_slips", {"most": MOST}),))
        slips = [Slip(home, secrets.token_urlsafe(32)) for home in homes]
        for slip in slips:
            _renew(session, slip)
        work.event(
            "make_slips",
            noun=NOUN,
            ref=survey_id,
            courtyard_id=courtyard_id,
            details={"slips": len(slips)},
            changes_facts=False,
        )
        return slips


def _renew(session: Session, slip: Slip) -> None:
    """Give a slip its fresh token, and no further version.

    Versions would tell for ever which slips were used before the others were printed anew.
    """
    session.execute(
        update(SurveyToken)
        .where(col(SurveyToken.id) == slip.home["slip_id"])
        .values(token_hash=digest(slip.token))
        .execution_options(synchronize_session=False)
    )


def _drawn(
    session: Session, draft: SurveyDraft, by: Principal, courtyard_id: int | None
) -> tuple[list[int], int | None]:
    """The households to ask, and the seed by which a sample of them was drawn."""
    if courtyard_id is not None:
        if draft.mode is SurveyMode.SAMPLE:
            raise InvalidDraft((Problem("courtyard_id", "sample_is_of_the_site"),))
        if session.get(Courtyard, courtyard_id) is None:
            raise InvalidDraft((Problem("courtyard_id", "no_such_courtyard"),))
    there = surveys.frame(session, by=by, day=draft.opened_on, courtyard_id=courtyard_id)
    if draft.mode is SurveyMode.OPEN_LINK:
        asked, seed = sorted(there), None
    else:
        if draft.invited > len(there):
            raise InvalidDraft((Problem("invited", "more_than_households", {"most": len(there)}),))
        seed = secrets.randbits(48)
        asked = rules.drawn(there, draft.invited, seed=seed)
    if not asked:
        raise InvalidDraft((Problem("courtyard_id", "nobody_to_ask"),))
    if draft.population < len(asked):
        raise InvalidDraft((Problem("population", "fewer_than_asked", {"asked": len(asked)}),))
    return asked, seed


def _ask(session: Session, survey: Survey, households: list[int]) -> None:
    """Note whom the survey asks, by tokens that nobody has seen: slips are made when they are printed."""
    rows = [
        {
            "survey_id": survey.id,
            "household_id": household,
            "token_hash": digest(secrets.token_urlsafe(32)),
            "used": False,
            "version": 1,
        }
        for household in households
    ]
    session.execute(insert(SurveyToken), rows)


def _told(draft: SurveyDraft, asked: list[int]) -> dict[str, Any]:
    return draft.model_dump() | {"invited": len(asked)}


def _dates(work: Work, draft: SurveyDraft, *, since: date) -> None:
    problems = []
    if draft.batch_id is not None:
        problems.append(Problem("batch_id", "another_verb"))
    if draft.opened_on < since:
        problems.append(Problem("opened_on", "in_the_past"))
    if draft.closed_on < work.today:
        problems.append(Problem("closed_on", "in_the_past"))
    elif draft.closed_on > draft.opened_on + rules.LONGEST:
        problems.append(Problem("closed_on", "survey_too_long", {"days": rules.LONGEST.days}))
    if problems:
        raise InvalidDraft(tuple(problems))


def _opened(work: Work, survey_id: int, version: int, mine: dict[str, Any]) -> Survey:
    work.require(Action.RUN_SURVEY)
    survey = work.row(Survey, survey_id)
    work.unchanged(survey, version, mine)
    return survey


def _answered(session: Session, survey: Survey) -> bool:
    count = select(func.count()).select_from(SurveyAnswer).where(col(SurveyAnswer.survey_id) == survey.id)
    return bool(session.execute(count).scalar_one())


def _stage(work: Work, survey: Survey) -> Stage:
    return rules.stage(survey.opened_on, survey.closed_on, work.today)


def _done(
    work: Work,
    survey: Survey,
    verb: str,
    *,
    first: date | None = None,
    courtyard_id: int | None = None,
    seed: int | None = None,
) -> Survey:
    work.counts(since=min(first or survey.closed_on, survey.closed_on))
    details = {
        "mode": survey.mode.value,
        "invited": survey.invited,
        "closed_on": survey.closed_on.isoformat(),
    }
    if seed is not None:
        details["seed"] = seed
    work.event(verb, noun=NOUN, ref=survey.id, courtyard_id=courtyard_id, details=details)
    return survey
