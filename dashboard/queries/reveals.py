"""Reads behind the masks: what a noted look opens for a while."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from dashboard.access import Principal
from dashboard.clock import civil
from dashboard.errors import NotFound
from dashboard.lookups.reveals import BEHIND, fields, may, places
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.base import Privacy
from dashboard.schema.history import Reveal

OPEN_FOR = timedelta(minutes=2)
"""How long a logged look lasts."""


def opened(session: Session, *, by: Principal, reveal_id: int, now: datetime) -> list[dict[str, Any]]:
    """The plain values that a look opens for whoever took it, for two minutes; after that NotFound.

    A dict for each person or record: `of`, its table, and the fields that were asked for.
    """
    event = _event(session, reveal_id)
    if event is None or event.actor != by.label or not event.at <= now < event.at + OPEN_FOR:
        raise NotFound("reveal")
    here, ref, asked = places(session, event.noun, event.ref or 0), event.ref or 0, event.details["fields"]
    level = next(one for one in Privacy if set(fields(event.noun, one)) & set(asked))
    if not any(may(by, event.noun, level, courtyard_id=place) for place in here):
        raise NotFound("reveal")
    return [
        {"of": str(part.table.__tablename__), **{name: getattr(row, name) for name in part.of(level)}}
        for part in BEHIND[event.noun].parts
        if part.of(level)
        for row in session.execute(part.rows(ref, civil(now))).scalars()
    ]


def _event(session: Session, reveal_id: int) -> AuditEvent | None:
    reveal = session.get(Reveal, reveal_id)
    return session.get(AuditEvent, reveal.seq) if reveal else None
