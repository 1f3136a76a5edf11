"""What comes through the socket: only what the page of a reader has to say goes on to Streamlit.

Streamlit takes more from any browser: to empty the caches of everybody, to write files for a developer.
"""

from logging import getLogger
from typing import Final

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

KINDS: Final = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
OPERATION: Final = "backend_operation_request"
OPERATIONS: Final = frozenset({"deferred_file", "dataframe_chunk"})
"""Of the operations beside the script: a file that is made on the click, more rows of a table."""


class Frames:
    """Pure ASGI middleware behind the gate: what is not asked for is left out, with a line in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sifted() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or not (kind := refused(message.get("bytes"))):
                    return message
                getLogger(__name__).warning("left out what came through a socket: %s", kind)

        await self.app(scope, sifted if scope["type"] == "websocket" else receive, send)


def refused(frame: bytes | None) -> str:
    """The kind of a frame that does not go on, in Streamlit's words; empty for one that does."""
    if frame is None:
        return "text"
    try:
        message = BackMsg.FromString(frame)
    except DecodeError:
        return "unreadable"
    kind = message.WhichOneof("type") or "nothing"
    if kind == OPERATION:
        operation = message.backend_operation_request.WhichOneof("payload") or "nothing"
        return "" if operation in OPERATIONS else operation
    return "" if kind in KINDS else kind
