"""Coming in with a password or a one-time code, and choosing another password.

Three steps: count the attempt, compare outside of any transaction (it takes a tenth of a second on
purpose), then write only if the account is still what was compared.
"""

from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import passwords, sessions, throttle
from dashboard.actions.passwords import Known
from dashboard.errors import InvalidDraft, NotSignedIn, TooManyAttempts, WrongPassword
from dashboard.queries import people
from dashboard.schema.trust import same_login
from dashboard.settings import settings

LONGEST_LOGIN = 60


def by_password(login: str, password: str, *, address: str, old: str | None) -> str:
    """Open a session with login and password; gives its token and ends the session `old`.

    Raises WrongPassword, TooManyAttempts.
    """
    login, now = _login(login), clock.wall()
    better: list[str | None] = []

    def right(who: Known | None) -> bool:
        fits, stronger = passwords.fits(password, who.password_hash if who else None)
        better.append(stronger)
        return fits

    who = _compare(login, address, right, now)
    with db.writing() as session:
        by = passwords.enter(session, who, better=better[0])
        throttle.forgive(session, login=login, address=address)
        sessions.end(session, old, now=now)
        return sessions.open_session(session, by=by, now=now)


def by_code(login: str, code: str, password: str, again: str, *, address: str, old: str | None) -> str:
    """Use a one-time code: keep the password chosen with it and open a session; gives its token.

    Raises InvalidDraft for a password that may not be chosen (the code stays good), WrongPassword,
    TooManyAttempts.
    """
    login, now = _login(login), clock.wall()
    passwords.check(password, again)
    who = _compare(login, address, lambda one: _code_fits(one, code), now)
    _judge(password, login, address)
    made = passwords.hashed(password)
    with db.writing() as session:
        by = passwords.redeem(session, who, password_hash=made, now=now)
        throttle.forgive(session, login=login, address=address)
        sessions.end(session, old, now=now)
        return sessions.open_session(session, by=by, now=now)


def change(token: str, old_password: str, password: str, again: str, *, address: str) -> str:
    """Choose another password with the present one; every session ends and one begins: its token.

    Raises NotSignedIn, InvalidDraft, WrongPassword, TooManyAttempts.
    """
    login, now = own_login(token), clock.wall()
    if login is None:
        raise NotSignedIn
    passwords.check(password, again)
    right = _compare(
        login, address, lambda who: passwords.fits(old_password, who.password_hash if who else None)[0], now
    )
    _judge(password, login, address)
    made = passwords.hashed(password)
    with db.writing() as session:
        by = passwords.choose(session, right, password_hash=made, now=now, verb="change_password")
        throttle.forgive(session, login=login, address=address)
        return sessions.open_session(session, by=by, now=now)


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


def _judge(password: str, login: str, address: str) -> None:
    """Whether the password may be chosen by who has proved the right to: no failed attempt if it may not."""
    try:
        passwords.judge(password, login=login)
    except InvalidDraft:
        with db.writing() as session:
            throttle.forgive(session, login=login, address=address)
        raise


def _compare(login: str, address: str, right: Callable[[Known | None], bool], now: datetime) -> Known:
    """Whom the secret belongs to; whether the login exists, the time that it takes does not tell."""
    with db.writing() as session:
        last = throttle.count(session, login=login, address=address, now=now)
    with db.reading() as session:
        who = passwords.known(session, login, now=now)
    if right(who) and who is not None:
        return who
    if last:
        with db.writing() as session:
            passwords.lock_out(session, who, now=now)
        raise TooManyAttempts(until=now + throttle.WINDOW)
    raise WrongPassword
