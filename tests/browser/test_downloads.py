"""A file asked for by the socket, beside the page: nothing after signing out."""

from pathlib import Path
from urllib.request import Request
from uuid import uuid4

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests import lookups
from tests.browser import wire
from tests.browser.forging import kept, url

__all__ = ["kept", "url"]
PAGE = "indicators?key=solve_rate"


def offered(told: wire.Told) -> list[str]:
    """The ids under which the page's files can be asked for."""
    elements = [one.delta.new_element for one in told.messages if one.WhichOneof("type") == "delta"]
    buttons = [one.download_button for one in elements if one.WhichOneof("type") == "download_button"]
    return [one.deferred_file_id for one in buttons]


def question(socket: wire.Wire, file_id: str) -> BackMsg:
    """Asks for a file to be made."""
    message = BackMsg()
    operation = message.backend_operation_request
    operation.request_id, operation.session_id = uuid4().hex, socket.session
    operation.deferred_file.file_id = file_id
    return message


def asked(socket: wire.Wire, file_id: str) -> tuple[str, str]:
    """The file's address, or what the server says instead."""
    wanted = question(socket, file_id)
    answer = socket.ask(wanted, "backend_operation_response")
    if answer is None:
        return "", "closed"
    told = answer.backend_operation_response
    assert told.request_id == wanted.backend_operation_request.request_id
    return told.deferred_file.url, told.error_msg


@pytest.mark.parametrize("address", ["", PAGE, "import", "meetings?meeting={held}"])
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


def test_a_file_is_for_whom_it_was_offered_to_alone(url: str) -> None:
    """Whoever learns its name, by a glance at a log or a screen, gets nothing with it."""
    office, other = wire.sign_in(url, "office"), wire.sign_in(url, "committee-3")
    with wire.wired(url, office) as mine, wire.wired(url, other) as theirs:
        file, others = (offered(one.open(PAGE))[0] for one in (mine, theirs))
        where, _trouble = asked(mine, file)

        def status(cookie: str) -> int:
            return wire.answer(Request(url + where, headers={"Cookie": cookie}))[0]

        assert (status(office), status(other), status("")) == (200, 404, 401)
        assert asked(theirs, file) == ("", "no such file")
        where, _trouble = asked(theirs, others)
        assert (status(other), status(office)) == (200, 404)
