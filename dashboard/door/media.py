"""Files that Streamlit holds in memory and gives to whoever names them: here, to whom the name was told."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.actions import sessions
from dashboard.door.gate import NOT_FOUND
from dashboard.door.headers import MEDIA
from dashboard.door.sockets import SOCKETS
from dashboard.settings import settings


class Media:
    """Pure ASGI middleware behind the gate; a file that is somebody else's is answered as one that is not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_file = scope["type"] == "http" and scope["path"].startswith(MEDIA)
        await (NOT_FOUND if is_file and not _is_theirs(scope) else self.app)(scope, receive, send)


def _is_theirs(scope: Scope) -> bool:
    token = HTTPConnection(scope).cookies.get(settings().session_cookie, "")
    return SOCKETS.knows(sessions.digest(token), scope["path"].removeprefix(MEDIA).partition(".")[0])
