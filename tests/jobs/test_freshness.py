"""Pages share what was found by the last look, where somebody looks for all of them."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from dashboard import clock
from dashboard.jobs import freshness
from dashboard.queries import state
from dashboard.schema.accounts import Head


@pytest.fixture(autouse=True)
def _site(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trail that has begun, rolled to today; nobody has looked yet."""
    monkeypatch.setattr(freshness, "_last", None)
    with Session(database) as session, session.begin():
        session.add(Head(revision=7, hash="", rolled_to=clock.now()))


def changed(engine: Engine) -> int:
    """Another process changes the facts; gives the revision from then on."""
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE head SET revision = revision + 1")
    with Session(engine) as session:
        return state.revision(session)


def test_where_nobody_looks_for_all_each_page_looks_by_itself(database: Engine) -> None:
    before = freshness.current()
    assert freshness.current() == before
    assert changed(database) == freshness.current() == before + 1


def test_what_others_change_shows_with_the_next_look(database: Engine) -> None:
    before = freshness.look()
    after = changed(database)
    assert freshness.current() == before < after
    assert freshness.look() == freshness.current() == after


def test_who_has_written_is_shown_it_at_once_wherever_they_look(database: Engine) -> None:
    """Others see it with the next look; then nothing of it is remembered."""
    before = freshness.look()
    after = changed(database)
    freshness.wrote("writer")
    assert (freshness.current("writer"), freshness.current("other")) == (after, before)
    assert freshness.look() == after
    assert freshness._wrote == {}


def test_a_look_of_yesterday_counts_no_more(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first page of a day lets time pass before it reads."""
    freshness.look()
    after = changed(database)
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert freshness.current() == after


def test_a_look_of_long_ago_counts_no_more(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    freshness.look()
    after = changed(database)
    monkeypatch.setattr(freshness, "LASTING", -1.0)
    assert freshness.current() == after


def test_a_page_is_old_once_the_facts_have_gone_on() -> None:
    freshness.note("page", 7)
    assert [freshness.is_old("page", revision) for revision in (6, 7, 8)] == [False, False, True]
    freshness.forget("page")
    assert not freshness.is_old("page", 8)
