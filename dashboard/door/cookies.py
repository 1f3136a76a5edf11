"""Names and flags of the door's cookies."""

from collections.abc import Mapping

from starlette.responses import Response

from dashboard.i18n import LANGUAGES
from dashboard.settings import settings

LANGUAGE = "yl-lang"
YEAR = 365 * 24 * 3600


def session_name() -> str:
    """The cookie that holds the session's token."""
    return _prefix() + "yl"


def form_name() -> str:
    """The cookie that holds the token of an open form."""
    return _prefix() + "yl-form"


def put(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Set a cookie that scripts cannot read and other sites do not send; without `max_age` until the
    browser closes."""
    response.set_cookie(name, value, max_age=max_age, path="/", secure=_secure(), httponly=True, samesite="lax")


def drop(response: Response, name: str) -> None:
    """Clear a cookie; a `__Host-` one needs the flags that it was set with."""
    response.delete_cookie(name, path="/", secure=_secure(), httponly=True, samesite="lax")


def language(cookies: Mapping[str, str]) -> str:
    """The language that the reader chose, or the setting."""
    chosen = cookies.get(LANGUAGE)
    return chosen if isinstance(chosen, str) and chosen in LANGUAGES else settings().language


def _secure() -> bool:
    return not settings().insecure_lan


def _prefix() -> str:
    # Browsers take the prefix only together with Secure, and Secure only over https or on localhost.
    return "__Host-" if _secure() else ""
