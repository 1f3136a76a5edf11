"""What time it is, in one place, so that a day can be pinned."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from dashboard.settings import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware UTC; the last second of the pinned day where one is set."""
    pinned = settings().today
    return day_end(pinned) if pinned else datetime.now(UTC)


def wall() -> datetime:
    """The real instant, aware UTC, also on a pinned day: for what must run out, such as a session."""
    return datetime.now(UTC)


def today() -> date:
    """The present civil date in Shanghai."""
    return civil(now())


def civil(instant: datetime) -> date:
    """The Shanghai date of an aware instant."""
    return instant.astimezone(SHANGHAI).date()


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """The instant (aware UTC) of a Shanghai wall-clock time."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def day_end(day: date) -> datetime:
    """The last second of a Shanghai day, aware UTC."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI).astimezone(UTC)
