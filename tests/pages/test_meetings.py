"""The page of meetings for each persona: refused, list, form, one meeting."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import told

Open = Callable[..., AppTest]
PAGE = "meetings/meetings.py"
YARD, JOINT = 70, 66
"""A meeting of courtyard 6, and one of the whole site."""


def opened(app: Open, persona: str, *, meeting: int | None = None, do: str | None = None) -> AppTest:
    test = app(persona, PAGE)
    if meeting is not None:
        test.query_params["meeting"] = str(meeting)
        test.run()
    if do is not None:
        test.session_state["do"] = do
        test.run()
    assert not test.exception
    return test


def keys(test: AppTest) -> set[str]:
    return {str(one.key) for one in test.button}


@pytest.mark.parametrize("persona", ["leader", "committee-6", "office", "property", "guest"])
def test_the_turnout_is_for_everybody_who_may_see_meetings(app: Open, persona: str) -> None:
    test = opened(app, persona)
    if persona == "guest":
        assert "不在您的权限内" in test.title[0].value
        return
    assert "56户到会16户（29%）" in told(test)


@pytest.mark.parametrize("persona", ["leader", "committee-6", "committee-3", "office", "property"])
def test_which_flats_came_only_their_keepers_see(app: Open, persona: str) -> None:
    test = opened(app, persona, meeting=YARD)
    keeps = persona in ("committee-6", "office")
    assert ("哪些户到会" in told(test)) == keeps
    assert (f"came.{YARD}.6.save" in keys(test)) == keeps
    assert "56户到会16户（29%）" in told(test)
    assert "还差1户" in told(test)


@pytest.mark.parametrize("persona", ["leader", "committee-3", "office", "property"])
def test_the_bodies_are_for_all_and_names_are_masked_for_the_office(app: Open, persona: str) -> None:
    text = told(opened(app, persona, meeting=JOINT))
    assert "红色业主代表小组" in text
    assert ("红色业主代表小组 王*" in text) == (persona == "office")
    assert ("具体的人" in text) is False


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("persona", "kinds"), [("committee-3", False), ("office", True)])
def test_a_title_is_proposed_and_the_receipt_leads_on(
    app: Open, persona: str, kinds: bool, language: str
) -> None:
    test = app(persona, PAGE, lang=language)
    test.session_state["do"] = "record"
    test.run()
    assert not test.exception
    proposed = test.text_input[0].value
    assert ("3号院" if persona == "committee-3" else "1号院") in proposed or "Courtyard" in proposed
    test.button(key="meeting.save").click().run()
    assert not test.exception
    assert len(test.success) == 1
    assert "meeting.save" not in keys(test)


def test_lookers_on_are_offered_no_form(app: Open) -> None:
    for persona in ("leader", "property"):
        assert not keys(opened(app, persona, do="record")) & {"meeting.save"}


def test_households_are_tapped_and_taken_back(app: Open) -> None:
    test = opened(app, "committee-6", meeting=YARD)
    name = f"came.{YARD}.6"
    came = list(test.session_state[f"{name}.1"])
    test.session_state[f"{name}.1"] = came[1:]
    test.run()
    assert "56户到会15户" in told(test)
    test.button(key=f"{name}.save").click().run()
    assert not test.exception
    assert "56户到会15户（27%）" in told(test)
    assert "还差2户" in told(test)


def test_a_seat_needs_a_body(app: Open) -> None:
    test = opened(app, "office", meeting=YARD)
    test.button(key=f"seat.{YARD}.save").click().run()
    assert not test.exception
    assert any("请" in str(one.value) for one in test.error)
    bodies = f"seat.{YARD}.0.owners.bodies"
    test.session_state[bodies] = [11]
    test.run()
    test.button(key=f"seat.{YARD}.save").click().run()
    assert not test.exception
    assert "红色业主代表小组" in told(test)
