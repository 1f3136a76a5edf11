"""Who is looking: nobody is believed for longer than the database says."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import Mock

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import sessions
from dashboard.schema.accounts import PrincipalKind, Role, SignIn
from dashboard.ui.shell import who

LEADER = Principal(PrincipalKind.PERSONA, Role.LEADER)
OFFICE = Principal(PrincipalKind.PERSONA, Role.OFFICE)


def page() -> None:
    """A page that tells whom it takes its reader for."""
    import streamlit as st

    import db
    from dashboard.ui.shell import who

    who.begin_run()
    by = who.principal()
    st.button("again")
    st.text(by.role.value)
    st.session_state.setdefault("draft", by.role.value)
    if st.button("save"):
        with db.writing() as session:
            st.caption("saved by " + who.principal(session).role.value)


def refreshing() -> None:
    """A page that redraws itself once it has aged."""
    import streamlit as st

    from dashboard.ui.shell import who

    who.begin_run()
    st.checkbox("more")
    if st.session_state.pop("age", False):
        who.refresh()
    st.text(who.principal().role.value)


@pytest.fixture
def carry(database: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[[Principal], str]:
    """Makes the browser carry the cookie of somebody who has just signed in."""

    def sign_in(by: Principal) -> str:
        with Session(database) as session, session.begin():
            token = sessions.open_session(session, by=by, now=clock.wall())
        monkeypatch.setattr(who, "cookie", lambda name=None: None if name else token)
        return token

    return sign_in


@pytest.fixture
def token(carry: Callable[[Principal], str]) -> str:
    """The cookie of a leader."""
    return carry(LEADER)


def later(monkeypatch: pytest.MonkeyPatch, **distance: int) -> None:
    then = clock.wall() + timedelta(**distance)
    monkeypatch.setattr(clock, "wall", lambda: then)


def seen(token: str):
    with db.reading() as session:
        return session.get(SignIn, sessions.digest(token)).seen_at


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


@pytest.mark.usefixtures("token")
def test_a_reader_is_who_signed_in():
    app = AppTest.from_function(page).run()
    assert texts(app) == ["leader"]


@pytest.mark.usefixtures("database")
def test_without_a_browser_nobody_is_signed_in():
    app = AppTest.from_function(page).run()
    assert not app.exception
    assert "leader" not in texts(app)
    assert not app.button
    assert "](/sign-in?ended=1&next=" in app.markdown[0].value


def test_after_signing_out_the_next_rerun_shows_nothing(token):
    app = AppTest.from_function(page).run()
    with db.writing() as session:
        sessions.end(session, token, now=clock.wall())
    app.button[0].click().run()
    assert "leader" not in texts(app)
    assert not app.button
    assert app.header


def test_a_write_stops_when_the_session_ended_meanwhile(token, monkeypatch):
    app = AppTest.from_function(page).run()
    opened = db.writing

    @contextmanager
    def after_signing_out():
        with opened() as session:
            sessions.end(session, token, now=clock.wall())
            yield session

    monkeypatch.setattr(db, "writing", after_signing_out)
    app.button[1].click().run()
    assert not app.caption
    assert app.header


@pytest.mark.usefixtures("token")
def test_a_write_knows_who_acts():
    app = AppTest.from_function(page).run()
    app.button[1].click().run()
    assert [caption.value for caption in app.caption] == ["saved by leader"]


def test_looking_away_for_half_an_hour_ends_it(token, monkeypatch):
    app = AppTest.from_function(page).run()
    later(monkeypatch, minutes=31)
    app.button[0].click().run()
    assert "leader" not in texts(app)
    assert seen(token) < clock.wall() - timedelta(minutes=30)


def test_clicking_keeps_it_open(token, monkeypatch):
    app = AppTest.from_function(page).run()
    for _ in range(3):
        later(monkeypatch, minutes=20)
        app.button[0].click().run()
        assert texts(app) == ["leader"]
        assert seen(token) == clock.wall()


def test_a_page_that_refreshes_itself_does_not_keep_it_open(token, monkeypatch):
    app = AppTest.from_function(refreshing).run()
    before = seen(token)
    later(monkeypatch, minutes=20)
    app.session_state["age"] = True
    app.run()
    assert texts(app) == ["leader"]
    assert seen(token) == before


@pytest.mark.parametrize("at_once", [False, True])
def test_what_the_reader_does_right_after_a_refresh_or_with_it_is_their_doing(token, monkeypatch, at_once):
    app = AppTest.from_function(refreshing).run()
    later(monkeypatch, minutes=20)
    if at_once:
        app.session_state[who.REDRAWN] = {}  # what the browser had told when the page asked to be redrawn
    else:
        app.session_state["age"] = True
        app.run()
    app.checkbox[0].check().run()
    assert texts(app) == ["leader"]
    assert seen(token) == clock.wall()


def test_another_reader_on_the_same_socket_starts_afresh(carry):
    carry(LEADER)
    app = AppTest.from_function(page).run()
    assert app.session_state["draft"] == "leader"
    carry(OFFICE)
    app.run()
    assert texts(app) == ["office"]
    assert app.session_state["draft"] == "office"


@pytest.mark.usefixtures("token")
def test_a_database_that_cannot_be_written_can_still_be_read(monkeypatch):
    full = Mock(side_effect=OperationalError("UPDATE", {}, Exception("disk full")))
    app = AppTest.from_function(page).run()
    later(monkeypatch, minutes=5)
    monkeypatch.setattr(sessions, "touch", full)
    app.button[0].click().run()
    assert full.called
    assert texts(app) == ["leader"]
    assert not app.exception


def part() -> None:
    """A page whose part is asked for again beside it."""
    import streamlit as st

    from dashboard.ui.shell import who

    if "drawn" not in st.session_state:
        who.principal()
    st.session_state.drawn = True
    by = who.again(stays=st.session_state.get("stays", False))
    st.text(by.role.value if by else "nobody")


def test_a_timed_part_asks_without_keeping_the_session_open(token, monkeypatch):
    app = AppTest.from_function(part).run()
    later(monkeypatch, minutes=20)
    before = seen(token)
    assert texts(app.run()) == ["leader"]
    assert seen(token) == before
    later(monkeypatch, minutes=20)
    assert texts(app.run()) == ["nobody"]


def test_a_click_in_a_part_keeps_the_session_open(token, monkeypatch):
    app = AppTest.from_function(part).run()
    app.session_state.stays = True
    for _click in range(3):
        later(monkeypatch, minutes=20)
        assert texts(app.run()) == ["leader"]


def test_a_part_drawn_for_one_reader_is_not_drawn_for_another(carry):
    carry(LEADER)
    app = AppTest.from_function(part).run()
    carry(OFFICE)
    assert texts(app.run()) == ["nobody"]


def test_one_run_asks_once_and_the_next_one_asks_anew(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page, guard and parts ask one after the other; a write asks in its own transaction all the same."""
    asked, find = [], sessions.find

    def counted(session: Session, token: str | None, **how: object) -> Principal:
        asked.append(token)
        return find(session, token, **how)  # type: ignore[arg-type]

    def guarded() -> None:
        import streamlit as st

        import db
        from dashboard.ui.shell import who

        who.principal()
        if st.button("save"):
            with db.writing() as session:
                who.principal(session)
        st.text(str(who.again()))

    monkeypatch.setattr(sessions, "find", counted)
    test = AppTest.from_function(guarded).run()
    assert asked == [token]
    test.run()
    assert asked == [token] * 2
    test.button[0].click().run()
    assert asked == [token] * 4
