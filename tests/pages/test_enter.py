"""The tiles, and the form of a request in both views."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

import db
from dashboard import i18n
from dashboard.schema.places import Household
from dashboard.schema.requests import OPEN, Place, Request, RequestType, Support
from dashboard.ui.shell import large_type
from tests.pages.test_hazards import choose, keys
from tests.pages.test_pages import told

Open = Callable[..., AppTest]
PAGE = "work/register.py"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Large type chosen."""
    monkeypatch.setattr(large_type, "is_large", lambda: True)


def links(test: AppTest) -> list[tuple[str, str]]:
    return [(one.proto.page, one.proto.label) for one in test.get("page_link")]


def fill(test: AppTest, kind: str = "leak", place: str = "roof", stairwell: int | None = 2) -> None:
    choose(test, "register.0.type", kind)
    choose(test, "register.0.place", place)
    if stairwell:
        choose(test, "register.0.stairwell", stairwell)


@pytest.mark.parametrize("persona", ["committee-3", "office"])
def test_a_tile_for_each_form(app: Open, persona: str) -> None:
    test = app(persona, "work/enter.py")
    assert not test.exception
    names = [name for _page, name in links(test)]
    assert names[:3] == ["登记诉求", "报隐患", "记检查"]


@pytest.mark.parametrize("persona", ["leader", "property", "guest"])
def test_those_who_enter_nothing_are_told_so(app: Open, persona: str) -> None:
    test = app(persona, "work/enter.py")
    assert "不在您的权限内" in test.title[0].value
    assert links(test) == []


def test_large_type_opens_on_the_tiles_once(app: Open, large: None) -> None:
    test = app("committee-3", "overview/home.py")
    assert "我要记" in told(test)
    assert "我要记" not in told(test.switch_page("../pages/overview/home.py").run())
    assert "我要记" not in told(app("office", "overview/home.py"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_views_hold_the_same_form(app: Open, language: str, request: pytest.FixtureRequest) -> None:
    test = app("committee-1", PAGE, lang=language)
    assert "register.next.0" not in keys(test)
    fields = {one.key for one in [*test.get("button_group"), *test.text_area, *test.text_input]}
    request.getfixturevalue("large")
    test.run()
    assert not test.exception
    assert {"register.next.0", "register.next.1", "register.back.1", "register.save"} <= keys(test)
    assert fields == {one.key for one in [*test.get("button_group"), *test.text_area, *test.text_input]}


def test_a_request_is_saved_with_its_receipt_in_large_type(app: Open, large: None) -> None:
    test = app("committee-1", PAGE)
    fill(test)
    test.button(key="register.save").click().run()
    assert not test.exception
    assert "R2026-" in test.success[0].value
    assert "register.save" not in keys(test)
    test.button(key="register.another").click().run()
    assert "register.save" in keys(test)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_not_said_is_not_put_into_the_record(app: Open, language: str) -> None:
    test = app("committee-1", PAGE, lang=language)
    with i18n.speaking(language):  # AppTest looks for the words of a choice outside the page
        fill(test)
    test.button(key="register.save").click().run()
    assert not test.exception
    with db.reading() as session:
        kept = session.exec(select(Request).order_by(col(Request.id).desc())).first()
        assert (kept.type, kept.summary) == (RequestType.LEAK, "")


def test_a_screen_is_not_left_before_its_questions_are_answered(app: Open, large: None) -> None:
    test = app("committee-1", PAGE)
    test.button(key="register.next.0").click().run()
    assert [one.value for one in test.error].count("请填写这一项。") == 2
    assert "register.0.screen" not in test.session_state
    fill(test, place="flat", stairwell=None)
    test.button(key="register.next.0").click().run()
    assert "register.0.screen" not in test.session_state
    fill(test)
    test.button(key="register.next.0").click().run()
    assert test.session_state["register.0.screen"] == 1
    test.button(key="register.back.1").click().run()
    assert test.session_state["register.0.screen"] == 0


def test_a_complaint_of_the_save_leads_back_to_its_screen(app: Open, large: None) -> None:
    test = app("committee-1", PAGE)
    fill(test)
    test.button(key="register.next.0").click().run()
    test.button(key="register.next.1").click().run()
    choose(test, "register.0.place", "flat")
    assert test.session_state["register.0.screen"] == 2
    test.button(key="register.save").click().run()
    assert test.session_state["register.0.screen"] == 0
    assert test.error


def test_what_is_open_already_is_told_and_can_be_joined(app: Open) -> None:
    test = app("committee-1", PAGE)
    fill(test)
    test.button(key="register.save").click().run()
    number = test.success[0].value[-11:].strip("。")
    test.button(key="register.another").click().run()
    for name, value in (("type", "leak"), ("place", "roof"), ("stairwell", 2)):
        choose(test, f"register.1.{name}", value)
    assert any(number in one.value for one in test.warning)
    assert any("不用重报" in name for _page, name in links(test))
    with db.reading() as session:
        made = session.exec(select(Request).where(Request.number == number)).one()
        assert (made.status in OPEN, made.type, made.place) == (True, RequestType.LEAK, Place.ROOF)
        request_id = made.id
    story = app("committee-1", "work/requests.py")
    story.query_params["request"] = str(request_id)
    story.run()
    story.button(key=f"support.{request_id}.save").click().run()
    assert any("请填写" in one.value for one in story.error)
    choose(story, f"support.{request_id}.0.stairwell", 2)
    homes = [one for one in story.get("button_group") if one.key == f"support.{request_id}.0.household"]
    assert homes
    with db.reading() as session:
        home = session.exec(
            select(Household.id).where(Household.courtyard_id == 1, Household.stairwell == 2)
        ).first()
    choose(story, f"support.{request_id}.0.household", home)
    story.button(key=f"support.{request_id}.save").click().run()
    assert not story.exception
    with db.reading() as session:
        assert session.exec(select(Support.household_id).where(Support.request_id == request_id)).all() == [
            home
        ]
    assert "另有1户也遇到这件事" in told(story)
