"""Titles are typed by people and may name somebody: the public gets counts, days and states alone."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import PERSONAS, told

Open = Callable[..., AppTest]


def titles(filled: Path, query: str) -> list[str]:
    with closing(sqlite3.connect(filled)) as connection:
        return [title for (title,) in connection.execute(query)]


@pytest.mark.parametrize("persona", PERSONAS)
def test_late_promises_are_told_by_title_or_by_number(app: Open, filled: Path, persona: str) -> None:
    late = titles(
        filled,
        "select title from task where due_on < '2026-10-31' and set_on <= '2026-10-31'"
        " and (done_on is null or done_on > '2026-10-31')"
        " and (dropped_on is null or dropped_on > '2026-10-31')"
        " union all select text from resolution where due_on < '2026-10-31'"
        " and (done_on is null or done_on > '2026-10-31')"
        " and id not in (select resolution_id from task where resolution_id is not null)",
    )
    assert len(late) > 1
    test = app(persona, "overview/home.py", lang="en")
    words = told(test).replace("\\", "")
    assert any(title in words for title in late) == (persona != "guest")
    lines = re.findall(r"◆\] (\d+) promises? (?:is|are) late\.", words)
    assert lines == ([str(len(late))] if persona == "guest" else [])


@pytest.mark.parametrize("persona", PERSONAS)
def test_pledges_are_told_by_title_or_by_their_place(app: Open, filled: Path, persona: str) -> None:
    pledged = titles(filled, "select title from pledge where made_on <= '2026-10-31'")
    words = told(app(persona, "overview/organisations.py", lang="en"))
    assert any(title in words for title in pledged) == (persona != "guest")
    assert ("<td>Pledge 1</td>" in words) == (persona == "guest")
    # What became of them is for everybody.
    assert "delivered on time" in words
