"""The cookie of a browser through which somebody has come in before.

Whoever fails often enough locks a login for others, its owner too. So a browser that has proved a password
once is counted by itself: nobody elsewhere can lock it out. The cookie holds a random name for each account
that came in here, signed with the stored hash of its password: another password, and it is unknown again.
It lets nobody in.
"""

import hmac
import secrets
from typing import Final

MOST: Final = 4
"""Accounts remembered in one browser; an office has more than one person."""
LONGEST: Final = 1024
BETWEEN: Final = "~"


def added(cookie: str, login: str, password_hash: str) -> str:
    """The cookie with this account in front, in place of what it had for the same."""
    held = known(cookie, login, password_hash)
    others = [one for one in _entries(cookie) if not held or not one.startswith(held)]
    name = held or secrets.token_urlsafe(16)
    return BETWEEN.join([f"{name}.{_signed(name, login, password_hash)}", *others][:MOST])


def known(cookie: str, login: str, password_hash: str | None) -> str:
    """The name under which this browser is known for the account, empty where it is not."""
    if password_hash is None:
        return ""
    for name, _, signature in (entry.partition(".") for entry in _entries(cookie)):
        if hmac.compare_digest(signature.encode(), _signed(name, login, password_hash).encode()):
            return name
    return ""


def _entries(cookie: str) -> list[str]:
    return [one for one in cookie.split(BETWEEN)[:MOST] if one] if len(cookie) <= LONGEST else []


def _signed(name: str, login: str, password_hash: str) -> str:
    return hmac.new(password_hash.encode(), f"{login}\n{name}".encode(), "sha256").hexdigest()
