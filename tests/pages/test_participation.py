"""Who took part in an activity, on its page: tapped by its keepers, counted for who looks on."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

import db
from dashboard.schema.activities import Activity, Participation
from dashboard.schema.people import Resident
from dashboard.schema.places import Courtyard, Household
from tests.pages.test_pages import told
from tests.pages.test_record_pages import buttons, widget

Open = Callable[..., AppTest]
PAGE = "work/activities.py"


@pytest.fixture
def ready(app: Open) -> Open:
    """The demo stands before anything is looked up in it."""
    app("guest", "overview/home.py")
    return app


@pytest.fixture
def song(ready: Open) -> int:
    """The last activity of courtyard 2: households came, nobody served."""
    del ready
    with db.reading() as session:
        found = select(Activity.id).join(Courtyard).where(Courtyard.no == 2, Activity.kind == "culture")
        return session.exec(found.order_by(col(Activity.held_on).desc())).first()


def opened(app: Open, persona: str, activity: int, lang: str = "zh") -> AppTest:
    test = app(persona, PAGE, lang=lang)
    test.query_params["activity"] = str(activity)
    test.run()
    assert not test.exception
    return test


def stored(activity: int) -> list[tuple[int, int | None, int]]:
    columns = Participation.household_id, Participation.resident_id, Participation.served_minutes
    with db.reading() as session:
        return [
            tuple(one) for one in session.exec(select(*columns).where(Participation.activity_id == activity))
        ]


@pytest.fixture
def adult(ready: Open) -> tuple[int, int, int]:
    """Stairwell, household and a named adult of courtyard 2, alone with that surname in the flat."""
    del ready
    with db.reading() as session:
        found = session.exec(
            select(Household.stairwell, Household.id, Resident.id)
            .select_from(Resident)
            .join(Household, col(Household.id) == col(Resident.household_id))
            .join(Courtyard, col(Courtyard.id) == col(Household.courtyard_id))
            .where(Courtyard.no == 2, col(Resident.name).is_not(None), Resident.born_year < 2000)
            .order_by(col(Resident.id))
        )
        return tuple(found.first())


@pytest.mark.parametrize("persona", ["leader", "committee-2", "office"])
def test_counts_are_for_all_who_see_activities_and_flats_for_their_keepers(
    ready: Open, song: int, persona: str
) -> None:
    came = len(stored(song))
    test = opened(ready, persona, song)
    assert f"30户中{came}户参加" in told(test)
    keeps = persona != "leader"
    assert (f"joined.{song}.2.save" in buttons(test)) == keeps
    assert ("哪个单元？" in [one.label for one in test.get("button_group")]) == keeps


def test_households_are_tapped_and_hours_said_and_taken_back(
    ready: Open, adult: tuple[int, int, int], song: int
) -> None:
    stairwell, home, person = adult
    before = stored(song)
    test = opened(ready, "committee-2", song)
    key = f"joined.{song}.2.0.{stairwell}"
    test.session_state[key] = [*{*test.session_state[key], home}]
    test.run()
    test.button(key=f"joined.{song}.2.save").click().run()
    assert not test.exception
    came = len({*before, (home, None, 0)})
    assert f"30户中{came}户参加" in told(test)

    form = f"serve.{song}.0.2"
    widget(test, "button_group", f"{form}.stairwell").set_value(stairwell).run()
    widget(test, "button_group", f"{form}.{stairwell}.household").set_value(home).run()
    if f"{form}.{person}.minutes" not in {one.key for one in test.get("button_group")}:
        widget(test, "button_group", f"{form}.{home}.person").set_value(person).run()
    widget(test, "button_group", f"{form}.{person}.minutes").set_value(90).run()
    test.button(key=f"serve.{song}.save").click().run()
    assert not test.exception
    assert (home, person, 90) in stored(song)
    assert "1人参加志愿服务，共1个半小时" in told(test)

    key = f"joined.{song}.2.1.{stairwell}"  # drawn anew after the save
    test.session_state[key] = [one for one in test.session_state[key] if one != home]
    test.run()
    test.button(key=f"joined.{song}.2.save").click().run()
    assert "请先撤回时长" in "".join(str(one.value) for one in test.error)

    test.selectbox(key=f"unserve.{song}.1").set_value(person).run()
    test.button(key=f"unserve.{song}.save").click().run()
    assert not test.exception
    assert (home, person, 90) not in stored(song)
    assert "还没有登记志愿服务时长" in told(test)


def test_an_activity_with_people_in_it_says_why_it_stays(ready: Open, song: int) -> None:
    test = opened(ready, "office", song, "en")
    name = f"withdraw.activity.{song}"
    test.text_input(key=f"{name}.0.reason").set_value("entered twice").run()
    test.button(key=f"{name}.save").click().run()
    assert not test.exception
    assert "such as who took part" in "".join(str(one.value) for one in test.error)


def test_an_activity_of_the_whole_site_asks_for_the_courtyard(ready: Open) -> None:
    with db.reading() as session:
        site = session.exec(select(Activity.id).where(col(Activity.courtyard_id).is_(None))).first()
    test = opened(ready, "office", site)
    widget(test, "button_group", "joined.at").set_value(3).run()
    assert f"joined.{site}.3.save" in buttons(test)
    assert "365户中" in told(test)
