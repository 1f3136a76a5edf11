"""Days on which pages are tried with a clock that ticks, and what the tests of them share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

import db
from dashboard.clock import SHANGHAI
from dashboard.schema.base import Record

Open = Callable[..., AppTest]
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
DAYS = {
    "today": None,
    "1 December": datetime(2026, 12, 1, 0, 30, tzinfo=SHANGHAI),
    "1 January": datetime(2027, 1, 1, 9, 0, tzinfo=SHANGHAI),
    "29 February": datetime(2028, 2, 29, 23, 30, tzinfo=SHANGHAI),
    "a server in Los Angeles": datetime(2026, 12, 1, 8, 0, tzinfo=LOS_ANGELES),
}
TWO_DAYS = pytest.mark.parametrize("some_day", ["today", "29 February"], indirect=True)
"""For verbs whose days are reckoned like those of the two that are tried on every day."""


@pytest.fixture(params=DAYS)
def some_day(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """When the test begins; the clock ticks on from there."""
    moment = DAYS[request.param]
    if moment is None:
        yield datetime.now(UTC)
        return
    # A zone travels too: the server's local time is that of the moment's zone.
    with time_machine.travel(moment):
        yield moment


@pytest.fixture
def pages_open(some_day: datetime, request: pytest.FixtureRequest) -> Open:
    """The pages on the real day, or on the demonstration of a day before the one travelled to."""
    real = request.node.callspec.params["some_day"] == "today"
    opened: Open = request.getfixturevalue("today_app" if real else "later_app")
    return opened


def press(test: AppTest, key: str) -> AppTest:
    """Press a button; nothing may be complained about."""
    test.button(key=key).click().run()
    assert not test.exception
    assert [str(one.value) for one in test.error] == []
    return test


def latest(table: type[Record]) -> Record:
    """The row that was made last."""
    with db.reading() as session:
        row = session.exec(select(table).order_by(col(table.id).desc())).first()
        assert row is not None
        session.expunge(row)
        return row
