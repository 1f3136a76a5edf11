"""The overview's first fold: where something waits, and what has moved within a year."""

import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

import db
from dashboard.queries import requests, twelve_months
from dashboard.schema.accounts import Role
from tests.pages.conftest import AS_OF
from tests.pages.test_pages import PERSONAS

Open = Callable[..., AppTest]
PAGE = "overview/home.py"


def part(test: AppTest, look: str) -> str:
    """The HTML of the picture that has a class."""
    found = [one.proto.body for one in test.get("html") if f'class="{look}"' in one.proto.body]
    return found[0] if found else ""


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_open_request_is_a_dot_in_its_courtyard_and_leads_there(app: Open, persona: str) -> None:
    test = app(persona, PAGE)
    assert not test.exception
    drawn = part(test, "yl-plan").split("<ul")[0]
    with db.reading() as session:
        counts = requests.open_on(session, day=AS_OF).values()
    overdue, undated, whole = (sum(one[name] for one in counts) for name in ("overdue", "undated", "open"))
    found = [drawn.count(f'class="yl-{one}"') for one in ("overdue", "dated", "undated")]
    assert found == [overdue, whole - overdue - undated, undated]
    assert whole > 30
    assert re.findall(r'href="/courtyard\?no=(\d+)"', drawn) == [str(no) for no in range(1, 11)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_year_stands_beside_the_year_before_and_leads_to_the_number(app: Open, language: str) -> None:
    test = app("leader", PAGE, lang=language)
    drawn = part(test, "yl-pairs")
    with db.reading() as session:
        found = twelve_months.changes(session, day=AS_OF, role=Role.LEADER)
    assert len(found) > 5
    assert re.findall(r'href="/indicators\?key=(\w+)&amp;month=2026-10"', drawn) == [
        one.now.key for one in found
    ]
    assert ("明显较好" if language == "zh" else "clearly better") in drawn
    captions = " ".join(one.value for one in test.caption)
    assert ("截至2025年9月的12个月" if language == "zh" else "12 months to Sep 2025") in captions


def test_where_an_outline_is_missing_bars_tell_the_same_in_fixed_order(app: Open) -> None:
    with db.writing() as session:
        session.execute(text("update courtyard set outline = 'null' where no = 4"))
    test = app("leader", PAGE)
    assert not test.exception
    assert part(test, "yl-plan") == ""
    bars = json.loads(test.get("vega_lite_chart")[0].proto.spec)
    assert bars["layer"][0]["encoding"]["y"]["sort"] is None
