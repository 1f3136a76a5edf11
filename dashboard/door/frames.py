"""What a browser says through the socket: only what the page of a reader has to say goes on to Streamlit.

Streamlit takes more from any browser: to empty the caches of everybody, to write files for a developer.
"""

import re
from typing import Final

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.jobs import freshness

KINDS: Final = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
OPERATION: Final = "backend_operation_request"
OPERATIONS: Final = frozenset({"deferred_file"})
"""Of the operations beside the script: a file that is made on the click. More rows of a table are asked for
only where a page draws one that is sent in parts; none does."""

LARGEST: Final = 1024 * 1024
"""Bytes of a frame: a form with everything that may be typed into it has some ten thousand."""
FILES_AT_ONCE: Final = 10
"""Files that one field is given at once; three are kept."""
LONGEST_NAME: Final = 1000
"""Letters of a file's name."""
ID: Final = re.compile(r"[\w$-]{0,128}", re.ASCII)
"""A name that a browser gives its question, or says after the server: it stands in answers and the log."""
MEDIA: Final = re.compile(r"/media/([0-9a-f]{32,64})(?:\.\w+)?", re.ASCII)
"""Where a file lies that Streamlit holds, by its name."""


def name(told: ForwardMsg) -> str:
    """The name that Streamlit gives a socket, told in a message of its own; empty in any other."""
    return told.new_session.initialize.session_id


def begins(told: ForwardMsg) -> bool:
    """Whether a run of the whole page begins: its browser forgets the timers of the last."""
    return told.WhichOneof("type") == "new_session" and not told.metadata.run.fragment_ids


def refreshing(told: ForwardMsg) -> str:
    """The name of the part that draws an old page anew, where its timer is set; else empty."""
    return told.auto_rerun.fragment_id if told.auto_rerun.interval == freshness.SELDOM else ""


def ask_for(part: str) -> bytes:
    """What sets that timer so that the browser asks for the part soon."""
    message = ForwardMsg()
    message.auto_rerun.fragment_id, message.auto_rerun.interval = part, freshness.PAUSE
    return bytes(message.SerializeToString())


def file(told: ForwardMsg) -> str:
    """The name of a file that a browser is told: one that lies there, or that is made on the click."""
    made = MEDIA.fullmatch(told.backend_operation_response.deferred_file.url)
    return made[1] if made else told.delta.new_element.download_button.deferred_file_id


def refusal(asked: BackMsg) -> bytes:
    """The answer to who asks for a file that is not theirs."""
    answer = ForwardMsg()
    answer.backend_operation_response.request_id = asked.backend_operation_request.request_id
    answer.backend_operation_response.error_msg = "no such file"
    return bytes(answer.SerializeToString())


def read(frame: bytes | None) -> tuple[str, BackMsg | None]:
    """The kind of a frame in Streamlit's words, and the message, None for one that does not go on."""
    if frame is None:
        return "text", None
    if len(frame) > LARGEST:
        return "too large", None
    try:
        message = BackMsg.FromString(frame)
    except DecodeError:
        return "unreadable", None
    kind = message.WhichOneof("type") or "nothing"
    if kind == OPERATION:
        kind = message.backend_operation_request.WhichOneof("payload") or "nothing"
        is_known = kind in OPERATIONS
    else:
        is_known = kind in KINDS
    return kind, message if is_known and _is_sound(message) else None


def _is_sound(message: BackMsg) -> bool:
    """Whether nothing is said that Streamlit would repeat at length, into an answer or the log."""
    operation, files = message.backend_operation_request, message.file_urls_request
    said = (
        *(operation.request_id, operation.session_id, operation.deferred_file.file_id),
        *(files.request_id, files.session_id, message.rerun_script.fragment_id),
    )
    names = files.file_names
    return (
        all(ID.fullmatch(one) for one in said)
        and len(names) <= FILES_AT_ONCE
        and all(len(one) <= LONGEST_NAME for one in names)
    )
