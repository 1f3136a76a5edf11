"""What the handlers of the door's forms share: filled fields, statuses, cookies, a queue for hashing."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.door import cookies, forms, pages, texts
from dashboard.door.gate import NO_STORE, RECENT
from dashboard.errors import (
    InvalidDraft,
    NotDemo,
    TooManyAttempts,
    UnknownName,
    WrongPassword,
    YuanluoError,
)
from dashboard.i18n import LANGUAGES
from dashboard.settings import LANGUAGE_COOKIE, settings


class Busy(YuanluoError):
    """Too many passwords wait to be compared."""


class Unfilled(YuanluoError):
    """A field of a form of the door was left empty."""


AT_ONCE = 2
"""Passwords compared at the same time, 64 MiB each; others wait without keeping anybody's page waiting."""
STATUS: dict[type[YuanluoError], int] = {
    WrongPassword: 403,
    NotDemo: 403,
    TooManyAttempts: 429,
    UnknownName: 400,
    InvalidDraft: 400,
    Busy: 503,
}
SENTENCES: dict[type[YuanluoError], str] = {Busy: texts.BUSY, Unfilled: texts.EMPTY}
MOST_WAITING = 20
"""More are sent away at once: who floods the door keeps others waiting for three seconds at most."""
QUEUE: RunVar[CapacityLimiter] = RunVar("door.hashing")
Found = TypeVar("Found")


def filled(fields: dict[str, str], *names: str) -> list[str]:
    """The values of fields; raises Unfilled where one is empty."""
    values = [fields.get(name, "") for name in names]
    if not all(value.strip() for value in values):
        raise Unfilled
    return values


async def hashing(work: Callable[..., Found], *arguments: str, **named: Any) -> Found:
    """Run what hashes a password in a thread, a few at a time."""
    try:
        limiter = QUEUE.get()
    except LookupError:
        limiter = CapacityLimiter(AT_ONCE)
        QUEUE.set(limiter)
    if limiter.statistics().tasks_waiting >= MOST_WAITING:
        raise Busy
    return await anyio.to_thread.run_sync(partial(work, *arguments, **named), limiter=limiter)


def status_of(error: YuanluoError) -> int:
    """The HTTP status that a refusal is answered with."""
    return STATUS.get(type(error), 400)


def problem_of(error: YuanluoError) -> str | YuanluoError:
    """What a page says of a refusal."""
    return SENTENCES.get(type(error), error)


def handed(request: Request, reader: pages.Reader, response: Response) -> Response:
    """A page with a form, with the cookie that goes with it; remembers a language asked for."""
    forms.hand_out(response, reader.token)
    if request.query_params.get("lang") in LANGUAGES:
        cookies.put(response, LANGUAGE_COOKIE, reader.language, max_age=cookies.YEAR)
    return response


def let_in(request: Request, token: str, target: str, *, devices: str = "") -> Response:
    """Lead on with a new session's cookie: never one that the browser brought along.

    `devices`: by what the browser is known from now on.
    """
    if old := request.cookies.get(settings().session_cookie):
        RECENT.forget(old)
    response = RedirectResponse(target, 303, NO_STORE)
    cookies.put(response, settings().session_cookie, token)
    if devices:
        cookies.put(response, cookies.devices_name(), devices, max_age=cookies.YEAR)
    cookies.drop(response, cookies.form_name())
    return response
