"""Whoever reads the log learns no name of a session or of a file."""

import logging
from pathlib import Path

import pytest
import streamlit

from dashboard.door import logs

UUID = "4f1c2a9e-0b7d-4c36-9a51-7d2e8f60b3c4"


@pytest.fixture(autouse=True)
def _without_names() -> None:
    logs.leave_names_out()
    logs.leave_names_out()


@pytest.mark.parametrize("logger", logs.LOGGERS)
@pytest.mark.parametrize(
    "name", ["4f1c2a9e-0b7d-4c36-9a51-7d2e8f60b3c4", "4f1c2a9e0b7d4c369a517d2e8f60b3c4", "a" * 64]
)
def test_a_name_is_left_out_and_the_rest_is_told(logger: str, name: str) -> None:
    heard: list[str] = []
    ear = logging.Handler()
    ear.emit = lambda record: heard.append(record.getMessage())
    logging.getLogger(logger).addHandler(ear)
    try:
        logging.getLogger(logger).warning("Ignoring reconnect to session id %s: %d of %s", name, 7, "them")
    finally:
        logging.getLogger(logger).removeHandler(ear)
    assert heard == [f"Ignoring reconnect to session id {logs.LEFT_OUT}: 7 of them"]


def test_streamlit_logs_under_these_names() -> None:
    folder = Path(streamlit.__file__).parent
    for logger in logs.LOGGERS:
        text = folder.joinpath(*logger.split(".")[1:]).with_suffix(".py").read_text()
        assert "get_logger(__name__)" in text
