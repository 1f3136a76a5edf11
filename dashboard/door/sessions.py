"""Open sessions of the door: a bearer token for the browser, only its SHA-256 for the database."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from dashboard.access import Principal
from dashboard.errors import YuanluoError
from dashboard.schema.trust import Account, PrincipalKind, Role, SignIn

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)
IDLE_COMMITTEE = timedelta(hours=2)
"""A committee member walks the courtyard with the phone in the pocket."""
STEP = timedelta(minutes=1)
"""`seen_at` moves at most this often, so that looking around hardly writes."""

TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


class NotSignedIn(YuanluoError):
    """No session belongs to the token, or it has ended."""


def open_session(
    session: Session,
    *,
    kind: PrincipalKind,
    role: Role,
    courtyard_id: int | None = None,
    organisation_id: int | None = None,
    account_id: int | None = None,
    now: datetime,
) -> str:
    """Open a session and return its token (256 random bits); rows that ended are swept out."""
    session.execute(delete(SignIn).where(col(SignIn.ends_at) < now))
    token = secrets.token_urlsafe(32)
    row = SignIn(
        token_hash=digest(token),
        kind=kind,
        role=role,
        courtyard_id=courtyard_id,
        organisation_id=organisation_id,
        account_id=account_id,
        opened_at=now,
        seen_at=now,
        ends_at=now + LONGEST,
    )
    session.add(row)
    session.flush()
    return token


def find(session: Session, token: str | None, *, now: datetime) -> Principal:
    """Who holds the token. Raises NotSignedIn when it is unknown, too old, idle or its account disabled."""
    if not token or not TOKEN.fullmatch(token):
        raise NotSignedIn
    row = session.exec(
        select(SignIn)
        .outerjoin(Account, col(Account.id) == col(SignIn.account_id))
        .where(col(SignIn.token_hash) == digest(token), col(Account.disabled_at).is_(None))
    ).first()
    if row is None or now >= row.ends_at or now >= row.seen_at + idle(row.role):
        raise NotSignedIn
    return Principal(row.kind, row.role, row.courtyard_id, row.organisation_id, row.account_id)


def touch(session: Session, token: str, *, now: datetime) -> None:
    """Note that the holder is still there; within a minute of the last note nothing changes."""
    session.execute(
        update(SignIn)
        .where(col(SignIn.token_hash) == digest(token), col(SignIn.seen_at) <= now - STEP)
        .values(seen_at=now)
    )


def end(session: Session, token: str | None) -> None:
    """End the session of the token; an unknown token is as ended as can be."""
    if token:
        session.execute(delete(SignIn).where(col(SignIn.token_hash) == digest(token)))


def idle(role: Role) -> timedelta:
    """How long somebody in that role may look away."""
    return IDLE_COMMITTEE if role is Role.COMMITTEE else IDLE


def digest(token: str) -> str:
    """What the database keeps of a token. The token is random, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()
