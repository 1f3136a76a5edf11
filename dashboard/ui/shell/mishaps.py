"""What goes wrong in a run of the page and is nobody's refusal: one sentence for the reader, and the log.

A browser can send a value that is not of its widget's kind. Streamlit keeps it and stumbles over it in every
run from then on, also in those that nobody asked for; and each time it writes a hundred lines.
"""

import logging
import time
import traceback
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.i18n import _

LOGGER: Final = "streamlit.error_util"
READS: Final = {("session_state.py", "__getitem__"), ("session_state.py", "get_serialized")}
"""Where Streamlit reads what came for a widget: file and function."""
AGAIN: Final = 60.0
"""Seconds in which the same error at the same line is told in full once."""


def handle(error: Exception) -> bool:
    """Tell the reader in their language; let go of what cannot be read. Streamlit's own box is not shown."""
    run = get_script_run_ctx()
    if run is not None and is_unreadable(error):
        run.session_state.on_script_finished(frozenset())  # as if no widget stood on the page any more
    st.error(
        _(
            "Something went wrong here. Please load the page once more. "
            "If it stays, tell the community office."
        )
    )
    return True


def is_unreadable(error: BaseException) -> bool:
    """Whether it happened while Streamlit read a value that came from the browser."""
    codes = (frame.f_code for frame, _line in traceback.walk_tb(error.__traceback__))
    return any((Path(code.co_filename).name, code.co_name) in READS for code in codes)


class _OneLine(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self._told: dict[tuple[str, str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and (short := self._short(error)):
            record.msg, record.args = "%s", (short,)
            record.exc_info = record.exc_text = None
        return True

    def _short(self, error: BaseException) -> str:
        """What is said of an error in one line, empty where all of it is to be told."""
        kind = type(error).__name__
        if is_unreadable(error):
            return f"a value that came for a widget is not of its kind: {kind}"
        last = traceback.extract_tb(error.__traceback__, limit=-1)
        place, now = (kind, *((last[0].filename, last[0].lineno or 0) if last else ("", 0))), time.monotonic()
        before = self._told.get(place, -AGAIN)
        if now - before < AGAIN:
            return f"once more: {kind} at {Path(place[1]).name}:{place[2]}"
        self._told = {one: at for one, at in self._told.items() if now - at < AGAIN} | {place: now}
        return ""


def tell_shortly() -> None:
    """From now on one line in the log for a value that cannot be read, and for the same error once more."""
    logger = logging.getLogger(LOGGER)
    if not any(isinstance(one, _OneLine) for one in logger.filters):
        logger.addFilter(_OneLine())
