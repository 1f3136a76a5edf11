"""The child process in which a stranger's file is read: it knows nothing, and it ends by its limits."""

import pytest

from dashboard.intake import apart


def done(code: str, *, seconds: int = 20, data: bytes = b"", **how) -> bytes:
    """What a child says that runs some Python once."""
    return apart.answer("timeit", "-n", "1", "-r", "1", code, data=data, seconds=seconds, **how)


def test_it_is_given_the_file_and_no_setting_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANLUO_SECRET", "geheim")
    said = done("import os, sys; print(sys.stdin.read(), sorted(os.environ))", data="院落".encode()).decode()
    assert "院落" in said
    assert "geheim" not in said
    assert not {"DATABASE_URL", "YUANLUO_SECRET", "HOME"} & set(said.split("'"))


def test_it_is_given_so_many_seconds_to_answer() -> None:
    with pytest.raises(apart.TooHeavy):
        done("import time; time.sleep(60)", seconds=1)


def test_it_has_so_much_memory_and_time_and_writes_nothing() -> None:
    limited = "from dashboard.intake.apart import limit; limit(1);"
    for heavy in (
        f"{limited} bytearray(600 * 1024 ** 2)",
        f"{limited} any(iter(int, 1))",
        f"{limited} print('written', file=open('/dev/shm/apart', 'w'), flush=True)",
    ):
        with pytest.raises(apart.TooHeavy):
            done(heavy)


def test_half_an_answer_is_none() -> None:
    with pytest.raises(apart.TooHeavy):
        done("import os; print('half', flush=True); os.abort()")


def test_it_ends_when_nobody_wants_to_know() -> None:
    with pytest.raises(apart.Stopped):
        done("import time; time.sleep(60)", stopped=lambda: True)


def test_a_large_file_arrives_whole_however_late_the_child_begins_to_read() -> None:
    """A pipe holds 64 kB: the rest is given while somebody waits for the answer."""
    slow = f"import sys, time; time.sleep({3 * apart.LOOK_EVERY}); print(len(sys.stdin.buffer.read()))"
    assert done(slow, data=b"x" * 5_000_000).split()[0] == b"5000000"


def test_a_child_may_end_before_it_has_read_all() -> None:
    assert done("print('seen')", data=b"x" * 5_000_000).split()[0] == b"seen"
