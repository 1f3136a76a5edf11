"""What the log must not tell: the names of sessions and files, by which their readers ask for them."""

import logging
import re
from typing import Final

LOGGERS: Final = (
    "streamlit.runtime.websocket_session_manager",
    "streamlit.runtime.app_session",
    "streamlit.runtime.backend_operation_handler",
)
NAME: Final = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32,64}\b")
LEFT_OUT: Final = "(a name)"


class _WithoutNames(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = NAME.sub(LEFT_OUT, record.getMessage()), ()
        return True


def leave_names_out() -> None:
    """From now on; however often it is called, once is enough."""
    for logger in map(logging.getLogger, LOGGERS):
        if not any(isinstance(one, _WithoutNames) for one in logger.filters):
            logger.addFilter(_WithoutNames())
