"""The app's page says first how large its window is, in a cookie: Streamlit tells its script no size.

It is known before the socket opens, so that pictures are drawn for their window the first time.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.settings import SCREEN_COOKIE

SCRIPT = (
    f'(tell => {{ tell(); addEventListener("resize", tell); }})(() => {{ document.cookie = '
    f"`{SCREEN_COOKIE}=${{innerWidth}}x${{innerHeight}}; path=/; SameSite=Lax`; }});"
)
HEAD = b"<head>"


class Screen:
    """Pure ASGI middleware: writes the script into Streamlit's page, and leaves all else as it is.

    The door's own pages bring a content policy that allows no script.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def send_with_script(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_frame(MutableHeaders(scope=message)):
                start = message
                return
            if not start:
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                whole = body.replace(HEAD, HEAD + f"<script>{SCRIPT}</script>".encode(), 1)
                MutableHeaders(scope=start)["Content-Length"] = str(len(whole))
                await send(start)
                await send({"type": "http.response.body", "body": whole})

        await self.app(scope, receive, send_with_script)


def _is_frame(headers: MutableHeaders) -> bool:
    is_page = headers.get("content-type", "").startswith("text/html")
    return is_page and "content-security-policy" not in headers
