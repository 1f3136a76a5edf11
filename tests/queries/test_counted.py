"""What a record counts towards: the numbers of the periods that hold its day, before and after it."""

from datetime import date, timedelta

from dashboard.clock import at
from dashboard.indicators import cells
from dashboard.queries.counted import counted
from dashboard.schema.accounts import Role
from dashboard.schema.requests import Outcome
from tests.actions import loop

NOW = at(date(2026, 9, 1))
KEY = "solve_rate"


def solved(session, day: date) -> tuple[str, int, int]:
    [score] = [
        one
        for one in counted(session, table="call_back", day=day, today=NOW.date(), role=Role.OFFICE)
        if one.key == KEY
    ]
    return score.period, score.part, score.whole


def test_a_call_back_moves_its_share_and_no_month_that_does_not_hold_it(session, hamlet):
    cells.roll(session, now=NOW)
    today = NOW.date()
    requests = [loop.register(session, hamlet, NOW, which=which) for which in (0, 1)]
    for request in requests:
        loop.close(session, request, NOW + timedelta(hours=1))
    period, part, whole = solved(session, today)
    assert (part, whole) == (0, 0)
    loop.call_back(session, requests[0], NOW + timedelta(hours=2))
    assert solved(session, today) == (period, 1, 1)
    loop.call_back(session, requests[1], NOW + timedelta(hours=2), Outcome.UNSOLVED)
    assert solved(session, today) == (period, 1, 2)
    assert solved(session, date(2025, 8, 31))[1:] == (0, 0)
