"""Open sessions: a bearer token for the browser, only its SHA-256 for the database."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from dashboard.access import Principal
from dashboard.actions import audit
from dashboard.errors import NotSignedIn
from dashboard.schema.trust import Account, Role, SignIn

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
    session.execute(delete(SignIn).where(col(SignIn.ends_at) < now))
    token = secrets.token_urlsafe(32)
    row = SignIn(
        token_hash=digest(token),
        kind=by.kind,
        role=by.role,
        courtyard_id=by.courtyard_id,
        organisation_id=by.organisation_id,
        account_id=by.account_id,
        opened_at=now,
        seen_at=now,
        ends_at=now + LONGEST,
    )
    session.add(row)
    audit.record(
        session,
        by=by,
        verb="sign_in",
        noun=NOUN,
        now=now,
        courtyard_id=by.courtyard_id,
        changes_facts=False,
    )
    return token


def find(session: Session, token: str | None, *, now: datetime) -> Principal:
    """Who holds the token. Raises NotSignedIn when it is unknown, too old, idle or its account disabled."""
    row = _row(session, token)
    if row is None or now >= row.ends_at or now >= row.seen_at + idle(row.role):
        raise NotSignedIn
    return _principal(row)


def touch(session: Session, token: str, *, now: datetime) -> None:
    """Note that the holder is still there; within a minute of the last note nothing changes."""
    session.execute(
        update(SignIn)
        .where(col(SignIn.token_hash) == digest(token), col(SignIn.seen_at) <= now - STEP)
        .values(seen_at=now)
    )


def end(session: Session, token: str | None, *, now: datetime) -> None:
    """End the session of the token; one that is unknown has ended already."""
    row = _row(session, token)
    if row is None:
        return
    by = _principal(row)
    session.delete(row)
    audit.record(
        session,
        by=by,
        verb="sign_out",
        noun=NOUN,
        now=now,
        courtyard_id=by.courtyard_id,
        changes_facts=False,
    )


def idle(role: Role) -> timedelta:
    """How long somebody in that role may look away."""
    return IDLE_COMMITTEE if role is Role.COMMITTEE else IDLE


def digest(token: str) -> str:
    """What the database keeps of a token: it is random, so its plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _row(session: Session, token: str | None) -> SignIn | None:
    if not token or not TOKEN.fullmatch(token):
        return None
    return session.exec(
        select(SignIn)
        .outerjoin(Account, col(Account.id) == col(SignIn.account_id))
        .where(col(SignIn.token_hash) == digest(token), col(Account.disabled_at).is_(None))
    ).first()


def _principal(row: SignIn) -> Principal:
    return Principal(row.kind, row.role, row.courtyard_id, row.organisation_id, row.account_id)
