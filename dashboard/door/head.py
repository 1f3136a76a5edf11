"""What the app's page holds besides Streamlit's own: a script and rules that are there before anything else.

The window's size is known when the first picture is drawn for it, and what is being read does not move: a
page has its margins and its menu's room from the first moment, and is seen when all of it stands.
"""

from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.settings import MENU_PIXELS, OVERLAID_PIXELS

SCRIPT = Path(__file__).with_name("head.js").read_text(encoding="utf-8")
RULES = f"""
.yl-coming [data-testid="stMain"] {{visibility:hidden}}
@media (min-width: {OVERLAID_PIXELS + 1}px) {{
  [data-testid="stAppViewContainer"]:not(:has([data-testid="stSidebar"])) {{padding-left:{MENU_PIXELS}px}}
}}
@media (min-width: 900px) {{
  [data-testid="stMainBlockContainer"] {{padding-left:2.5rem !important;padding-right:2.5rem !important}}
}}
@media (min-width: 1800px) {{html:root {{font-size:20px}}}}
"""
HEAD = b"<head>"
WRITTEN = f"<script>{SCRIPT}</script><style>{RULES}</style>".encode()


class Head:
    """Pure ASGI middleware: writes both into Streamlit's page, and leaves all else as it is.

    Streamlit packs some of its answers itself; what a browser opens as a page is asked for unpacked.
    The door's own pages bring a content policy that allows no script.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not _asks_for_page(scope):
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def send_written(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_frame(MutableHeaders(scope=message)):
                start = message
                return
            if not start:
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                whole = body.replace(HEAD, HEAD + WRITTEN, 1)
                MutableHeaders(scope=start)["Content-Length"] = str(len(whole))
                await send(start)
                await send({"type": "http.response.body", "body": whole})

        headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        await self.app({**scope, "headers": headers}, receive, send_written)


def _asks_for_page(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")


def _is_frame(headers: MutableHeaders) -> bool:
    is_page = headers.get("content-type", "").startswith("text/html")
    return is_page and "content-security-policy" not in headers
