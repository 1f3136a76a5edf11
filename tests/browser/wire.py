"""The socket without a browser: frames of one's own making, and what comes back for them."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyarrow as pa
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from dashboard.jobs import freshness

PATIENCE = 30
"""Seconds until the next frame."""
ARROW = b"\xff\xff\xff\xff"
TOKEN = "t" * 43
FORM = f"__Host-yl-form={TOKEN}"


def post(url: str, cookie: str, **fields: str) -> urllib.request.Request:
    """A form of the door, genuine: its token agrees with its cookie."""
    body = urlencode({"token": TOKEN, **fields}).encode()
    return urllib.request.Request(url, body, {"Cookie": f"{FORM}; {cookie}", "Origin": url})


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_how: Any) -> None:
        return None


OPENER = urllib.request.build_opener(_Stay)


def answer(request: urllib.request.Request) -> tuple[int, Any]:
    """Status and headers, of a refusal or a redirect too."""
    try:
        with OPENER.open(request, timeout=PATIENCE) as response:
            return response.status, response.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


def sign_in(url: str, persona: str) -> str:
    """The cookie of a persona's new session."""
    _status, headers = answer(post(f"{url}/sign-in", "", persona=persona))
    (cookie,) = [
        re.match(r"__Host-yl=[^;]+", one) for one in headers.get_all("set-cookie") if "-form" not in one
    ]
    assert cookie, headers
    return cookie[0]


def sign_out(url: str, cookie: str) -> None:
    status, _headers = answer(post(f"{url}/sign-out", cookie))
    assert status == 303


class Told:
    """What came back for one message."""

    def __init__(self, frames: list[bytes]) -> None:
        self.frames = frames
        self.messages = [ForwardMsg.FromString(frame) for frame in frames]

    @property
    def text(self) -> str:
        return b"".join(self.frames).decode(errors="ignore")

    @property
    def texts(self) -> Iterator[str]:
        """Every frame as it came and every text in it, those in tables too."""
        for frame, message in zip(self.frames, self.messages, strict=True):
            yield frame.decode(errors="ignore")
            yield from _texts(message)

    @property
    def widgets(self) -> dict[str, str]:
        """Id → kind of every widget that was drawn in the page itself, not beside it."""
        found = {}
        for message in self.messages:
            if message.WhichOneof("type") == "delta" and message.metadata.delta_path[0] == 0:
                element = message.delta.new_element
                kind = element.WhichOneof("type") or ""
                id_ = getattr(getattr(element, kind), "id", "") if kind else ""
                if str(id_).startswith("$$ID-"):
                    found[str(id_)] = kind
        return found

    @property
    def parts(self) -> set[str]:
        """The ids under which parts of the page can be asked for again."""
        deltas = [one.delta for one in self.messages if one.WhichOneof("type") == "delta"]
        return {one.fragment_id for one in deltas if one.fragment_id}

    @property
    def charts(self) -> int:
        """How many maps and charts were drawn."""
        deltas = [one.delta.new_element for one in self.messages if one.WhichOneof("type") == "delta"]
        kinds = ("deck_gl_json_chart", "vega_lite_chart", "arrow_vega_lite_chart")
        return sum(one.WhichOneof("type") in kinds for one in deltas)

    @property
    def redirects(self) -> list[str]:
        return [one.auth_redirect.url for one in self.messages if one.WhichOneof("type") == "auth_redirect"]


class Wire:
    """One open socket of somebody."""

    def __init__(self, socket: ClientConnection, url: str) -> None:
        self.socket, self.url = socket, url
        self.pages: dict[str, str] = {}
        self.session = self.address = ""

    def open(self, address: str, states: Iterable[WidgetState] = (), *, by_name: bool = True) -> Told:
        """Ask for a page, by its name or its hash, with the states of whatever widgets."""
        parts, self.address = urlsplit(address), address
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = parts.query
        if by_name:
            rerun.page_name = parts.path.strip("/")
        else:
            rerun.page_script_hash = self.pages[parts.path.strip("/")]
        rerun.widget_states.widgets.extend(states)
        rerun.context_info.url = f"{self.url}/{address.lstrip('/')}"
        rerun.context_info.timezone = "Asia/Shanghai"
        return self.say(message)

    def say(self, message: BackMsg) -> Told:
        """Send a message and read until the script, or the part that was asked for, has run to its end."""
        ends = [ForwardMsg.FINISHED_SUCCESSFULLY]
        if message.rerun_script.fragment_id:
            ends.append(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
        self._put(message)
        return Told(list(self._heard(ends)))

    def part(self, fragment_id: str) -> Told:
        """Ask for a part of the page that was opened last."""
        message = BackMsg()
        rerun, page = message.rerun_script, urlsplit(self.address)
        rerun.fragment_id = fragment_id
        rerun.query_string = page.query
        rerun.page_script_hash = self.pages[page.path.strip("/")]
        rerun.context_info.url = f"{self.url}/{self.address.lstrip('/')}"
        return self.say(message)

    def look_on(self, seconds: float) -> int:
        """Stay on the page for so long, as a browser does: asked to, it asks for the page anew.

        Gives how often it was drawn anew.
        """
        until, drawn = time.monotonic() + seconds, 0
        while (left := until - time.monotonic()) > 0:
            with suppress(TimeoutError):
                told = ForwardMsg.FromString(self.socket.recv(timeout=left))
                if told.auto_rerun.interval == freshness.PAUSE:
                    time.sleep(freshness.PAUSE)
                    self.part(told.auto_rerun.fragment_id)
                    drawn += 1
        return drawn

    def ask(self, message: BackMsg, kind: str) -> ForwardMsg | None:
        """Send a message that is answered beside the script; no answer once the socket was closed."""
        self._put(message)
        while frame := self._frame():
            told = ForwardMsg.FromString(frame)
            if told.WhichOneof("type") == kind:
                return told
        return None

    def _heard(self, ends: list[int]) -> Iterator[bytes]:
        while frame := self._frame():
            yield frame
            told = ForwardMsg.FromString(frame)
            kind = told.WhichOneof("type")
            if kind == "new_session":
                self.session = told.new_session.initialize.session_id
            if kind == "navigation":
                self.pages = {one.url_pathname: one.page_script_hash for one in told.navigation.app_pages}
            if kind == "script_finished" and told.script_finished in ends:
                return

    def rest(self) -> Told:
        """Whatever comes until the server closes the socket."""
        return Told(list(iter(self._frame, b"")))

    def _put(self, message: BackMsg) -> None:
        with suppress(ConnectionClosed):  # what came before can still be read
            self.socket.send(message.SerializeToString())

    def _frame(self) -> bytes:
        """The next frame, empty once the socket was closed."""
        try:
            frame = self.socket.recv(timeout=PATIENCE)
        except ConnectionClosed:
            return b""
        assert isinstance(frame, bytes)
        return frame


@contextmanager
def wired(url: str, cookie: str, *, session: str = "", **headers: str) -> Iterator[Wire]:
    """The socket opened with a cookie, with the name of an earlier socket's session, with more headers."""
    known = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", *([session] if session else [])]
    where = {
        "origin": url,
        "additional_headers": {"Cookie": cookie, **headers},
        "proxy": None,
        "max_size": None,
    }
    with connect(url.replace("http", "ws", 1) + "/_stcore/stream", subprotocols=known, **where) as socket:  # type: ignore[arg-type]
        yield Wire(socket, url)


def visited(url: str, persona: str, addresses: Iterable[str]) -> dict[str, str]:
    """All text that a persona is sent, by address, each opened in a tab of its own."""
    cookie, found = sign_in(url, persona), {}
    for address in addresses:
        with wired(url, cookie) as tab:
            found[address] = "\n".join(tab.open(address).texts)
    return found


def _texts(value: Any) -> Iterator[str]:
    """Every text in a message, each alone."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes) and value.startswith(ARROW):
        for column in pa.ipc.open_stream(value).read_all().columns:
            yield from map(str, column.to_pylist())
    elif not isinstance(value, bytes):
        for one in _inner(value):
            yield from _texts(one)


def _inner(value: Any) -> Iterable[Any]:
    if isinstance(value, Message):
        return [inner for _field, inner in value.ListFields()]
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, Iterable) else ()


def pressed(ids: Iterable[str]) -> list[WidgetState]:
    """Every one of these buttons pressed at once."""
    return [WidgetState(id=id_, trigger_value=True) for id_ in ids]


def reruns(frames: Iterable[bytes]) -> list[BackMsg]:
    """The reruns among frames that a browser has sent."""
    sent = [BackMsg.FromString(frame) for frame in frames]
    return [one for one in sent if one.WhichOneof("type") == "rerun_script"]


def upload(url: str, cookie: str, body: bytes, *, name: str = "photo.jpg") -> int:
    """Put a file where a socket was told to; gives the status. The token against forgery is one's own."""
    token = "2|00000000|00000000000000000000000000000000|0"
    edge = "edge"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    data = f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + body + f"\r\n--{edge}--\r\n".encode()
    headers = {
        "Cookie": f"_streamlit_xsrf={token}; {cookie}",
        "X-Xsrftoken": token,
        "Content-Type": f"multipart/form-data; boundary={edge}",
    }
    return answer(urllib.request.Request(url, data, headers, method="PUT"))[0]
