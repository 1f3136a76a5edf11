"""Time limits against the State Council's calendar of 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.clock import at, civil, day_end
from dashboard.rules import deadlines
from dashboard.rules.deadlines import DEFAULT_LIMITS, after_working_days, is_working_day, known, limit_at
from dashboard.schema.requests import LimitClass, RequestType

DAYS_2026 = st.dates(date(2026, 1, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 3)),  # New Year's Day
        (date(2026, 2, 15), date(2026, 2, 23)),  # Spring Festival
        (date(2026, 4, 4), date(2026, 4, 6)),  # Qingming
        (date(2026, 5, 1), date(2026, 5, 5)),  # Labour Day
        (date(2026, 6, 19), date(2026, 6, 21)),  # Dragon Boat
        (date(2026, 9, 25), date(2026, 9, 27)),  # Mid-Autumn
        (date(2026, 10, 1), date(2026, 10, 7)),  # National Day
    ],
)
def test_nobody_works_on_the_holidays_of_2026(first, last):
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert not any(map(is_working_day, days))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ],
)
def test_the_make_up_days_of_2026_are_worked_though_they_fall_on_a_weekend(day):
    assert day.weekday() >= 5
    assert is_working_day(day)


@pytest.mark.parametrize(
    ("accepted", "limit_class", "limit"),
    [
        # the week before National Day: 30 September, then 8, 9, 10 (a Saturday made up) and 12 October
        (date(2026, 9, 29), LimitClass.ORDINARY, date(2026, 10, 12)),
        # accepted on a holiday: the days begin with the first one worked
        (date(2026, 10, 3), LimitClass.ORDINARY, date(2026, 10, 13)),
        # Spring Festival: 14 February is made up, then 24 to 27 February
        (date(2026, 2, 13), LimitClass.ORDINARY, date(2026, 2, 27)),
        (date(2026, 2, 13), LimitClass.COMPLEX, date(2026, 3, 12)),
        # a plain week
        (date(2026, 6, 1), LimitClass.ORDINARY, date(2026, 6, 8)),
    ],
)
def test_working_days_run_to_the_end_of_the_last(accepted, limit_class, limit):
    assert limit_at(at(accepted, 16), limit_class) == day_end(limit)
    assert limit_at(at(accepted, 0, 1), limit_class) == day_end(limit)


def test_hours_run_through_night_and_holiday():
    accepted = at(date(2026, 9, 30), 23, 30)
    assert limit_at(accepted, LimitClass.DANGER) == at(date(2026, 10, 1), 1, 30)
    assert limit_at(accepted, LimitClass.OUTAGE) == at(date(2026, 10, 1), 23, 30)


def test_the_day_is_shanghais_day():
    """Half past four in the afternoon in London is already tomorrow in Kunming."""
    accepted = datetime(2026, 6, 1, 16, 30, tzinfo=UTC)
    assert civil(limit_at(accepted, LimitClass.ORDINARY)) == date(2026, 6, 9)


@given(DAYS_2026, st.integers(0, 20))
def test_exactly_so_many_working_days_lie_between(day, count):
    end = after_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(is_working_day, between)) == count
    assert end == day or is_working_day(end)


def test_a_year_whose_calendar_is_not_out_yet_knows_weekends_alone(monkeypatch):
    def unknown(_day):
        raise NotImplementedError

    assert known(2026)
    monkeypatch.setattr(deadlines.chinese_calendar, "is_workday", unknown)
    assert not known(2026)
    assert is_working_day(date(2026, 10, 1))
    assert not is_working_day(date(2026, 10, 10))
    assert after_working_days(date(2026, 9, 30), 3) == date(2026, 10, 5)


def test_every_type_and_class_has_a_limit():
    assert set(DEFAULT_LIMITS) == set(RequestType)
    for limit_class in LimitClass:
        assert limit_at(at(date(2026, 6, 1)), limit_class) > at(date(2026, 6, 1))
