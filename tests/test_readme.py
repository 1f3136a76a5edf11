"""The README's exercises, done as a reader would do them."""

import re
from datetime import date

import pytest
from sqlmodel import Session, select

from dashboard import clock
from dashboard.actions import demo
from dashboard.i18n import speaking
from dashboard.indicators import cells, kinds, openings, sentences
from dashboard.indicators import evidence as rows
from dashboard.indicators.catalogue import CATALOGUE, SOURCES
from dashboard.indicators.kinds import Indicator
from dashboard.indicators.periods import Kind, parse
from dashboard.indicators.scores import score
from dashboard.schema.requests import Channel, Request
from dashboard.settings import ROOT

AS_OF = date(2026, 10, 31)
NAMES = {
    **{name: getattr(kinds, name) for name in ("Better", "Indicator", "Level", "Stat", "Theme", "N_")},
    **{name: getattr(rows, name) for name in ("col", "flow", "hit")},
    "Channel": Channel,
    "Kind": Kind,
    "Request": Request,
}


@pytest.fixture
def exercise(monkeypatch: pytest.MonkeyPatch) -> Indicator:
    """The definition printed in the README, put into the catalogue."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found
    one = eval(found[1].strip(), dict(NAMES))
    monkeypatch.setitem(CATALOGUE, one.key, one)
    monkeypatch.setitem(SOURCES, one.key, one)
    return one


def test_an_indicator_is_one_definition(exercise: Indicator, session: Session) -> None:
    demo.create(session=session, as_of=AS_OF)
    period = parse("2026-Q3")
    (made,) = score(session, {exercise.key: [period]})
    raised = session.exec(
        select(Request).where(Request.accepted_on >= period.start, Request.accepted_on < period.end)
    ).all()
    assert made.whole == len(raised)
    assert made.part == sum(one.channel is Channel.MEETING for one in raised)
    found = openings.evidence(session, exercise.key, period, now=clock.day_end(AS_OF))
    assert sum(row["part"] for row in found) == made.part
    with speaking("en"):
        assert f"{made.part} of {len(raised)} requests were raised at a meeting" in sentences.sentence(made)


def test_a_definition_added_later_gets_the_cells_of_past_months(
    session: Session, request: pytest.FixtureRequest
) -> None:
    demo.create(session=session, as_of=AS_OF)
    one = request.getfixturevalue("exercise")
    cells.complete(session, now=clock.day_end(AS_OF))
    (made,) = score(session, {one.key: [parse("2025-Q2")]})
    assert made.whole > 0
