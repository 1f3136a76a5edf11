"""Forms of the door's own pages: small, urlencoded, and proven to come from our page."""

import re
import secrets
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from dashboard.door import cookies

MOST_BYTES = 8192
OPEN_FOR = 3600
"""Seconds that a form may lie open."""
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


def token(request: Request) -> str:
    """The form token of this browser: the one it has, so that two open tabs both work, or a new one."""
    held = request.cookies.get(cookies.form_name(), "")
    return held if TOKEN.fullmatch(held) else secrets.token_urlsafe(32)


def hand_out(response: Response, token: str) -> None:
    """Give the browser the cookie that its form must agree with (double submit)."""
    cookies.put(response, cookies.form_name(), token, max_age=OPEN_FOR)


def genuine(request: Request, fields: dict[str, str]) -> bool:
    """Whether the form came from a page of ours: another site can make the browser send the cookie,
    but can neither read nor set it, so it cannot repeat it in the form."""
    held, given = request.cookies.get(cookies.form_name(), ""), fields.get("token", "")
    return bool(TOKEN.fullmatch(held)) and secrets.compare_digest(held.encode(), given.encode())


async def fields(request: Request) -> dict[str, str]:
    """The fields of a posted form; anything large or of another type has none."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace")))
