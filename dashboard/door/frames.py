"""What a browser says through the socket: only what the page of a reader has to say goes on to Streamlit.

Streamlit takes more from any browser: to empty the caches of everybody, to write files for a developer.
"""

import re
from collections.abc import Iterator
from typing import Final

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

KINDS: Final = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
OPERATION: Final = "backend_operation_request"
OPERATIONS: Final = frozenset({"deferred_file", "dataframe_chunk"})
"""Of the operations beside the script: a file that is made on the click, more rows of a table."""

LARGEST: Final = 1024 * 1024
"""Bytes of a frame: a form with everything that may be typed into it has some ten thousand."""


MEDIA: Final = re.compile(rb"/media/([0-9a-f]+)")
"""Where a file lies that Streamlit holds, by its name."""


def name(told: ForwardMsg) -> str:
    """The name that Streamlit gives a socket, told in a message of its own; empty in any other."""
    return told.new_session.initialize.session_id


def files(frame: bytes, told: ForwardMsg) -> Iterator[str]:
    """The names of files that a frame tells a browser: those that lie there, and one made on the click."""
    yield from (found.decode() for found in MEDIA.findall(frame))
    if deferred := told.delta.new_element.download_button.deferred_file_id:
        yield deferred


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
        operation = message.backend_operation_request.WhichOneof("payload") or "nothing"
        return operation, message if operation in OPERATIONS else None
    return kind, message if kind in KINDS else None
