"""Surveys: the sample and its slips, one answer for each, and nothing that ties an answer to a home."""

import json
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlmodel import col

from dashboard.access import Principal
from dashboard.actions import survey_answers, surveys
from dashboard.actions.sessions import digest
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound, OutOfTurn, StaleVersion
from dashboard.indicators import cells
from dashboard.lookups import surveys as lookups
from dashboard.queries import surveys as queries
from dashboard.rules.surveys import OPEN_FOR, PAPER_FOR, Stage, drawn, stage
from dashboard.schema import METADATA
from dashboard.schema.accounts import AuditEvent, PrincipalKind, Role, SavedForm
from dashboard.schema.cells import Cell
from dashboard.schema.people import Resident
from dashboard.schema.places import Household, Site, Tenure
from dashboard.schema.surveys import Change, SheetDraft, Survey, SurveyAnswer, SurveyDraft, SurveyToken
from tests.actions import loop
from tests.sites import LEADER, OFFICE, PUBLIC, SINCE

TODAY = date(2026, 9, 20)
NOW, LAST = at(TODAY), TODAY + OPEN_FOR
TYPIST = Principal(PrincipalKind.USER, Role.OFFICE, account_id=12)
READ = ("gain_share", "wellbeing_mean", "safety_share", "property_satisfaction")
FULL = {"gain": "better", "wellbeing": "8", "safety": "4", "property_service": "3"}


def draft(session, **given) -> SurveyDraft:
    values = {
        "site_id": session.execute(select(col(Site.id))).scalar_one(),
        "title": "2026年居民问卷",
        "mode": "sample",
        "opened_on": TODAY,
        "closed_on": LAST,
        "population": 12,
        "invited": 4,
    }
    return SurveyDraft.check(**values | given)


def create(session, *, by=OFFICE, courtyard_id=None, key=None, now=NOW, **given) -> Survey:
    how = {"session": session, "by": by, "now": now, "key": key or loop.key(), "courtyard_id": courtyard_id}
    return surveys.create(draft=draft(session, **given), **how)


def correct(session, survey, *, version=None, courtyard_id=None, **given) -> Survey:
    values = {"invited": survey.invited, "mode": survey.mode} | given
    return surveys.correct(
        session=session,
        survey_id=survey.id,
        draft=draft(session, **values),
        by=OFFICE,
        now=NOW,
        key=loop.key(),
        version=version or survey.version,
        courtyard_id=courtyard_id,
    )


def issue(session, survey, *, by=OFFICE, courtyard_id=None, key=None, now=NOW) -> list[str]:
    """The tokens of fresh slips."""
    how = {"session": session, "by": by, "now": now, "key": key or loop.key(), "courtyard_id": courtyard_id}
    return [slip.token for slip in surveys.issue(survey_id=survey.id, **how)]


def answer(session, token, *, now=NOW, **said) -> Survey:
    sheet = SheetDraft.check(**(said or FULL))
    return survey_answers.answer(session=session, token=token, sheet=sheet, now=now)


def enter(session, survey, *, slip=None, by=TYPIST, day=TODAY, now=NOW, key=None, **said) -> Survey:
    return survey_answers.enter(
        session=session,
        survey_id=survey.id,
        sheet=SheetDraft.check(**(said or FULL)),
        answered_on=day,
        slip=slip,
        by=by,
        now=now,
        key=key or loop.key(),
    )


def asked(session, survey) -> list[int]:
    of = select(col(SurveyToken.household_id)).where(col(SurveyToken.survey_id) == survey.id)
    return sorted(session.execute(of).scalars())


def answers(session) -> list[SurveyAnswer]:
    return list(session.execute(select(SurveyAnswer)).scalars())


def events(session, verb) -> list[AuditEvent]:
    return list(session.execute(select(AuditEvent).where(col(AuditEvent.verb) == verb)).scalars())


def used(session) -> int:
    count = select(func.count()).select_from(SurveyToken).where(col(SurveyToken.used))
    return session.execute(count).scalar_one()


def codes(error) -> list[tuple[str, str]]:
    return [(one.name, one.code) for one in error.value.problems]


def test_a_sample_can_be_drawn_once_more_with_the_seed_in_the_trail(session, hamlet):
    survey = create(session)
    homes = [id_ for yard in hamlet.households for id_ in yard]
    [event] = events(session, "create")
    assert (survey.invited, len(asked(session, survey))) == (4, 4)
    assert asked(session, survey) == drawn(reversed(homes), 4, seed=event.details["seed"])
    assert set(event.details) == {"mode", "invited", "closed_on", "seed"}


def test_every_household_is_as_likely_to_be_drawn():
    times, counts = 3000, Counter()
    for seed in range(times):
        counts.update(drawn(range(10), 3, seed=seed))
    # Six standard deviations of a binomial with p = 0.3.
    spread = 6 * (times * 0.3 * 0.7) ** 0.5
    assert all(abs(counts[home] - times * 0.3) < spread for home in range(10))
    assert drawn(range(10), 99, seed=1) == list(range(10))


def test_an_open_survey_asks_everybody_of_the_site_or_of_a_courtyard(session, hamlet):
    everywhere = create(session, mode="open_link", invited=1)
    here = create(session, mode="open_link", invited=1, courtyard_id=hamlet.courtyards[1])
    assert (everywhere.invited, here.invited) == (6, 3)
    assert asked(session, here) == sorted(hamlet.households[1])
    assert [
        queries.one(session, by=OFFICE, survey_id=one.id, today=TODAY)["courtyard_id"]
        for one in (everywhere, here)
    ] == [None, hamlet.courtyards[1]]


def test_empty_flats_and_those_gone_are_not_asked_and_children_not_counted(session, hamlet):
    gone, empty = (session.get_one(Household, id_) for id_ in hamlet.households[0][:2])
    gone.until, empty.tenure = TODAY - timedelta(days=1), Tenure.VACANT
    home = hamlet.households[1][0]
    for born, until in ((1950, None), (2008, None), (2009, None), (1960, TODAY - timedelta(days=1))):
        session.add(Resident(household_id=home, born_year=born, since=SINCE, until=until))
    session.flush()
    where = {"by": OFFICE, "day": TODAY}
    assert len(lookups.frame(session, **where)) == 4
    assert lookups.frame(session, courtyard_id=hamlet.courtyards[0], **where) == [hamlet.households[0][2]]
    assert queries.adults(session, **where) == 2
    assert queries.adults(session, courtyard_id=hamlet.courtyards[0], **where) == 0


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"opened_on": TODAY - timedelta(days=1)}, [("opened_on", "in_the_past")]),
        ({"closed_on": TODAY + timedelta(days=93)}, [("closed_on", "survey_too_long")]),
        ({"invited": 7}, [("invited", "more_than_households")]),
        ({"population": 3}, [("population", "fewer_than_asked")]),
        ({"batch_id": 1}, [("batch_id", "another_verb")]),
        ({"courtyard_id": 1}, [("courtyard_id", "sample_is_of_the_site")]),
        ({"courtyard_id": 999, "mode": "open_link"}, [("courtyard_id", "no_such_courtyard")]),
    ],
)
def test_what_cannot_be_is_refused(session, hamlet, given, problems):
    with pytest.raises(InvalidDraft) as error:
        create(session, **given)
    assert codes(error) == problems
    assert not session.execute(select(Survey)).first()


@pytest.mark.parametrize("by", [LEADER, PUBLIC, "committee", "company"])
def test_the_office_alone_runs_surveys(session, hamlet, by):
    survey = create(session)
    who = by if isinstance(by, Principal) else getattr(hamlet, by)()
    verbs = (
        lambda: create(session, by=who),
        lambda: issue(session, survey, by=who),
        lambda: enter(session, survey, by=who),
        lambda: lookups.unanswered(session, by=who, survey_id=survey.id),
        lambda: queries.one(session, by=who, survey_id=survey.id, today=TODAY),
        lambda: queries.listed(session, by=who, today=TODAY),
        lambda: queries.progress(session, by=who, survey_id=survey.id),
    )
    for verb in verbs:
        with pytest.raises(NotAllowed):
            verb()


def test_a_form_saved_twice_makes_one_survey(session, hamlet):
    made = create(session, key="once")
    with pytest.raises(AlreadyDone) as done:
        create(session, key="once")
    assert (done.value.noun, done.value.ref) == ("survey", made.id)


def test_a_correction_keeps_the_sample_unless_it_asks_otherwise(session, hamlet):
    survey = create(session)
    before, [token, *_rest] = asked(session, survey), issue(session, survey)
    correct(session, survey, title="另一个名字", closed_on=LAST + timedelta(days=3))
    assert (survey.title, survey.closed_on, survey.version) == ("另一个名字", LAST + timedelta(days=3), 2)
    assert asked(session, survey) == before
    assert "seed" not in events(session, "correct")[0].details
    correct(session, survey, invited=5)
    assert (survey.invited, len(asked(session, survey))) == (5, 5)
    assert "seed" in events(session, "correct")[1].details
    with pytest.raises(NotFound):
        answer(session, token)
    with pytest.raises(StaleVersion):
        correct(session, survey, version=1)
    with pytest.raises(InvalidDraft) as error:
        correct(session, survey, population=4)
    assert codes(error) == [("population", "fewer_than_asked")]
    correct(session, survey, mode="open_link", courtyard_id=hamlet.courtyards[0])
    assert asked(session, survey) == sorted(hamlet.households[0])


def test_once_somebody_has_answered_nothing_is_corrected(session, hamlet):
    survey = create(session)
    answer(session, issue(session, survey)[0])
    with pytest.raises(OutOfTurn):
        correct(session, survey, title="太晚了")
    assert survey.title == "2026年居民问卷"


def test_closing_early_makes_today_the_last_day(session, hamlet):
    survey = create(session)
    how = {"session": session, "survey_id": survey.id, "by": OFFICE, "now": NOW}
    first, second, *_rest = issue(session, survey)
    surveys.close(version=survey.version, key=loop.key(), **how)
    assert (survey.closed_on, survey.version) == (TODAY, 2)
    answer(session, first, now=at(TODAY, 23))
    with pytest.raises(OutOfTurn):
        answer(session, second, now=at(TODAY + timedelta(days=1), 0))
    with pytest.raises(OutOfTurn):
        surveys.close(version=survey.version, key=loop.key(), **how)


def test_only_the_hash_of_a_token_is_kept(session, hamlet):
    survey = create(session)
    tokens = issue(session, survey)
    kept = set(session.execute(select(col(SurveyToken.token_hash))).scalars())
    assert {digest(one) for one in tokens} == kept
    assert all(len(one) == 43 for one in tokens)
    assert not [one for one in tokens if one in everything(session)]


def test_new_slips_end_the_unused_ones_of_that_courtyard_only(session, hamlet):
    survey = create(session, mode="open_link", invited=1)
    old = issue(session, survey)
    answer(session, old[0])
    fresh = issue(session, survey, courtyard_id=hamlet.courtyards[0])
    assert len(fresh) == 2
    for token in old[1:3]:
        with pytest.raises(NotFound):
            answer(session, token)
    for token in (*fresh, *old[3:]):
        answer(session, token)
    assert (used(session), len(answers(session)), issue(session, survey)) == (6, 6, [])
    # What has been answered stays answered, whatever is printed.
    with pytest.raises(AlreadyDone):
        answer(session, old[0])


def test_slips_are_made_once_for_a_form_and_not_after_the_end(session, hamlet):
    survey = create(session)
    tokens = issue(session, survey, key="print")
    with pytest.raises(AlreadyDone):
        issue(session, survey, key="print")
    answer(session, tokens[0])
    with pytest.raises(OutOfTurn):
        issue(session, survey, now=at(LAST + timedelta(days=1)))
    with pytest.raises(NotFound):
        surveys.issue(session=session, survey_id=999, by=OFFICE, now=NOW, key="other")


def test_more_slips_than_can_be_printed_at_once_are_refused(session, hamlet, monkeypatch):
    survey = create(session, mode="open_link", invited=1)
    monkeypatch.setattr(surveys, "MOST", 5)
    with pytest.raises(InvalidDraft) as error:
        issue(session, survey)
    assert codes(error) == [("courtyard_id", "too_many_slips")]
    assert len(issue(session, survey, courtyard_id=hamlet.courtyards[0])) == 3


def test_a_slip_answers_once(session, hamlet):
    survey = create(session)
    token, *_rest = issue(session, survey)
    assert answer(session, token).id == survey.id
    [kept] = answers(session)
    assert (kept.gain, kept.wellbeing, kept.safety, kept.property_service) == (Change.BETTER, 8, 4, 3)
    assert (kept.survey_id, kept.answered_on, kept.courtyard_id) == (survey.id, TODAY, None)
    with pytest.raises(AlreadyDone):
        answer(session, token, gain="worse")
    assert (len(answers(session)), used(session)) == (1, 1)


@pytest.mark.parametrize("token", ["", "x", "A" * 43])
def test_a_token_that_nobody_made_opens_nothing(session, hamlet, token):
    create(session)
    with pytest.raises(NotFound):
        answer(session, token)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), LAST + timedelta(days=1)])
def test_outside_its_days_a_slip_answers_nothing_and_stays_unused(session, hamlet, day):
    token, *_rest = issue(session, create(session))
    with pytest.raises(OutOfTurn):
        answer(session, token, now=at(day))
    assert (answers(session), used(session)) == ([], 0)
    answer(session, token, now=at(LAST, 23))


def test_questions_may_be_left_out_but_not_all(session, hamlet):
    token, *_rest = issue(session, create(session))
    empty = SheetDraft.check()
    with pytest.raises(InvalidDraft) as error:
        survey_answers.answer(session=session, token=token, sheet=empty, now=NOW)
    assert codes(error) == [("gain", "nothing_answered")]
    answer(session, token, safety="1")
    [kept] = answers(session)
    assert (kept.gain, kept.wellbeing, kept.safety, kept.property_service) == (None, None, 1, None)
    with pytest.raises(InvalidDraft):
        SheetDraft.check(wellbeing="11")


def test_the_indicators_read_a_survey_once_its_last_day_is_over(session, hamlet):
    """Before, whoever looks twice could read off what one neighbour said."""
    cells.roll(session, now=NOW)
    survey = create(session)
    for token, gain in zip(issue(session, survey), ("better", "better", "worse"), strict=False):
        answer(session, token, gain=gain, safety="2")
    assert shown(session) == []
    after = at(LAST + timedelta(days=1))
    cells.roll(session, now=after)
    month = LAST.isoformat()[:7]
    kept = {
        (row.key, row.stratum): (row.n, row.part)
        for row in session.execute(select(Cell).where(col(Cell.period) == month)).scalars()
        if row.key in READ
    }
    assert kept["gain_share", "sample"] == (3, 2)
    assert kept["safety_share", "sample"] == (3, 0)
    assert ("wellbeing_mean", "sample") not in kept
    before = shown(session)
    cells.rebuild(session, now=after)
    assert shown(session) == before


def shown(session) -> list[tuple]:
    session.expire_all()
    mine = select(Cell).where(col(Cell.key).in_(READ))
    return sorted(tuple(row.model_dump().values()) for row in session.execute(mine).scalars())


def everything(session, *but) -> str:
    """Every row of every table but some, as text."""
    tables = [table for table in METADATA.sorted_tables if table.name not in but]
    rows = {table.name: [list(map(str, row)) for row in session.execute(table.select())] for table in tables}
    return json.dumps(rows, ensure_ascii=False)


def test_nothing_ties_an_answer_to_its_home(session, hamlet):
    """Whatever two tables have in common: an answer shares with its slip no more than the survey."""
    survey = create(session, mode="open_link", invited=1)
    tokens = issue(session, survey)
    before = {row.id: row.version for row in session.execute(select(SurveyToken)).scalars()}
    for token in tokens[:2]:
        answer(session, token)
    enter(session, survey, slip=tokens[4])
    assert {row.id: row.version for row in session.execute(select(SurveyToken)).scalars()} == before
    # The answer's own columns: no household, no slip, no courtyard, no hour.
    columns = {column.name for column in SurveyAnswer.__table__.columns}
    assert columns == {"id", "version", "batch_id", "survey_id", "courtyard_id", "answered_on", *FULL}
    slips = {column.name for column in SurveyToken.__table__.columns}
    assert columns & slips == {"id", "version", "survey_id"}
    assert {row.courtyard_id for row in answers(session)} == {None}
    # Its number stands nowhere else, and tells of no order.
    elsewhere = everything(session, "survey_answer")
    assert not [row.id for row in answers(session) if str(row.id) in elsewhere]
    assert all(row.id in survey_answers.NUMBERS for row in answers(session))
    # The events name the survey and who typed: neither household nor slip nor courtyard nor answer.
    told = [*events(session, "answer"), *events(session, "enter_answer")]
    assert [(one.actor, one.noun, one.ref, one.courtyard_id, one.details) for one in told] == [
        ("household:public", "survey", survey.id, None, {}),
        ("household:public", "survey", survey.id, None, {}),
        ("user:office-12", "survey", survey.id, None, {}),
    ]
    forms = session.execute(select(SavedForm)).scalars()
    assert {(one.noun, one.ref) for one in forms} == {("survey", survey.id)}


def test_the_order_of_answers_is_not_kept(session, hamlet):
    """With thirty answers, numbers that rise with time would come by chance once in 30! times."""
    survey = create(session, population=30)
    survey.invited = 30
    session.flush()
    for points in range(30):
        enter(session, survey, wellbeing=str(points % 11), safety="5")
    session.expunge_all()
    rows = session.execute(text("SELECT wellbeing FROM survey_answer ORDER BY id")).scalars().all()
    assert sorted(rows) == sorted(points % 11 for points in range(30))
    assert rows != [points % 11 for points in range(30)]


def test_using_a_slip_rewrites_those_of_its_courtyard_alike(session, hamlet):
    """PostgreSQL keeps which transaction wrote a row: all slips of the courtyard bear the answer's."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("only PostgreSQL keeps it")
    survey = create(session, mode="open_link", invited=1)
    tokens = issue(session, survey)
    with session.begin_nested():
        answer(session, tokens[0])
    wrote = session.execute(
        text("SELECT xmin::text FROM survey_token WHERE household_id = ANY(:here)"),
        {"here": list(hamlet.households[0])},
    )
    assert len(set(wrote.scalars())) == 1


def test_paper_is_typed_with_its_slip(session, hamlet):
    survey = create(session, mode="open_link", invited=1)
    tokens = issue(session, survey)
    code = session.get_one(Household, hamlet.households[1][0]).code
    for slip in (f"https://yuanluo.example.cn/s/{tokens[0]}", tokens[1], f" {code.upper()} "):
        enter(session, survey, slip=slip)
    assert (used(session), len(answers(session))) == (3, 3)
    for slip, problem in ((tokens[0], "slip_used"), ("", "no_such_slip"), ("H99-1", "no_such_slip")):
        with pytest.raises(InvalidDraft) as error:
            enter(session, survey, slip=slip)
        assert codes(error) == [("slip", problem)]
    with pytest.raises(AlreadyDone):
        answer(session, tokens[1])


def test_paper_without_slips_cannot_outnumber_those_asked(session, hamlet):
    survey = create(session, invited=2)
    enter(session, survey, key="first")
    with pytest.raises(AlreadyDone):
        enter(session, survey, key="first")
    enter(session, survey)
    with pytest.raises(InvalidDraft) as error:
        enter(session, survey)
    assert codes(error) == [("slip", "everybody_answered")]
    assert (used(session), len(answers(session))) == (0, 2)


def test_paper_bears_a_day_of_the_survey_and_comes_within_two_weeks(session, hamlet):
    survey = create(session)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(InvalidDraft) as error:
            enter(session, survey, day=day)
        assert codes(error) == [("answered_on", "outside_the_survey")]
    late = LAST + PAPER_FOR
    with pytest.raises(InvalidDraft):
        enter(session, survey, day=late, now=at(late))
    enter(session, survey, day=LAST, now=at(late))
    with pytest.raises(OutOfTurn):
        enter(session, survey, day=LAST, now=at(late + timedelta(days=1)))


def test_where_a_survey_stands_and_how_far_it_is(session, hamlet):
    survey = create(session, mode="open_link", invited=1)
    tokens = issue(session, survey)
    answer(session, tokens[0])
    enter(session, survey)
    [row] = queries.listed(session, by=OFFICE, today=TODAY)
    assert (row["invited"], row["answered"], row["used"], row["slips"]) == (6, 2, 1, 6)
    assert [(one["no"], one["asked"], one["used"]) for one in progress(session, survey)] == [
        (1, 3, 1),
        (2, 3, 0),
    ]
    left = lookups.unanswered(session, by=OFFICE, survey_id=survey.id)
    assert [(one["no"], one["room"]) for one in left] == [
        (1, "201"),
        (1, "301"),
        *[(2, f"{n}01") for n in (1, 2, 3)],
    ]
    with pytest.raises(NotFound):
        queries.one(session, by=OFFICE, survey_id=999, today=TODAY)
    days = (TODAY - timedelta(days=1), TODAY, LAST, LAST + timedelta(days=1))
    assert [stage(TODAY, LAST, day) for day in days] == [
        Stage.COMING,
        Stage.OPEN,
        Stage.OPEN,
        Stage.CLOSED,
    ]


def progress(session, survey) -> list[dict]:
    return queries.progress(session, by=OFFICE, survey_id=survey.id)
