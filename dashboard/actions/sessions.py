"""Open sessions: a bearer token for the browser, only its SHA-256 for the database."""

import hashlib
import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, exists, update
from sqlmodel import Session, col, select

from dashboard.access import Principal
from dashboard.actions.unit_of_work import unit_of_work
from dashboard.errors import NotSignedIn
from dashboard.schema.accounts import Account, PrincipalKind, Role, SignIn
from dashboard.schema.places import Site

NOUN = "session"
LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)
IDLE_COMMITTEE = timedelta(hours=2)
"""A committee member walks the courtyard with the phone in the pocket."""
STEP = timedelta(minutes=1)
"""`seen_at` moves at most this often, so that looking around hardly writes."""

TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


def open_session(session: Session, *, by: Principal, now: datetime) -> str:
    """Open a session and return its token (256 random bits); rows that ended are swept out."""
    with unit_of_work(session, by=by, now=now) as work:
        session.execute(delete(SignIn).where(col(SignIn.ends_at) < now))
        token = secrets.token_urlsafe(32)
        row = SignIn(
            token_hash=digest(token),
            kind=by.kind,
            role=by.role,
            courtyard_id=by.courtyard_id,
            organisation_id=by.organisation_id,
            account_id=by.account_id,
            is_admin=by.is_admin,
            opened_at=now,
            seen_at=now,
            ends_at=now + LONGEST,
        )
        session.add(row)
        work.event("sign_in", noun=NOUN, courtyard_id=by.courtyard_id, changes_facts=False)
        return token


def find(session: Session, token: str | None, *, now: datetime) -> Principal:
    """Who holds the token, in the role that the account has now.

    Raises NotSignedIn when the token is unknown, too old, idle or its account disabled.
    """
    found = _found(session, token)
    if found is None or not _is_standing(*found, now=now):
        raise NotSignedIn
    return found[1]


def standing(session: Session, holders: Collection[str], *, now: datetime) -> frozenset[str]:
    """Those of the hashes of tokens whose session stands."""
    rows = _rows(session, holders)
    return frozenset(row.token_hash for row, by in rows if _is_standing(row, by, now=now))


def touch(session: Session, token: str, *, now: datetime) -> None:
    """Note that the holder is still there; within a minute of the last note nothing changes."""
    session.execute(
        update(SignIn)
        .where(col(SignIn.token_hash) == digest(token), col(SignIn.seen_at) <= now - STEP)
        .values(seen_at=now)
    )


def end(session: Session, token: str | None, *, now: datetime) -> None:
    """End the session of the token; one that is unknown has ended already."""
    found = _found(session, token)
    if found is None:
        return
    row, by = found
    with unit_of_work(session, by=by, now=now) as work:
        session.delete(row)
        work.event("sign_out", noun=NOUN, courtyard_id=by.courtyard_id, changes_facts=False)


def end_all(session: Session, *, account_id: int) -> None:
    """End every session of an account, on whatever machine."""
    session.execute(delete(SignIn).where(col(SignIn.account_id) == account_id))


def idle(role: Role) -> timedelta:
    """How long somebody in that role may look away."""
    return IDLE_COMMITTEE if role is Role.COMMITTEE else IDLE


def digest(token: str) -> str:
    """What the database keeps of a token: it is random, so its plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def user(account: Account) -> Principal:
    """Who somebody with an account is."""
    return Principal(
        PrincipalKind.USER,
        account.role,
        courtyard_id=account.courtyard_id,
        organisation_id=account.organisation_id,
        account_id=account.id,
        is_admin=account.is_admin,
    )


def anybody(session: Session) -> Principal:
    """The first whose account is not closed; a guest where nobody has one."""
    open_ = select(Account).where(col(Account.disabled_at).is_(None))
    found = session.exec(open_.order_by(col(Account.id))).first()
    return user(found) if found else Principal(PrincipalKind.GUEST, Role.PUBLIC)


def _found(session: Session, token: str | None) -> tuple[SignIn, Principal] | None:
    if not token or not TOKEN.fullmatch(token):
        return None
    return next(iter(_rows(session, [digest(token)])), None)


# Asked for in every run of every page: put together once.
_HELD = (
    select(SignIn, Account)
    .outerjoin(Account, col(Account.id) == col(SignIn.account_id))
    .where(
        col(SignIn.token_hash).in_(bindparam("holders", expanding=True)),
        col(Account.disabled_at).is_(None),
        # Personas need no password: they end with the demonstration.
        col(SignIn.account_id).is_not(None) | ~exists().where(col(Site.is_demo).is_(False)),
    )
)


def _rows(session: Session, holders: Collection[str]) -> list[tuple[SignIn, Principal]]:
    """The sessions of these hashes of tokens that may still stand, each with whoever holds it."""
    rows = session.exec(_HELD, params={"holders": list(holders)})
    return [(row, user(account) if account else _guest(row)) for row, account in rows]


def _is_standing(row: SignIn, by: Principal, *, now: datetime) -> bool:
    return now < row.ends_at and now < row.seen_at + idle(by.role)


def _guest(row: SignIn) -> Principal:
    """Somebody without an account is what the door took them for."""
    return Principal(
        row.kind, row.role, row.courtyard_id, row.organisation_id, row.account_id, is_admin=row.is_admin
    )
