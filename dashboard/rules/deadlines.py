"""Time limits: 2 h, 24 h, and working days that follow the State Council's holidays and make-up days."""

from datetime import date, datetime, timedelta

import chinese_calendar

from dashboard.clock import civil, day_end
from dashboard.schema.requests import LimitClass, RequestType

HOURS = {LimitClass.DANGER: 2, LimitClass.OUTAGE: 24}
WORKING_DAYS = {LimitClass.ORDINARY: 5, LimitClass.COMPLEX: 15}

DEFAULT_LIMITS: dict[RequestType, LimitClass] = {
    RequestType.PIPES: LimitClass.OUTAGE,
    RequestType.LEAK: LimitClass.COMPLEX,
    RequestType.CLEANING: LimitClass.ORDINARY,
    RequestType.PARKING: LimitClass.ORDINARY,
    RequestType.FIRE: LimitClass.DANGER,
    RequestType.NOISE: LimitClass.ORDINARY,
    RequestType.SECURITY: LimitClass.ORDINARY,
    RequestType.FEES: LimitClass.ORDINARY,
    RequestType.TREES: LimitClass.ORDINARY,
    RequestType.ILLEGAL_BUILDING: LimitClass.COMPLEX,
    RequestType.AGEING: LimitClass.COMPLEX,
    RequestType.OTHER: LimitClass.ORDINARY,
}


def known(year: int) -> bool:
    """Whether the holiday calendar of that year is in the package (else weekends alone are off)."""
    try:
        chinese_calendar.is_workday(date(year, 1, 2))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    """Whether people work that day in China; Monday to Friday where the year's calendar is not known yet."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def after_working_days(day: date, count: int) -> date:
    """The day `count` working days after `day`, which itself does not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def limit_at(accepted_at: datetime, limit_class: LimitClass) -> datetime:
    """The instant (UTC) by which somebody must have answered a request accepted at `accepted_at`."""
    if limit_class in HOURS:
        return accepted_at + timedelta(hours=HOURS[limit_class])
    return day_end(after_working_days(civil(accepted_at), WORKING_DAYS[limit_class]))
