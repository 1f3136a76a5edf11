"""The page of votes: the list, the rule and the count, a vote opened and ballots entered by two hands."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

import db
from dashboard.schema.places import Household
from dashboard.schema.votes import Ballot, Elector, Vote
from tests.pages.test_hazards import choose
from tests.pages.test_pages import drawn

Open = Callable[..., AppTest]
PAGE = "meetings/votes.py"
NOTICE = date(2026, 10, 10)


def told(test: AppTest) -> str:
    parts = [*test.markdown, *test.caption, *test.success, *test.warning, *test.error]
    return "\n".join(str(one.value) for one in parts) + "".join(drawn(test))


def keys(test: AppTest) -> set[str]:
    return {str(one.key) for one in test.button}


def one(*, running: bool) -> int:
    """The id of the latest vote of the demonstration that runs, or has ended with a special matter."""
    closed = col(Vote.closed_on)
    where = closed.is_(None) if running else closed.is_not(None) & (col(Vote.matter) == "special")
    with db.reading() as session:
        return session.exec(select(col(Vote.id)).where(where).order_by(col(Vote.id).desc())).first()


def ballots(vote: int) -> list[list[str]]:
    """The rooms behind each ballot of a vote's first stairwell."""
    rooms = select(Elector.head, Household.room).join(
        Household, col(Household.id) == col(Elector.household_id)
    )
    rooms = rooms.where(Elector.vote_id == vote, Household.stairwell == 1).order_by(col(Household.id))
    found: dict[str, list[str]] = {}
    with db.reading() as session:
        for head, room in session.exec(rooms):
            found.setdefault(head, []).append(room)
    return list(found.values())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("persona", ["office", "leader", "property", "committee-3"])
def test_a_closed_vote_tells_its_rule_and_its_arithmetic(app: Open, persona: str, lang: str) -> None:
    app("leader", PAGE)
    test = app(persona, PAGE, vote=str(one(running=False)), lang=lang)
    assert not test.exception
    assert ("第278条" if lang == "zh" else "art. 278") in told(test)
    assert ("四分之三" if lang == "zh" else "three quarters") in told(test)


def test_the_list_is_for_those_who_see_meetings(app: Open) -> None:
    assert "278" not in told(app("guest", PAGE))
    assert len(app("leader", PAGE).get("page_link")) >= 8


def test_a_vote_is_opened_and_its_ballots_are_entered_and_counted(app: Open) -> None:
    test = app("committee-1", PAGE, do="open")
    test.text_input(key="vote.0.question").set_value("是否同意更换楼道灯？").run()
    test.date_input(key="vote.0.notice").set_value(NOTICE).run()
    test.button(key="save.vote").click().run()
    choices = {"electorate": "owners", "matter.owners": "consultative", "scope": "courtyard"}
    assert [str(one.value) for one in test.error].count("请填写这一项。") == 2
    for field, value in choices.items():
        choose(test, f"vote.0.{field}", value)
    test.button(key="save.vote").click().run()
    assert not test.exception
    with db.reading() as session:
        vote = session.exec(select(Vote).order_by(col(Vote.id).desc())).first()
        opened = vote.question, vote.matter, vote.courtyard_id is not None
        number = vote.id
        first = session.exec(select(Elector.id).where(Elector.vote_id == number)).first()
    assert opened == (
        "是否同意更换楼道灯？",
        "consultative",
        True,
    )

    test = app("committee-1", PAGE, vote=str(number))
    drawn = f"cast.{number}.0"
    choices = test.get("button_group")
    homes = next(group for group in choices if group.key == f"{drawn}.1.1.electors")
    labels = [option.content for option in homes.proto.options]
    assert sorted(labels) == sorted("、".join(rooms) for rooms in ballots(number))
    assert any("、" in label for label in labels)  # two flats of one owner are one ballot
    test.session_state[f"{drawn}.1.1.electors"] = [first]
    test.session_state[f"{drawn}.said"] = "yes"
    test.session_state[f"{drawn}.channel"] = "room"
    test.run()
    test.button(key=f"cast.{number}.save").click().run()
    assert not test.exception
    with db.reading() as session:
        [ballot] = session.exec(select(Ballot).where(Ballot.vote_id == number)).all()
        entered = ballot.said, ballot.checked_by
    assert entered == ("yes", None)
    assert "等第二人录入" in told(test)
    test.button(key=f"close.{number}.save").click().run()
    assert "等第二人录入" in "".join(str(error.value) for error in test.error)


def test_who_may_not_run_a_vote_sees_no_form(app: Open) -> None:
    app("leader", PAGE)
    running = str(one(running=True))
    for persona in ("leader", "property", "committee-10"):
        test = app(persona, PAGE, vote=running)
        assert not test.exception
        assert not keys(test) & {f"cast.{running}.save", f"close.{running}.save"}
    assert f"close.{running}.save" in keys(app("office", PAGE, vote=running))
