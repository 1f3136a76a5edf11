"""What goes wrong is said in a sentence to the reader and in full, once, to who reads the log."""

import logging
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.ui.shell import mishaps


@pytest.fixture
def log() -> Iterator[list[logging.LogRecord]]:
    """What Streamlit's logger tells of errors, as it leaves it."""
    logger, heard = logging.getLogger(mishaps.LOGGER), []
    before = list(logger.filters)
    logger.filters.clear()
    mishaps.tell_shortly()
    mishaps.tell_shortly()
    ear = logging.Handler()
    ear.emit = heard.append
    logger.addHandler(ear)
    yield heard
    logger.removeHandler(ear)
    logger.filters[:] = before


def tell(error: Exception) -> None:
    logging.getLogger(mishaps.LOGGER).error("Uncaught app execution", exc_info=error)


def caught(line: str, file: str = "ours.py") -> Exception:
    """An error raised by that line of Python, in a function of a file of that name."""
    with pytest.raises(Exception) as raised:  # noqa: PT011  # whichever it is
        exec(compile(line, f"/somewhere/{file}", "exec"), {})
    return raised.value


def test_an_error_is_told_in_full_and_the_same_within_a_minute_in_a_line(log, monkeypatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(mishaps.time, "monotonic", lambda: now[0])
    for _ in range(3):
        tell(caught("1 / 0"))
    tell(caught("\n1 / 0"))
    tell(caught("[].x"))
    now[0] += mishaps.AGAIN
    tell(caught("1 / 0"))
    assert [bool(one.exc_info) for one in log] == [True, False, False, True, True, True]
    assert log[1].getMessage() == "once more: ZeroDivisionError at ours.py:1"


def test_what_streamlit_cannot_read_is_a_line_each_time(log) -> None:
    reading = "def __getitem__(): return len(True)\n__getitem__()"
    for _ in range(2):
        tell(caught(reading, "session_state.py"))
    assert [one.getMessage() for one in log] == [
        "a value that came for a widget is not of its kind: TypeError"
    ] * 2
    tell(caught(reading))
    assert log[2].exc_info


def test_an_error_without_a_place_is_told(log) -> None:
    tell(ValueError("x"))
    assert log[0].exc_info


def test_other_lines_stay_as_they_are(log) -> None:
    logging.getLogger(mishaps.LOGGER).warning("%s of %d", "one", 2)
    assert log[0].getMessage() == "one of 2"


def page() -> None:
    from dashboard.i18n import use
    from dashboard.ui.shell import mishaps

    use("zh")
    assert mishaps.handle(ValueError("secret"))


def test_the_reader_is_told_in_their_language_and_nothing_of_the_error() -> None:
    test = AppTest.from_function(page).run()
    assert not test.exception
    (told,) = test.error
    assert "请重新打开" in told.value
    assert "secret" not in told.value
