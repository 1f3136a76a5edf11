"""The audit chain read: its head as it is printed, and whether every event still fits the one before."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.rules.trail import GENESIS, Printed, digest
from dashboard.schema.accounts import AuditEvent, Head

CHUNK = 1000


@dataclass(frozen=True)
class Verified:
    """What came out: `trouble` is empty when all is well, else a code, with the event where it shows."""

    events: int
    head: Printed
    trouble: str = ""
    at: int | None = None


def head(session: Session) -> Printed:
    """The head of the chain now."""
    row = session.get(Head, 1)
    return Printed(row.seq, row.hash) if row else Printed(0, GENESIS)


def verify(session: Session, *, known: Printed | None = None) -> Verified:
    """Walk the whole chain; `known` is a head that was printed earlier and must still lie on it.

    Troubles: `gap` (an event is missing or out of order), `link` (it does not follow the one before),
    `content` (it says something else than it did), `head` (the last event is not the head's), `printed`
    (the printed head is not on this chain: it was cut short or written anew).
    """
    stands, last, seen = head(session), Printed(0, GENESIS), known is None or known.seq == 0
    for event in _events(session):
        trouble = _trouble(event, last)
        if trouble:
            return Verified(last.seq, stands, trouble, event.seq)
        last = Printed(event.seq, event.hash)
        if known is not None and known.seq == event.seq:
            seen = event.hash.startswith(known.hash)
            if not seen:
                return Verified(last.seq, stands, "printed", event.seq)
    if (last.seq, last.hash) != (stands.seq, stands.hash):
        return Verified(last.seq, stands, "head", last.seq)
    if known is not None and not seen:
        return Verified(last.seq, stands, "printed", known.seq)
    return Verified(last.seq, stands)


def _trouble(event: AuditEvent, last: Printed) -> str:
    if event.seq != last.seq + 1:
        return "gap"
    if event.previous != last.hash:
        return "link"
    return "" if digest(event) == event.hash else "content"


def _events(session: Session) -> Iterator[AuditEvent]:
    """Every event in order, a chunk at a time, as the database has it."""
    after = -1
    while True:
        statement = select(AuditEvent).where(col(AuditEvent.seq) > after).order_by(col(AuditEvent.seq))
        rows = session.execute(statement.limit(CHUNK), execution_options={"populate_existing": True})
        found = list(rows.scalars())
        yield from found
        if len(found) < CHUNK:
            return
        after = found[-1].seq
        session.expunge_all()
