"""Of what comes through the socket only a reader's own kinds go on to Streamlit."""

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.door.frames import KINDS, LARGEST, OPERATION, OPERATIONS, read

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
    for frame in frames:
        assert read(frame)[1] == BackMsg.FromString(frame)


def test_whatever_else_streamlit_knows_does_not() -> None:
    """Also what a later Streamlit adds: the lists here are taken from what is installed."""
    assert {"clear_cache", "debug_shutdown_runtime", "set_run_on_save"} <= OTHERS
    assert "install_skills" in OTHER_OPERATIONS
    assert {read(said(kind)) for kind in OTHERS} == {(kind, None) for kind in OTHERS}
    assert {read(operation(kind)) for kind in OTHER_OPERATIONS} == {(kind, None) for kind in OTHER_OPERATIONS}


@pytest.mark.parametrize(("frame", "told"), [(None, "text"), (b"", "nothing"), (b"\xff" * 9, "unreadable")])
def test_what_is_no_message_does_not(frame: bytes | None, told: str) -> None:
    assert read(frame) == (told, None)


def test_what_is_too_large_is_not_even_read() -> None:
    rerun = BackMsg()
    rerun.rerun_script.query_string = "x" * LARGEST
    assert read(rerun.SerializeToString()) == ("too large", None)
