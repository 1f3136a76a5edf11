"""Looking behind a mask on screen: the button, the reason, the values for a while, the office's list."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

import db
from dashboard import clock
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.history import Reveal
from dashboard.schema.mediation import Mediation
from dashboard.schema.organisations import Organisation, Person, Term
from dashboard.schema.places import Courtyard
from dashboard.schema.requests import OPEN, Request

Open = Callable[..., AppTest]
THE_REASON = "替住户转交钥匙"


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The real clock, stopped; the test moves it."""
    now = [datetime(2026, 11, 3, 2, 0, tzinfo=UTC)]
    monkeypatch.setattr(clock, "wall", lambda: now[0])
    return now


@pytest.fixture
def story(app: Open, wall: list[datetime]) -> Callable[[str], tuple[AppTest, Request]]:
    """Opens an open request of the third courtyard, told by somebody with a telephone, as a persona."""

    def opened(persona: str) -> tuple[AppTest, Request]:
        test = app(persona, "work/requests.py")
        with db.reading() as session:
            told = select(Request).where(Request.courtyard_id == third(session), Request.status.in_(OPEN))
            one = session.exec(told.where(Request.phone.is_not(None), Request.said_by.is_not(None))).first()
            session.expunge(one)
        test.query_params["request"] = str(one.id)
        test.run()
        assert not test.exception
        return test, one

    return opened


def third(session) -> int:
    return session.exec(select(Courtyard.id).where(Courtyard.no == 3)).one()


def slot(one: Request) -> str:
    return f"reveal.request.{one.id}.P2"


def press(test: AppTest, key: str) -> None:
    test.button(key=key).click().run()
    assert not test.exception


def shown(test: AppTest) -> str:
    """All text of the page but the widgets' labels."""
    kinds = ("html", "text", "markdown", "caption", "error", "info", "warning")
    return "\n".join(
        str(one.proto) if kind == "html" else str(one.value) for kind in kinds for one in test.get(kind)
    )


def looks() -> list[tuple[str, str]]:
    """Who looked, and why."""
    with db.reading() as session:
        rows = select(AuditEvent.actor, Reveal.reason).join(Reveal, Reveal.seq == AuditEvent.seq)
        return [tuple(row) for row in session.exec(rows.order_by(Reveal.id))]


@pytest.mark.parametrize("persona", ["committee-3", "office"])
def test_a_reason_is_one_tap_and_shows_name_and_phone(story, persona: str) -> None:
    test, one = story(persona)
    assert one.said_by not in shown(test)
    assert one.phone not in shown(test)
    press(test, f"{slot(one)}.call_back")
    assert one.said_by in shown(test)
    assert f'href="tel:{one.phone}"' in shown(test).replace('\\"', '"')
    assert [why for _who, why in looks()] == ["call_back"]
    test.run()
    assert one.phone in shown(test)
    assert len(looks()) == 1


def test_another_reason_needs_words(story) -> None:
    test, one = story("committee-3")
    press(test, f"{slot(one)}.other")
    assert "请写明理由" in shown(test)
    assert one.phone not in shown(test)
    assert looks() == []
    test.text_input(key=f"{slot(one)}.words").input(THE_REASON)
    press(test, f"{slot(one)}.other")
    assert one.phone in shown(test)
    assert [why for _who, why in looks()] == [f"other: {THE_REASON}"]


def test_after_two_minutes_the_mask_is_back(story, wall: list[datetime]) -> None:
    test, one = story("committee-3")
    press(test, f"{slot(one)}.visit")
    wall[0] += timedelta(seconds=119)
    test.run()
    assert one.phone in shown(test)
    wall[0] += timedelta(seconds=1)
    test.run()
    assert one.phone not in shown(test)
    assert test.button(key=f"{slot(one)}.visit")


def test_one_can_mask_it_again_and_leaving_the_page_does(story) -> None:
    test, one = story("committee-3")
    press(test, f"{slot(one)}.help")
    test.toggle(key=slot(one)).set_value(False).run()
    assert one.phone not in shown(test)
    press(test, f"{slot(one)}.help")
    assert one.phone in shown(test)
    test.switch_page("../pages/system/about.py").run()
    test.switch_page("../pages/work/requests.py")
    test.query_params["request"] = str(one.id)
    test.run()
    assert one.phone not in shown(test)
    assert len(looks()) == 2


def test_no_value_is_kept_in_the_session(story) -> None:
    test, one = story("office")
    press(test, f"{slot(one)}.emergency")
    kept = repr(test.session_state._state.filtered_state)
    assert one.phone not in kept
    assert one.said_by not in kept
    assert one.phone not in repr(dict(test.query_params))


@pytest.mark.parametrize("persona", ["leader", "property"])
def test_nobody_else_is_offered_it(app: Open, persona: str) -> None:
    test = app(persona, "work/requests.py")
    with db.reading() as session:
        wanted = select(Request.id).where(Request.status.in_(OPEN), Request.phone.is_not(None))
        if persona == "property":
            wanted = wanted.where(Request.handler_id.is_not(None))
        test.query_params["request"] = str(session.exec(wanted).first())
    test.run()
    assert not test.exception
    assert test.subheader
    assert not [one for one in test.button if str(one.key).startswith("reveal.")]


def test_the_office_looks_at_the_parties_of_a_mediation(app: Open, wall: list[datetime]) -> None:
    test = app("office", "work/mediation.py")
    with db.reading() as session:
        id_, parties = session.exec(select(Mediation.id, Mediation.parties)).first()
    test.query_params["mediation"] = str(id_)
    test.run()
    assert parties not in shown(test)
    press(test, f"reveal.mediation.{id_}.P3.help")
    assert parties in shown(test)


def test_a_committee_is_not_offered_the_parties(app: Open) -> None:
    test = app("committee-3", "work/mediation.py")
    with db.reading() as session:
        told = select(Mediation.id, Mediation.parties)
        id_, parties = session.exec(told.where(Mediation.courtyard_id == third(session))).first()
    test.query_params["mediation"] = str(id_)
    test.run()
    assert test.subheader
    assert parties not in shown(test)
    assert not [one for one in test.button if str(one.key).startswith("reveal.")]


def test_a_committee_reaches_who_sits_in_its_courtyard(app: Open, wall: list[datetime]) -> None:
    test = app("committee-3", "overview/organisations.py")
    with db.reading() as session:
        here = select(Person.id, Person.name, Person.phone).join(Term, Term.person_id == Person.id)
        here = here.join(Organisation, Organisation.id == Term.organisation_id)
        people = {
            row[0]: row for row in session.exec(here.where(Organisation.courtyard_id == third(session)))
        }
    test.selectbox(key="reach").set_value(0).run()
    offered = next(str(one.key) for one in test.button if str(one.key).endswith("call_back"))
    _id, name, phone = people[int(offered.split(".")[2])]
    press(test, offered)
    assert name in shown(test)
    assert phone is None or phone in shown(test)
    assert len(looks()) == 1


@pytest.mark.parametrize("persona", ["leader", "property", "guest"])
def test_who_names_nobody_can_reach_nobody(app: Open, persona: str) -> None:
    test = app(persona, "overview/organisations.py")
    assert not [one for one in test.selectbox if one.key == "reach"]


def test_the_office_sees_who_looked_and_can_choose_month_and_courtyard(story) -> None:
    test, one = story("office")
    test.text_input(key=f"{slot(one)}.words").input("<b>粗</b> [链接](x)")
    press(test, f"{slot(one)}.other")
    test.switch_page("../pages/system/reveals.py").run()
    assert not test.exception
    told = shown(test)
    assert "查看1次" in told
    assert one.number in told
    assert "&lt;b&gt;粗&lt;/b&gt;" in told
    assert one.phone not in told
    test.selectbox(key="looks.month").set_value("2026-11").run()
    assert one.number in shown(test)
    others = [id_ for id_ in range(1, 11) if id_ != one.courtyard_id]
    test.selectbox(key="looks.at").set_value(others[0]).run()
    assert one.number not in shown(test)


@pytest.mark.parametrize("persona", ["leader", "property", "guest", "committee-3"])
def test_nobody_else_sees_who_looked(app: Open, persona: str) -> None:
    test = app(persona, "system/reveals.py")
    assert "不在您的权限内" in test.title[0].value


def test_an_empty_list_says_what_will_stand_here(app: Open) -> None:
    test = app("office", "system/reveals.py")
    assert "还没有人查看过" in shown(test)
