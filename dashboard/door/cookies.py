"""Names and flags of the door's cookies. The session's own name is in the settings: the app reads it too."""

from collections.abc import Mapping

from starlette.responses import Response

from dashboard.i18n import LANGUAGES
from dashboard.settings import LANGUAGE_COOKIE, LARGE, VIEW_COOKIE, settings

YEAR = 365 * 24 * 3600


def form_name() -> str:
    """The cookie that holds the token of an open form."""
    return settings().session_cookie + "-form"


def devices_name() -> str:
    """The cookie by which a browser is known from which accounts came in before."""
    return settings().session_cookie + "-devices"


def put(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Set a cookie that no script reads and no other site's form sends along.

    Without `max_age` (seconds) it lasts until the browser closes.
    """
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=_secure(), httponly=True, samesite="lax"
    )


def drop(response: Response, name: str) -> None:
    """Clear a cookie; a `__Host-` one needs the flags that it was set with."""
    response.delete_cookie(name, path="/", secure=_secure(), httponly=True, samesite="lax")


def language(cookies: Mapping[str, str]) -> str:
    """The language that the reader chose, or the setting."""
    chosen = cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else settings().language


def is_large(cookies: Mapping[str, str]) -> bool:
    """Whether the reader chose large type (长辈版)."""
    return cookies.get(VIEW_COOKIE) == LARGE


def _secure() -> bool:
    # Browsers keep a Secure cookie over https and on localhost only.
    return not settings().insecure_lan
