"""Opening a stranger's file: a child process parses it, so that no file can hurt the server."""

from collections.abc import Callable

from dashboard.intake import apart
from dashboard.intake.workbooks import child, guard
from dashboard.intake.workbooks.cells import Book, Refused, loads


def read(data: bytes, *, stopped: Callable[[], bool] = lambda: False) -> Book:
    """The cells of a workbook or CSV; raises Refused. `stopped` is asked while the child works."""
    guard.check(data)
    try:
        return loads(apart.answer(child.__name__, data=data, seconds=child.SECONDS, stopped=stopped))
    except (apart.TooHeavy, ValueError):
        raise Refused("book_too_heavy") from None
    except apart.Stopped:
        raise Refused("book_stopped") from None
