"""Coming in with a password or a one-time code, and choosing another password.

Three steps: count the attempt, compare outside of any transaction (it takes a tenth of a second on
purpose), then write only if the account is still what was compared.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import passwords, sessions, throttle
from dashboard.actions.passwords import Known
from dashboard.actions.throttle import Attempt
from dashboard.door import devices
from dashboard.errors import InvalidDraft, NotSignedIn, TooManyAttempts, WrongPassword
from dashboard.queries import people
from dashboard.schema.accounts import same_login
from dashboard.settings import settings

LONGEST_LOGIN = 60


@dataclass(frozen=True)
class LetIn:
    """The token of a new session, and the cookie by which this browser is known from now on."""

    token: str
    devices: str


def by_password(login: str, password: str, *, address: str, known: str = "", old: str | None) -> LetIn:
    """Open a session with login and password; ends the session `old`. `known`: the cookie of the browser.

    Raises WrongPassword, TooManyAttempts.
    """
    attempt, now = Attempt(_login(login), address), clock.wall()
    better: list[str | None] = []

    def right(who: Known | None) -> bool:
        fits, stronger = passwords.fits(password, who.password_hash if who else None)
        better.append(stronger)
        return fits

    attempt, who = _compare(attempt, known, right, now)
    with db.writing() as session:
        by = passwords.enter(session, who, better=better[0], now=now)
        throttle.forgive(session, attempt)
        sessions.end(session, old, now=now)
        token = sessions.open_session(session, by=by, now=now)
    return LetIn(token, devices.added(known, attempt.login, better[0] or who.password_hash or ""))


def by_code(
    login: str, code: str, password: str, again: str, *, address: str, known: str = "", old: str | None
) -> LetIn:
    """Use a one-time code: keep the password chosen with it and open a session.

    Raises InvalidDraft for a password that may not be chosen (the code stays good), WrongPassword,
    TooManyAttempts.
    """
    attempt, now = Attempt(_login(login), address), clock.wall()
    passwords.check(password, again)
    attempt, who = _compare(attempt, known, lambda one: _code_fits(one, code), now)
    _judge(password, attempt)
    made = passwords.hashed(password)
    with db.writing() as session:
        by = passwords.redeem(session, who, password_hash=made, now=now)
        throttle.forgive(session, attempt)
        sessions.end(session, old, now=now)
        token = sessions.open_session(session, by=by, now=now)
    return LetIn(token, devices.added(known, attempt.login, made))


def change(
    token: str, old_password: str, password: str, again: str, *, address: str, known: str = ""
) -> LetIn:
    """Choose another password with the present one; every session ends and one begins.

    Raises NotSignedIn, InvalidDraft, WrongPassword, TooManyAttempts.
    """
    login, now = own_login(token), clock.wall()
    if login is None:
        raise NotSignedIn
    passwords.check(password, again)
    attempt, who = _compare(
        Attempt(login, address),
        known,
        lambda one: passwords.fits(old_password, one.password_hash if one else None)[0],
        now,
    )
    _judge(password, attempt)
    made = passwords.hashed(password)
    with db.writing() as session:
        by = passwords.choose(session, who, password_hash=made, now=now, verb="change_password")
        throttle.forgive(session, attempt)
        token = sessions.open_session(session, by=by, now=now)
    return LetIn(token, devices.added(known, login, made))


def own_login(token: str | None) -> str | None:
    """The login of who holds a session; None for personas and guests. Raises NotSignedIn."""
    with db.reading() as session:
        by: Principal = sessions.find(session, token, now=clock.wall())
        return people.own_login(session, by=by)


def address_of(request: Request) -> str:
    """Where a request comes from; an IPv6 network counts as one."""
    hops = [hop.strip() for hop in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
    proxies = settings().proxies
    if proxies and len(hops) >= proxies:
        return _network(hops[-proxies])
    # The server itself believes X-Forwarded-For from this machine, and then knows no port: without the
    # setting that is a proxy nobody told of, so all of it counts as one address.
    client = request.client
    return _network(client.host) if client and client.port else "proxy"


def _network(host: str) -> str:
    try:
        found = ip_address(host)
    except ValueError:
        return host[:LONGEST_LOGIN]
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, 64), strict=False))
    return str(found)


def _login(typed: str) -> str:
    return same_login(typed)[: LONGEST_LOGIN + 1]


def _code_fits(who: Known | None, code: str) -> bool:
    return passwords.code_fits(code, who.code_hash if who else None)


def _judge(password: str, attempt: Attempt) -> None:
    """Whether the password may be chosen by who has proved the right to: no failed attempt if it may not."""
    try:
        passwords.judge(password, login=attempt.login)
    except InvalidDraft:
        with db.writing() as session:
            throttle.forgive(session, attempt)
        raise


def _compare(
    attempt: Attempt, known: str, right: Callable[[Known | None], bool], now: datetime
) -> tuple[Attempt, Known]:
    """Whom the secret belongs to, and the attempt as it was counted.

    Whether the login exists, the time that it takes does not tell.
    """
    with db.reading() as session:
        who = passwords.known(session, attempt.login, now=now)
    device = devices.known(known, attempt.login, who.password_hash if who else None)
    attempt = replace(attempt, device=device)
    with db.writing() as session:
        last = throttle.count(session, attempt, now=now)
    if right(who) and who is not None:
        return attempt, who
    if last:
        with db.writing() as session:
            passwords.lock_out(session, who, now=now)
        raise TooManyAttempts(until=now + throttle.WINDOW)
    raise WrongPassword
