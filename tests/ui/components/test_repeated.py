"""A part of a page is drawn once for all who are shown the same, and anew for who is shown another."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import streamlit as st
from sqlalchemy import Engine
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

from dashboard import clock
from dashboard.access import Principal
from dashboard.jobs import freshness
from dashboard.schema.accounts import Head, PrincipalKind, Role
from dashboard.ui.components.repeated import repeated
from dashboard.ui.shell import large_type, style, who

LEADER = Principal(PrincipalKind.PERSONA, Role.LEADER)
COMMITTEE = Principal(PrincipalKind.PERSONA, Role.COMMITTEE, courtyard_id=1)


class Part:
    """A part that notes how often it is drawn, and what it is drawn of."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.show = repeated(lambda what: what)(self._draw)

    def _draw(self, what: str) -> None:
        self.drawn.append(what)
        left, _right = st.columns(2)
        left.markdown(f"about {what}")
        st.page_link("https://example.org", label=what)


@pytest.fixture
def part(database: Engine, monkeypatch: pytest.MonkeyPatch) -> Part:
    """One, on facts at a revision, looked at by a leader in Chinese in the light."""
    st.cache_resource.clear()
    with Session(database) as session, session.begin():
        session.add(Head(revision=7, hash="", rolled_to=clock.now()))
    monkeypatch.setattr(who, "principal", lambda: LEADER)
    return Part()


def looks(part: Part, what: str = "roofs") -> list[str]:
    """Somebody opens a page with the part; gives the texts that they are sent."""

    def page(show, what):  # type: ignore[no-untyped-def]  # its text is run as a script
        show(what)

    test = AppTest.from_function(page, args=(part.show, what)).run()
    assert not test.exception
    assert len(test.columns) == 2
    assert [one.value for one in test.columns[0].markdown] == [f"about {what}"]
    return [one.proto.label for one in test.get("page_link")]


def test_the_second_reader_is_sent_what_the_first_was(part: Part) -> None:
    assert looks(part) == looks(part) == ["roofs"]
    assert part.drawn == ["roofs"]


def test_what_it_depends_on_is_part_of_it(part: Part) -> None:
    assert (looks(part), looks(part, "leaks")) == (["roofs"], ["leaks"])


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("role", lambda patch: patch.setattr(who, "principal", lambda: COMMITTEE)),
        ("courtyard", lambda patch: patch.setattr(who, "principal", lambda: replace(LEADER, courtyard_id=2))),
        ("theme", lambda patch: patch.setattr(style, "is_dark", lambda: True)),
        ("size", lambda patch: patch.setattr(large_type, "is_large", lambda: True)),
        ("language", lambda patch: patch.setattr(f"{repeated.__module__}.language", lambda: "en")),
        ("facts", lambda patch: patch.setattr(freshness, "current", lambda _reader: 8)),
    ],
)
def test_another_reader_look_or_revision_is_drawn_anew(
    part: Part, monkeypatch: pytest.MonkeyPatch, where: str, what: Callable[[pytest.MonkeyPatch], None]
) -> None:
    looks(part)
    what(monkeypatch)
    looks(part)
    assert part.drawn == ["roofs", "roofs"], where


def test_what_failed_is_not_repeated(part: Part) -> None:
    """The next reader gets another try."""
    failing = iter([True, False])

    def draw(_what: str) -> None:
        if next(failing):
            raise LookupError
        st.markdown("drawn")

    once = repeated(lambda what: what)(draw)
    with pytest.raises(LookupError):
        once("roofs")
    once("roofs")
