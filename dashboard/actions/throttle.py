"""How often somebody may fail to come in: counted in the database, before anything is compared.

Counting first makes attempts at the same moment count too; one that succeeds is forgiven afterwards.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from dashboard.actions import audit
from dashboard.errors import TooManyAttempts
from dashboard.schema.trust import Throttle

WINDOW = timedelta(minutes=15)
"""How long failures are remembered, and how long a lock lasts."""
KEPT = timedelta(days=1)
MOST = {"both": 5, "login": 20, "address": 50}
"""Failures until a lock: for a login at one address, for it from everywhere, for an address altogether."""


def count(session: Session, *, login: str, address: str, now: datetime) -> bool:
    """Count an attempt; gives whether it is the last before a lock. Raises TooManyAttempts."""
    audit.locked_head(session)
    session.execute(delete(Throttle).where(col(Throttle.since) < now - KEPT))
    rows = {kind: _row(session, key, now) for kind, key in _keys(login, address).items()}
    locks = [row.locked_until for row in rows.values() if row.locked_until is not None]
    if locks:
        raise TooManyAttempts(until=max(locks))
    for kind, row in rows.items():
        row.failures += 1
        row.locked_until = now + WINDOW if row.failures >= MOST[kind] else None
        session.add(row)
    session.flush()
    return any(row.locked_until for row in rows.values())


def forgive(session: Session, *, login: str, address: str) -> None:
    """The attempt just counted was none to fear: the login begins anew at this address."""
    audit.locked_head(session)
    for kind, key in _keys(login, address).items():
        row = session.get(Throttle, key)
        if row is None:
            continue
        # An account of one's own must not wipe out the guesses at others from the same address.
        row.failures = 0 if kind == "both" else max(row.failures - 1, 0)
        if row.failures < MOST[kind]:
            row.locked_until = None


def _row(session: Session, key: str, now: datetime) -> Throttle:
    """What is counted under a key; nothing any more once its time or its lock has run out."""
    row = session.get(Throttle, key)
    if row is None or now >= (row.locked_until or row.since + WINDOW):
        row = row or Throttle(key=key, since=now)
        row.failures, row.since, row.locked_until = 0, now, None
    return row


def _keys(login: str, address: str) -> dict[str, str]:
    told = {"both": f"{login}\n{address}", "login": login, "address": address}
    return {kind: hashlib.sha256(f"{kind}\n{value}".encode()).hexdigest() for kind, value in told.items()}
