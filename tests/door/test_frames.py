"""Of what comes through the socket only a reader's own kinds go on to Streamlit."""

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.door.frames import FILES_AT_ONCE, KINDS, LARGEST, OPERATION, OPERATIONS, file, read

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


@pytest.mark.parametrize("said", ["x" * 129, "a\nb", "/media/" + "0" * 56, "中", "a b"])
@pytest.mark.parametrize(
    "field",
    [
        "backend_operation_request.request_id",
        "backend_operation_request.session_id",
        "backend_operation_request.deferred_file.file_id",
        "file_urls_request.request_id",
        "file_urls_request.session_id",
        "rerun_script.fragment_id",
    ],
)
def test_what_streamlit_would_repeat_is_a_name_or_does_not_go_on(field: str, said: str) -> None:
    for text, goes_on in ((said, False), ("0b9d-_A$", True)):
        message = BackMsg()
        message.backend_operation_request.deferred_file.file_id = "1"
        *way, last = field.split(".")
        place = message
        for one in way:
            place = getattr(place, one)
        setattr(place, last, text)
        assert (read(message.SerializeToString())[1] is not None) == goes_on


@pytest.mark.parametrize("names", [["x"] * (FILES_AT_ONCE + 1), ["x" * 1001]])
def test_places_for_files_are_asked_for_a_few_at_once(names: list[str]) -> None:
    message = BackMsg()
    message.file_urls_request.file_names.extend(names)
    assert read(message.SerializeToString()) == ("file_urls_request", None)
    message.file_urls_request.file_names[:] = ["屋顶.jpg"] * FILES_AT_ONCE
    assert read(message.SerializeToString())[1] == message


def test_the_name_of_a_file_is_what_streamlit_says_of_one() -> None:
    """Not what it repeats of a reader, nor what somebody typed."""
    name = "3c" * 28
    made, offered = ForwardMsg(), ForwardMsg()
    made.backend_operation_response.deferred_file.url = f"/media/{name}.csv"
    offered.delta.new_element.download_button.deferred_file_id = "0f" * 16
    assert (file(made), file(offered)) == (name, "0f" * 16)
    others = [ForwardMsg() for _ in range(5)]
    others[0].backend_operation_response.request_id = f"/media/{name}"
    others[1].file_urls_response.response_id = f"/media/{name}"
    others[2].delta.new_element.markdown.body = f"/media/{name}.csv"
    others[3].backend_operation_response.deferred_file.url = f"/media/{name}/../x"
    others[4].backend_operation_response.deferred_file.url = "/media/" + "0" * 65
    assert [file(one) for one in others] == [""] * 5
