"""Periods: how they are written and read, which are over, which are kept."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import UnknownName
from dashboard.indicators.periods import (
    LENGTH,
    Kind,
    Period,
    containing,
    covered,
    last_ended,
    months_between,
    parse,
    shift,
)

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
KINDS = st.sampled_from(Kind)


@given(KINDS, DAYS)
def test_what_is_written_is_read_back(kind, day):
    period = containing(kind, day)
    assert parse(str(period)) == period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("R2026-Q3", date(2025, 10, 1), date(2026, 9, 30)),
        ("R2026-Q1", date(2025, 4, 1), date(2026, 3, 31)),
    ],
)
def test_a_written_period_has_these_days(text, first, last):
    period = parse(text)
    assert (period.start, period.last, str(period)) == (first, last, text)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-13", "2026-00", "2026-1", "2026-Q0", "2026-Q5", "R2026", "R2026-09", "r2026-Q3", "2026-q3"),
        *(
            "",
            "26",
            "02026",
            "2026-09-01",
            " 2026",
            "2026-09\n",
            "-2026",
            "２０２６",
            "2026-０９",
            "2026-Q３",
        ),
        *("1899", "9001", "0000-01"),
    ],
)
def test_anything_else_is_unknown(text):
    with pytest.raises(UnknownName):
        parse(text)


@given(KINDS, DAYS)
def test_a_period_holds_its_day_and_so_many_months(kind, day):
    period = containing(kind, day)
    assert period.start <= day <= period.last
    assert len(period.months) == LENGTH[kind]
    assert period.months[0] == period.start.isoformat()[:7]
    assert period.months[-1] == period.last.isoformat()[:7]


@given(KINDS, DAYS, st.integers(-40, 40))
def test_steps_lead_there_and_back(kind, day, by):
    period = containing(kind, day)
    assert period.step(by).step(-by) == period
    assert period.step(1).end == shift(period.end, 3 if kind is Kind.ROLLING else LENGTH[kind])


@given(KINDS, DAYS)
def test_the_last_ended_is_over_and_the_next_is_not(kind, day):
    period = last_ended(kind, day)
    assert period.last <= day < period.step(1).last


@pytest.mark.parametrize(
    ("kind", "day", "text"),
    [
        (Kind.MONTH, date(2026, 9, 29), "2026-08"),
        (Kind.MONTH, date(2026, 9, 30), "2026-09"),
        (Kind.QUARTER, date(2026, 9, 30), "2026-Q3"),
        (Kind.QUARTER, date(2026, 11, 30), "2026-Q3"),
        (Kind.YEAR, date(2026, 12, 30), "2025"),
        (Kind.ROLLING, date(2026, 11, 23), "R2026-Q3"),
    ],
)
def test_the_last_that_is_over(kind, day, text):
    assert str(last_ended(kind, day)) == text


@pytest.mark.parametrize(
    ("kind", "since", "until", "texts"),
    [
        (Kind.MONTH, date(2025, 11, 1), date(2026, 1, 1), ["2025-11", "2025-12", "2026-01"]),
        (Kind.MONTH, date(2025, 11, 2), date(2025, 12, 31), ["2025-12"]),
        (Kind.QUARTER, date(2025, 11, 1), date(2026, 4, 1), ["2026-Q1", "2026-Q2"]),
        (Kind.YEAR, date(2024, 11, 1), date(2026, 1, 1), ["2025", "2026"]),
        (Kind.ROLLING, date(2025, 7, 1), date(2026, 7, 1), ["R2026-Q2", "R2026-Q3"]),
        (Kind.ROLLING, date(2025, 7, 2), date(2026, 7, 1), ["R2026-Q3"]),
        (Kind.ROLLING, date(2025, 7, 1), date(2026, 3, 31), []),
        (Kind.MONTH, date(2026, 2, 1), date(2026, 1, 31), []),
    ],
)
def test_covered_periods_lie_wholly_within_the_records(kind, since, until, texts):
    assert [str(period) for period in covered(kind, since=since, until=until)] == texts


@given(KINDS, DAYS, st.integers(0, 1500))
def test_covered_periods_follow_each_other(kind, since, length):
    until = since + timedelta(days=length)
    periods = list(covered(kind, since=since, until=until))
    assert all(period.start >= since for period in periods)
    assert periods == sorted(periods)
    assert all(one.step(1) == other for one, other in pairwise(periods))
    if periods:
        assert periods[0].step(-1).start < since
        assert periods[-1] == containing(kind, until)


def test_periods_sort_by_their_days():
    written = ["2026", "R2026-Q3", "2026-Q1", "2026-01", "2025-12"]
    assert [str(p) for p in sorted(map(parse, written))] == [
        "R2026-Q3",
        "2025-12",
        "2026-01",
        "2026-Q1",
        "2026",
    ]
    assert parse("2026-01") < parse("2026-Q1") <= parse("2026-Q1")


def test_months_run_over_the_new_year():
    assert months_between(date(2025, 11, 30), date(2026, 2, 1)) == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert months_between(date(2026, 2, 1), date(2026, 1, 1)) == []
    assert Period(Kind.MONTH, date(2026, 1, 1)).step(-1).months == ["2025-12"]
