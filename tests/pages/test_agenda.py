"""Preparing, running, closing a meeting on its page; what it was shown stands as it was."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

import db
from tests import lookups
from tests.pages.test_hazards import choose
from tests.pages.test_pages import told

Open = Callable[..., AppTest]
AGENDA, PRESENT, MEETINGS = "meetings/agenda.py", "meetings/present.py", "meetings/meetings.py"
VOTES = "meetings/votes.py"


def opened(app: Open, persona: str, page: str, *, meeting: int) -> AppTest:
    test = app(persona, page)
    test.query_params["meeting"] = str(meeting)
    test.run()
    assert not test.exception
    return test


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click().run()
    assert not test.exception
    return test


def stage(meeting: int) -> str:
    with db.reading() as session:
        asked = text("select stage from meeting where id = :id")
        return str(session.execute(asked, {"id": meeting}).scalar_one())


def matters(meeting: int) -> list[tuple[int, str, str | None]]:
    with db.reading() as session:
        asked = text("select id, title, origin from agenda_item where meeting_id = :id order by position")
        return [tuple(row) for row in session.execute(asked, {"id": meeting})]


def drawn(test: AppTest) -> str:
    return " ".join(one.proto.body for one in test.get("html"))


def hour(test: AppTest) -> Selectbox:
    return next(one for one in test.selectbox if str(one.key).endswith(".hour"))


def test_a_meeting_is_called_for_an_hour(app: Open) -> None:
    test = app("office", AGENDA)
    kind = next(one for one in test.get("button_group") if str(one.key).endswith(".kind"))
    kind.select("committee").run()
    assert hour(test).value is None
    hour(test).select("19:30").run()
    press(test, "save.call")
    with db.reading() as session:
        asked = text("select begins_at from meeting where kind = 'committee' and stage = 'called'")
        assert session.execute(asked).scalar_one() == "19:30"


def test_a_called_meeting_is_moved_and_called_off_on_its_page(app: Open, ahead: int) -> None:
    test = opened(app, "office", AGENDA, meeting=ahead)
    days = [one for one in test.date_input if "move.meeting" in str(one.key)]
    days[0].set_value(date(2026, 11, 20)).run()
    hour(test).select("19:00").run()
    press(test, f"move.meeting.{ahead}.save")
    assert "2026年11月20日 19:00" in told(test)
    assert "时间：2026年11月20日 19:00" in test.code[0].value
    reasons = [one for one in test.text_input if "off.meeting" in str(one.key)]
    reasons[0].set_value("场地冲突").run()
    press(test, f"off.meeting.{ahead}.save")
    assert matters(ahead) == []
    assert "2026年第4季度三方联席会" not in told(test)


def test_what_is_proposed_comes_onto_the_agenda_with_one_tap_and_is_put_first(app: Open, ahead: int) -> None:
    test = opened(app, "office", AGENDA, meeting=ahead)
    before = matters(ahead)
    take = next(str(one.key) for one in test.button if str(one.key).startswith(f"save.take.{ahead}.hazard:"))
    press(test, take)
    added = matters(ahead)[-1]
    assert added[2] == take.removeprefix(f"save.take.{ahead}.")
    assert take not in {str(one.key) for one in test.button}
    press(test, f"save.move.{added[0]}.-1")
    assert matters(ahead)[-2] == added
    press(test, f"save.drop.{added[0]}")
    assert matters(ahead) == before


def test_a_meeting_is_opened_run_and_closed_on_its_page(app: Open, ahead: int) -> None:
    test = opened(app, "office", AGENDA, meeting=ahead)
    test.checkbox[0].check().run()
    press(test, f"save.open.{ahead}")
    assert stage(ahead) == "open"
    item = matters(ahead)[0][0]
    test.button_group(key=f"note.{item}.0.outcome").select("noted").run()
    test.text_area(key=f"note.{item}.0.said").input("大家都知道了").run()
    press(test, f"note.{item}.save")
    press(test, f"save.close.{ahead}")
    assert stage(ahead) == "held"
    assert "大家都知道了" in drawn(test)


def numbers(item: int) -> set[int | None]:
    """The threads that an item, the hazard that it came from, its votes and resolutions carry."""
    asked = text(
        "select thread_id from agenda_item where id = :item union all"
        " select hazard.thread_id from hazard join agenda_item on origin = 'hazard:' || hazard.id"
        " where agenda_item.id = :item"
        " union all select thread_id from vote where agenda_item_id = :item"
        " union all select thread_id from resolution where agenda_item_id = :item"
    )
    with db.reading() as session:
        return set(session.execute(asked, {"item": item}).scalars())


def test_what_was_decided_stands_by_its_matter_and_has_one_number(app: Open, ahead: int) -> None:
    test = opened(app, "office", AGENDA, meeting=ahead)
    press(test, next(str(one.key) for one in test.button if ".hazard:" in str(one.key)))
    item = matters(ahead)[-1][0]
    (thread,) = numbers(item)
    assert thread is not None
    test.checkbox[0].check().run()
    press(test, f"save.open.{ahead}")

    vote = app("office", VOTES, do="open", item=str(item))
    assert matters(ahead)[-1][1] in told(vote)
    with db.reading() as session:
        asked = text("select courtyard_id from thread where id = :id")
        home = session.execute(asked, {"id": thread}).scalar_one()
    assert vote.session_state["at"] == home
    choose(vote, "vote.0.electorate", "owners")
    choose(vote, "vote.0.matter.owners", "ordinary")
    vote.text_input(key="vote.0.question").set_value("是否同意每季度清理楼道？").run()
    press(vote, "save.vote")
    # The day of the notice is what the law asks for: nobody is taken to have kept it who does not say so.
    assert "请填写这一项。" in [one.value for one in vote.error]
    vote.date_input(key="vote.0.notice").set_value(date(2026, 10, 10)).run()
    press(vote, "save.vote")

    test = opened(app, "office", AGENDA, meeting=ahead)
    assert "是否同意每季度清理楼道？" in drawn(test)
    assert "正在表决" in drawn(test)
    test.text_input(key=f"resolve.{item}.0.text").set_value("每季度清理一次楼道").run()
    owner = test.selectbox(key=f"resolve.{item}.0.owner")
    owner.select_index(0).run()
    press(test, f"save.resolve.{item}")
    assert "每季度清理一次楼道" in drawn(test)
    assert numbers(item) == {thread}


def test_what_one_courtyard_voted_on_a_matter_of_the_site_is_resolved_there(app: Open, ahead: int) -> None:
    test = opened(app, "office", AGENDA, meeting=ahead)
    test.checkbox[0].check().run()
    press(test, f"save.open.{ahead}")
    item = matters(ahead)[0][0]
    of_the_site = "select thread_id from agenda_item where id = :id"
    write(f"update thread set courtyard_id = null where id = ({of_the_site})", item)
    vote = app("office", VOTES, do="open", item=str(item))
    choices = {"electorate": "owners", "matter.owners": "ordinary", "scope": "courtyard"}
    for key, value in {f"vote.0.{field}": value for field, value in choices.items()}.items():
        choose(vote, key, value)
    choose(vote, "at", 1)
    vote.text_input(key="vote.0.question").set_value("是否同意每季度清理楼道？").run()
    vote.date_input(key="vote.0.notice").set_value(date(2026, 10, 10)).run()
    press(vote, "save.vote")
    write("update vote set passed = true, closed_on = opened_on where agenda_item_id = :id", item)
    test = opened(app, "office", AGENDA, meeting=ahead)
    test.text_input(key=f"resolve.{item}.0.text").set_value("每季度清理一次楼道").run()
    test.selectbox(key=f"resolve.{item}.0.owner").select_index(0).run()
    press(test, f"save.resolve.{item}")
    assert "每季度清理一次楼道" in drawn(test)
    asked = text(
        "select vote.courtyard_id = resolution.courtyard_id from resolution"
        " join vote on vote.id = resolution.vote_id where resolution.agenda_item_id = :id"
    )
    with db.reading() as session:
        assert session.execute(asked, {"id": item}).scalars().all() == [True]


def write(sql: str, item: int) -> None:
    with db.writing() as session:
        session.execute(text(sql), {"id": item})


@pytest.mark.parametrize("persona", ["leader", "property", "committee-3"])
def test_others_read_the_agenda_of_the_site_and_change_nothing(app: Open, ahead: int, persona: str) -> None:
    test = opened(app, persona, AGENDA, meeting=ahead)
    assert matters(ahead)[0][1] in drawn(test)
    assert not [one for one in test.button if str(one.key).startswith("save.")]


def test_a_past_meeting_is_shown_as_it_was_with_its_erratum_beside(
    app: Open, filled: Path, held: int
) -> None:
    due, kept = lookups.agreements(filled)
    now = f"现为{round(100 * kept / due)}%"
    slides = drawn(opened(app, "office", PRESENT, meeting=held))
    assert f"{due}份调解协议中{kept - 1}份已履行" in slides
    assert f"{now}（补录：协议已按期履行，当时漏登记）" in slides
    assert "彩排" not in slides
    page = opened(app, "office", MEETINGS, meeting=held)
    assert f"{now}（补录" in told(page) + drawn(page)
    # The reason is a keeper's word: others learn that and when it was corrected.
    leader = drawn(opened(app, "leader", PRESENT, meeting=held))
    assert now in leader
    assert "补录" not in leader


def test_a_number_changed_after_the_freeze_leaves_the_slides_as_they_were(
    app: Open, filled: Path, held: int
) -> None:
    asked, solved = lookups.call_backs(filled, "2026-07-01", "2026-07-31")
    before = drawn(opened(app, "office", PRESENT, meeting=held))
    with db.writing() as session:
        session.execute(
            text(
                "update cell set part = part - 1 where key = 'solve_rate' and period = '2026-07' and part > 0"
            )
        )
        session.execute(text("update head set revision = revision + 1, seq = seq + 1"))
    after = drawn(opened(app, "office", PRESENT, meeting=held))
    sentence = f"回访{asked}件中{solved}件居民表示已解决，{round(100 * solved / asked)}%"
    assert sentence in before
    assert sentence in after
    assert after.count("yl-erratum") > before.count("yl-erratum")


def test_a_meeting_that_is_not_open_is_rehearsed(app: Open, ahead: int) -> None:
    assert "彩排" in drawn(opened(app, "office", PRESENT, meeting=ahead))
