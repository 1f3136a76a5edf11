"""The page of surveys: for the office alone; made, closed, corrected, and sheets of paper typed in."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

import db
from dashboard import clock
from dashboard.actions import survey_answers, surveys
from dashboard.schema.places import Household
from dashboard.schema.surveys import SheetDraft, Survey, SurveyAnswer, SurveyToken
from tests import lookups
from tests.pages.conftest import AS_OF
from tests.pages.test_pages import PERSONAS, told
from tests.sites import OFFICE

Open = Callable[..., AppTest]
PAGE = "work/surveys.py"


def opened(app: Open, persona: str = "office", *, do: str | None = None, **query: str) -> AppTest:
    test = app(persona, PAGE)
    if do is not None:
        test.session_state["do"] = do
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click().run()
    assert not test.exception
    return test


def found(model) -> list:
    with db.reading() as session:
        rows = list(session.exec(select(model)))
        session.expunge_all()
        return rows


def newest() -> Survey:
    return max(found(Survey), key=lambda one: one.id)


@pytest.fixture
def made(app: Open) -> tuple[AppTest, Survey]:
    """The survey that the form proposes, saved as it stands; its page."""
    press(opened(app, do="create"), "survey.save")
    survey = newest()
    return opened(app, survey=str(survey.id)), survey


@pytest.mark.parametrize("persona", PERSONAS)
def test_it_is_for_the_office(app: Open, filled: Path, persona: str) -> None:
    sample = lookups.answer(filled, "select min(id) from survey where mode = 'sample'")
    for query in ({}, {"survey": str(sample)}):
        test = opened(app, persona, **query)
        assert bool(test.title) == (persona != "office")
        assert ("感受抽样调查" in told(test)) == (persona == "office")


def test_the_list_says_how_many_answered(app: Open, filled: Path) -> None:
    invited, answered = lookups.answer(
        filled,
        "select invited, count(*) from survey join survey_answer on survey_id = survey.id"
        " where mode = 'sample' group by survey.id order by survey.id desc",
    )
    words = told(opened(app))
    assert f"{invited} 份已答 {answered} 份（{round(100 * answered / invited)}%）" in words
    assert "已结束" in words
    assert not found(SurveyToken)


def test_what_is_proposed_can_be_saved_at_once(made) -> None:
    _page, survey = made
    assert (survey.opened_on, survey.closed_on) == (AS_OF, AS_OF + timedelta(days=14))
    assert (survey.title, survey.mode, survey.invited) == ("2026年居民问卷", "sample", 180)
    assert survey.population > survey.invited
    assert len(found(SurveyToken)) == 180


def test_a_saved_form_shows_the_way_to_its_slips(app: Open) -> None:
    test = opened(app, do="create")
    before = len(found(Survey))
    press(test, "survey.save")
    assert "打印单子" in test.success[0].value
    assert len(found(Survey)) == before + 1
    press(test, "survey.another")
    assert any(one.key == "survey.save" for one in test.button)


def test_a_survey_of_one_courtyard_asks_its_households_and_counts_its_people(app: Open) -> None:
    test = opened(app, do="create")
    whole = test.number_input[-1].value
    test.session_state["survey.0.mode"] = "open_link"
    test.run()
    yard = test.selectbox[0].options[2]
    test.selectbox[0].set_value(yard).run()
    assert test.number_input[0].value < whole
    press(test, "survey.save")
    homes = {one.id: one.courtyard_id for one in found(Household)}
    asked = [one for one in found(SurveyToken) if one.survey_id == newest().id]
    assert len({homes[one.household_id] for one in asked}) == 1
    assert newest().invited == len(asked) > 10


def test_what_is_wrong_is_said_beside_its_field(app: Open) -> None:
    test = opened(app, do="create")
    before = len(found(Survey))
    test.date_input[1].set_value(AS_OF + timedelta(days=200)).run()
    press(test, "survey.save")
    assert "最多开放 92 天" in " ".join(one.value for one in test.error)
    assert len(found(Survey)) == before


def test_one_survey_shows_its_slips_and_its_courtyards(made) -> None:
    page, survey = made
    [door] = page.get("link_button")
    assert door.proto.url == f"/survey-slips/{survey.id}"
    rows = page.dataframe[0].value
    assert (len(rows), int(rows.iloc[:, 1].sum()), int(rows.iloc[:, 2].sum())) == (10, 180, 0)
    assert "谁也看不到分院的结果" in told(page)
    assert {"获得感", "安全感"} <= set(told(page).split())


def test_paper_is_typed_in_and_the_fields_are_empty_again(made) -> None:
    page, survey = made
    with db.reading() as session:
        slips = found(SurveyToken)
        code = session.get_one(Household, slips[0].household_id).code
    name = f"survey.paper.{survey.id}"
    page.text_input(key=f"{name}.0.slip").set_value(code).run()
    page.session_state[f"{name}.0.wellbeing"] = "7"
    press(page, f"{name}.save")
    last = max(found(SurveyAnswer), key=lambda one: one.id)
    assert (last.survey_id, last.wellbeing, last.gain, last.courtyard_id) == (survey.id, 7, None, None)
    assert [one.household_id for one in found(SurveyToken) if one.used] == [slips[0].household_id]
    assert page.text_input(key=f"{name}.1.slip").value == ""
    press(page, f"{name}.save")
    assert "没有这个码" in " ".join(one.value for one in page.error)
    page.checkbox(key=f"{name}.1.alone").check().run()
    press(page, f"{name}.save")
    assert "至少回答一个问题" in " ".join(one.value for one in page.error)


def test_a_correction_ends_with_the_first_answer(made) -> None:
    page, survey = made
    name = f"survey.correct.{survey.id}"
    page.text_input(key=f"{name}.0.title").set_value("冬季问卷").run()
    press(page, f"{name}.save")
    assert (newest().title, newest().version) == ("冬季问卷", 2)
    with db.writing() as session:
        how = {"session": session, "by": OFFICE, "now": clock.now(), "key": "slips"}
        slip, *_rest = surveys.issue(survey_id=survey.id, **how)
        sheet = SheetDraft.check(safety="5")
        survey_answers.answer(session=session, token=slip.token, sheet=sheet, now=clock.now())
    page.run()
    assert not page.exception
    assert f"{name}.save" not in {one.key for one in page.button}


def test_today_is_made_the_last_day(made) -> None:
    page, survey = made
    press(page, f"survey.close.{survey.id}.save")
    assert newest().closed_on == AS_OF
    assert f"survey.close.{survey.id}.save" not in {one.key for one in page.button}
