"""The page of meetings for each persona: refused, list, form, one meeting."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

import db
from dashboard.i18n import speaking
from dashboard.schema.meetings import MeetingKind
from dashboard.schema.organisations import OrganisationKind
from tests import lookups
from tests.pages.test_pages import told

Open = Callable[..., AppTest]
PAGE = "meetings/meetings.py"
HOMES = 56
"""The households of courtyard 6."""
ENOUGH = 17
"""The least of them that are 30%."""


@pytest.fixture
def yard(filled: Path) -> int:
    """The last meeting of courtyard 6 to which some households came, and too few."""
    return int(
        lookups.answer(
            filled,
            "select meeting.id from meeting join courtyard on courtyard.id = meeting.courtyard_id"
            " join household_attendance on meeting_id = meeting.id"
            " where courtyard.no = 6 and kind = 'courtyard' and stage = 'held'"
            " group by meeting.id having count(*) between 2 and :few order by held_on desc",
            few=ENOUGH - 1,
        )
    )


@pytest.fixture
def whole(filled: Path) -> int:
    """The last consultation of the whole site."""
    return lookups.meeting_held(filled, MeetingKind.CONSULTATION)


@pytest.fixture
def came(filled: Path, yard: int) -> int:
    """How many households came to it."""
    return came_to(filled, yard)


def came_to(filled: Path, meeting: int) -> int:
    asked = "select count(*) from household_attendance where meeting_id = :meeting"
    return int(lookups.answer(filled, asked, meeting=meeting))


def turnout(came: int) -> str:
    return f"{HOMES}户到会{came}户（{round(100 * came / HOMES)}%）"


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
def test_the_turnout_is_for_everybody_who_may_see_meetings(app: Open, filled: Path, persona: str) -> None:
    last = lookups.meeting_held(filled, MeetingKind.COURTYARD, courtyard=6)
    test = opened(app, persona)
    if persona == "guest":
        assert "不在您的权限内" in test.title[0].value
        return
    # Who sees totals only is told quarters, with the way there.
    assert (turnout(came_to(filled, last)) in told(test)) == (persona != "leader")
    assert ("到会情况按季度公布" in told(test)) == (persona == "leader")


@pytest.mark.parametrize("persona", ["leader", "committee-6", "committee-3", "office", "property"])
def test_which_flats_came_only_their_keepers_see(app: Open, yard: int, came: int, persona: str) -> None:
    test = opened(app, persona, meeting=yard)
    keeps = persona in ("committee-6", "office")
    assert ("哪些户到会" in told(test)) == keeps
    assert (f"came.{yard}.6.save" in keys(test)) == keeps
    for words in (turnout(came), f"还差{ENOUGH - came}户"):
        assert (words in told(test)) == (persona != "leader")


@pytest.mark.parametrize("persona", ["leader", "committee-3", "office", "property"])
def test_the_bodies_are_for_all_and_names_are_masked_for_the_office(
    app: Open, filled: Path, whole: int, persona: str
) -> None:
    body, name = lookups.answer(
        filled,
        "select name_zh, person.name from party_attendance"
        " join organisation on organisation.id = organisation_id join person on person.id = person_id"
        " where meeting_id = :whole and presence = 'present' order by party_attendance.id",
        whole=whole,
    )
    text = told(opened(app, persona, meeting=whole))
    assert body in text
    assert (f"{body} {name[0]}*" in text) == (persona == "office")
    assert ("具体的人" in text) is False


@pytest.mark.parametrize(
    ("persona", "language", "title"),
    [
        ("committee-3", "zh", "3号院居民议事会"),
        ("committee-3", "en", "Residents' meeting of Courtyard 3"),
        ("office", "zh", "5号院居民议事会"),
        ("office", "en", "Residents' meeting of Courtyard 5"),
    ],
)
def test_a_title_is_proposed_and_the_receipt_leads_on(
    app: Open, persona: str, language: str, title: str
) -> None:
    test = app(persona, PAGE, lang=language)
    test.session_state["do"] = "record"
    test.run()
    assert not test.exception
    if persona == "office":
        # What a choice is called is asked outside the page too, and must be what the page calls it.
        with speaking(language):
            for key, value in {"meeting.0.kind": "courtyard", "at": 5}.items():
                assert test.text_input[0].value == ""
                test.session_state[key] = value
                test.run()
    assert test.text_input[0].value == title
    test.button(key="meeting.save").click().run()
    assert not test.exception
    assert len(test.success) == 1
    assert "meeting.save" not in keys(test)


def test_lookers_on_are_offered_no_form(app: Open) -> None:
    for persona in ("leader", "property"):
        assert not keys(opened(app, persona, do="record")) & {"meeting.save"}


def test_households_are_tapped_and_taken_back(app: Open, yard: int, came: int) -> None:
    test = opened(app, "committee-6", meeting=yard)
    name = f"came.{yard}.6"
    there = list(test.session_state[f"{name}.0.1"])
    assert there
    test.session_state[f"{name}.0.1"] = there[1:]
    test.run()
    assert f"{HOMES}户到会{came - 1}户" in told(test)
    test.button(key=f"{name}.save").click().run()
    assert not test.exception
    assert turnout(came - 1) in told(test)
    assert f"还差{ENOUGH - came + 1}户" in told(test)


def test_a_seat_needs_a_body(app: Open, filled: Path, yard: int) -> None:
    test = opened(app, "office", meeting=yard)
    test.button(key=f"seat.{yard}.save").click().run()
    assert not test.exception
    assert any("请" in str(one.value) for one in test.error)
    bodies = f"seat.{yard}.0.owners.bodies"
    test.session_state[bodies] = [lookups.body(filled, OrganisationKind.OWNERS_GROUP)]
    test.run()
    test.button(key=f"seat.{yard}.save").click().run()
    assert not test.exception
    assert "红色业主代表小组" in told(test)


EVIL = "[点这里](https://evil.example) ![](https://evil.example/a.png) :red[急] **重**"
ESCAPED = (
    r"\[点这里\]\(https\:⁠//evil\.example\) \!\[\]\(https\:⁠//evil\.example/a\.png\)"
    r" \:red\[急\] \*\*重\*\*"
)


def change(statement: str, **given: object) -> None:
    with db.writing() as session:
        session.execute(text(statement), given)


def labels(test: AppTest) -> list[str]:
    """The choices of every group of buttons, as they are sent to be read as Markdown."""
    return [one.content for group in test.get("button_group") for one in group.proto.options]


def test_a_typed_title_is_no_markdown(app: Open, yard: int) -> None:
    test = app("office", PAGE)
    change("update meeting set title = :evil where id = :id", evil=EVIL, id=yard)
    test.query_params["meeting"] = str(yard)
    test.run()
    assert not test.exception
    assert ESCAPED in [one.value for one in test.subheader]


def test_typed_names_and_rooms_are_no_markdown(app: Open, filled: Path, yard: int) -> None:
    owners, home = lookups.body(filled, OrganisationKind.OWNERS_GROUP), lookups.courtyard(filled, 6)
    change("update organisation set name_zh = :evil where id = :owners", evil=EVIL, owners=owners)
    change("update courtyard set name_zh = :evil where no = 1", evil=EVIL)
    first = "courtyard_id = :home and room = '101' and stairwell = 1"
    change(f"update household set room = '**1**' where {first}", home=home)
    test = app("office", PAGE)
    test.query_params["meeting"] = str(yard)
    test.run()
    assert not test.exception
    found = labels(test)
    assert ESCAPED in found
    assert r"\*\*1\*\*" in found
    assert EVIL not in found
    recording = opened(app, "office", do="record")
    recording.session_state["meeting.0.kind"] = "courtyard"
    recording.run()
    assert labels(recording).count(ESCAPED) == 1
    assert EVIL not in labels(recording)


def test_the_keepers_are_offered_their_own_group_and_the_owners(app: Open, yard: int) -> None:
    test = opened(app, "committee-6", meeting=yard)
    found = labels(test)
    assert "红色业主代表小组" in found
    assert "业主" in found
    assert not {"社区", "物业公司", "驻区单位", "街道"} & set(found)
    test.session_state[f"seat.{yard}.0.party"] = "other"
    test.run()
    assert [one for one in labels(test) if "自治" in one] == ["6号院自治小组"]


def test_several_seats_are_one_saving(app: Open, whole: int) -> None:
    test = opened(app, "office", meeting=whole)
    with db.reading() as session:
        before = session.execute(text("select count(*) from saved_form")).scalar_one()
        bodies = session.execute(text("select id from organisation where kind = 'resident_unit'")).scalars()
        units = list(bodies)[:3]
    test.session_state[f"seat.{whole}.0.party"] = "unit"
    test.run()
    test.session_state[f"seat.{whole}.0.unit.bodies"] = units
    test.run()
    test.button(key=f"seat.{whole}.save").click().run()
    assert not test.exception
    with db.reading() as session:
        assert session.execute(text("select count(*) from saved_form")).scalar_one() == before + 1
        seats = "select count(*) from party_attendance where meeting_id = :id and organisation_id = :unit"
        for unit in units:
            assert session.execute(text(seats), {"id": whole, "unit": unit}).scalar_one() == 1
