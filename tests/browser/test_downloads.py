"""A file asked for by the socket, beside the page: nothing after signing out."""

from pathlib import Path
from uuid import uuid4

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests import lookups
from tests.browser import wire
from tests.browser.forging import kept, url

__all__ = ["kept", "url"]


def offered(told: wire.Told) -> list[str]:
    """The ids under which the page's files can be asked for."""
    elements = [one.delta.new_element for one in told.messages if one.WhichOneof("type") == "delta"]
    buttons = [one.download_button for one in elements if one.WhichOneof("type") == "download_button"]
    return [one.deferred_file_id for one in buttons]


def asked(socket: wire.Wire, file_id: str) -> tuple[str, str]:
    """The file's address, or what the server says instead."""
    message = BackMsg()
    operation = message.backend_operation_request
    operation.request_id, operation.session_id = uuid4().hex, socket.session
    operation.deferred_file.file_id = file_id
    answer = socket.ask(message, "backend_operation_response")
    if answer is None:
        return "", "closed"
    told = answer.backend_operation_response
    return told.deferred_file.url, told.error_msg


@pytest.mark.parametrize("address", ["", "indicators?key=solve_rate", "import", "meetings?meeting={held}"])
def test_an_open_socket_gets_no_file_after_signing_out(url: str, kept: Path, address: str) -> None:
    cookie = wire.sign_in(url, "office")
    with wire.wired(url, cookie) as socket:
        files = offered(socket.open(lookups.named(address, kept)))
        assert files
        where, trouble = asked(socket, files[0])
        assert (bool(where), trouble) == (True, "")
        wire.sign_out(url, cookie)
        for one in files:
            where, trouble = asked(socket, one)
            assert not where
            assert trouble
