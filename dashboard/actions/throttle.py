"""How often somebody may fail to come in: counted in the database, before anything is compared.

Counting first makes attempts at the same moment count too; one that succeeds is forgiven afterwards.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from dashboard.actions import audit
from dashboard.errors import TooManyAttempts
from dashboard.schema.accounts import Throttle

WINDOW = timedelta(minutes=15)
"""How long failures are remembered, and how long a lock lasts."""
KEPT = timedelta(days=1)
MOST = {"both": 5, "login": 20, "address": 50, "device": 5, "visits": 300}
"""Failures until a lock: for a login at one address, for it from everywhere, for an address altogether; for a
login in a browser through which it came in before (`door/devices.py`), and that alone. Besides, how often an
address may come in without a password, where a whole room shares one."""


@dataclass(frozen=True)
class Attempt:
    """An attempt to come in: the login, from which address, in which known browser (empty: in none)."""

    login: str
    address: str
    device: str = ""

    def keys(self) -> dict[str, str]:
        """What is counted for it → the key of the count."""
        if self.device:
            return {"device": _key("device", f"{self.login}\n{self.device}")}
        told = {"both": f"{self.login}\n{self.address}", "login": self.login, "address": self.address}
        return {kind: _key(kind, value) for kind, value in told.items()}


def count(session: Session, attempt: Attempt, *, now: datetime) -> bool:
    """Count an attempt; gives whether it is the last before a lock. Raises TooManyAttempts."""
    return _count(session, attempt.keys(), now)


def count_visit(session: Session, *, address: str, now: datetime) -> None:
    """Count who comes in without a password: nobody fills the database. Raises TooManyAttempts."""
    _count(session, {"visits": _key("visits", address)}, now)


def _count(session: Session, keys: dict[str, str], now: datetime) -> bool:
    audit.locked_head(session)
    session.execute(delete(Throttle).where(col(Throttle.since) < now - KEPT))
    rows = {kind: _row(session, key, now) for kind, key in keys.items()}
    locks = [row.locked_until for row in rows.values() if row.locked_until is not None]
    if locks:
        raise TooManyAttempts(until=max(locks))
    for kind, row in rows.items():
        row.failures += 1
        row.locked_until = now + WINDOW if row.failures >= MOST[kind] else None
        session.add(row)
    session.flush()
    return any(row.locked_until for row in rows.values())


def forgive(session: Session, attempt: Attempt) -> None:
    """The attempt just counted was none to fear: the login begins anew at this address."""
    audit.locked_head(session)
    for kind, key in attempt.keys().items():
        row = session.get(Throttle, key)
        if row is None:
            continue
        # An account of one's own must not wipe out the guesses at others from the same address.
        row.failures = 0 if kind in ("both", "device") else max(row.failures - 1, 0)
        if row.failures < MOST[kind]:
            row.locked_until = None


def _row(session: Session, key: str, now: datetime) -> Throttle:
    """What is counted under a key; nothing any more once its time or its lock has run out."""
    row = session.get(Throttle, key)
    if row is None or now >= (row.locked_until or row.since + WINDOW):
        row = row or Throttle(key=key, since=now)
        row.failures, row.since, row.locked_until = 0, now, None
    return row


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}\n{value}".encode()).hexdigest()
