"""Of what comes through the socket only a reader's own kinds go on to Streamlit."""

import logging
from collections.abc import Iterator

import anyio
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.door.frames import KINDS, OPERATION, OPERATIONS, Frames, refused

OTHERS = {one.name for one in BackMsg.DESCRIPTOR.fields} - KINDS - {OPERATION}
OPERATION_FIELDS = BackMsg.DESCRIPTOR.fields_by_name[OPERATION].message_type.oneofs_by_name["payload"].fields
OTHER_OPERATIONS = {one.name for one in OPERATION_FIELDS} - OPERATIONS


def said(kind: str) -> bytes:
    message = BackMsg()
    if BackMsg.DESCRIPTOR.fields_by_name[kind].message_type:
        getattr(message, kind).SetInParent()
    else:
        setattr(message, kind, True)
    return message.SerializeToString()


def operation(kind: str) -> bytes:
    message = BackMsg()
    getattr(message.backend_operation_request, kind).SetInParent()
    return message.SerializeToString()


def test_what_a_readers_page_says_goes_on() -> None:
    rerun = BackMsg()
    rerun.rerun_script.page_name = "map"
    frames = [rerun.SerializeToString(), *map(operation, OPERATIONS)]
    frames += [said(kind) for kind in KINDS - {"rerun_script"}]
    assert [refused(frame) for frame in frames] == [""] * len(frames)


def test_whatever_else_streamlit_knows_does_not() -> None:
    """Also what a later Streamlit adds: the lists here are taken from what is installed."""
    assert {"clear_cache", "debug_shutdown_runtime", "set_run_on_save"} <= OTHERS
    assert "install_skills" in OTHER_OPERATIONS
    assert {refused(said(kind)) for kind in OTHERS} == OTHERS
    assert {refused(operation(kind)) for kind in OTHER_OPERATIONS} == OTHER_OPERATIONS


@pytest.mark.parametrize(("frame", "told"), [(None, "text"), (b"", "nothing"), (b"\xff" * 9, "unreadable")])
def test_what_is_no_message_does_not(frame: bytes | None, told: str) -> None:
    assert refused(frame) == told


def test_it_is_left_out_with_one_line_and_the_rest_arrives(caplog: pytest.LogCaptureFixture) -> None:
    rerun, heard = said("rerun_script"), []
    sent: Iterator[dict] = iter(
        [
            {"type": "websocket.receive", "bytes": said("clear_cache")},
            {"type": "websocket.receive", "text": "hello"},
            {"type": "websocket.receive", "bytes": rerun},
            {"type": "websocket.disconnect"},
        ]
    )

    async def receive() -> dict:
        return next(sent)

    async def app(_scope, receive, _send) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            heard.append(message["bytes"])

    with caplog.at_level(logging.WARNING):
        anyio.run(Frames(app), {"type": "websocket"}, receive, None)
    assert heard == [rerun]
    assert [one.getMessage().rpartition(": ")[2] for one in caplog.records] == ["clear_cache", "text"]
