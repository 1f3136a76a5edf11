"""What a meeting was shown, read back as it was; and what has been found since: was, is, when and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, FieldAccess, Principal, field_access, scope
from dashboard.errors import NotAllowed
from dashboard.indicators import cells
from dashboard.indicators.catalogue import indicator
from dashboard.indicators.kinds import Level
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import Score, Verdict, score
from dashboard.indicators.totals import SITE
from dashboard.privacy.withholding import withheld
from dashboard.schema.accounts import AuditEvent, Role
from dashboard.schema.base import Privacy
from dashboard.schema.history import RecordChange
from dashboard.schema.meetings import Frozen

CORRECTING = ("correct", "withdraw", "restore", "undo", "void")
"""Verbs that put right what was entered before; whatever else changed a number came in late."""
AT_MOST = 500


@dataclass(frozen=True)
class Kept:
    """A frozen briefing as it is stored, with the state of the data that it is of."""

    meeting_id: int
    at: datetime
    seq: int
    revision: int
    head: str
    body: Any


@dataclass(frozen=True)
class Erratum:
    """A number that has changed since it was frozen: at which place, what it was and is, when and why.

    `reason` is a keeper's word on a correction, None where it came in late or is not for the reader.
    """

    place: int
    was: Score
    now: Score
    at: datetime | None = None
    reason: str | None = None
    corrected: bool = False


def kept(session: Session, *, by: Principal, meeting_id: int) -> Kept | None:
    """What was frozen when the meeting was opened, None where nothing was."""
    if scope(by, Action.SEE_MEETINGS) is None:
        raise NotAllowed(Action.SEE_MEETINGS.value)
    row = session.execute(select(Frozen).where(col(Frozen.meeting_id) == meeting_id)).scalars().first()
    if row is None:
        return None
    return Kept(row.meeting_id, row.at, row.seq, row.revision, row.head, row.body)


def errata(
    session: Session, *, by: Principal, seq: int, held_on: date, scores: Sequence[Score]
) -> list[Erratum]:
    """Which of the frozen numbers are others by now. A period that was still running then is none of them."""
    asked = [(place, one) for place, one in enumerate(scores) if _was_over(one, held_on)]
    current = {(one.key, one.scope, one.period): one for one in _now(session, [one for _p, one in asked])}
    changed = []
    for place, was in asked:
        now = current.get((was.key, was.scope, was.period))
        if now is not None and _differs(was, now):
            changed.append((place, was, now))
    if not changed:
        return []
    why = _changes(session, seq)
    named = field_access(by, Privacy.P1) is FieldAccess.YES
    return [_told(place, was, now, why, named=named) for place, was, now in changed]


def _was_over(one: Score, held_on: date) -> bool:
    return parse(one.period).last <= held_on and one.verdict is not Verdict.WITHHELD


def _differs(was: Score, now: Score) -> bool:
    return (was.part, was.whole, was.n) != (now.part, now.whole, now.n)


def _now(session: Session, asked: Iterable[Score]) -> list[Score]:
    """The same numbers as they stand now, site and courtyards, withheld as what was frozen was."""
    wanted: dict[Level, dict[str, set[Any]]] = {level: defaultdict(set) for level in Level}
    for one in asked:
        level = Level.SITE if one.scope == SITE else Level.COURTYARD
        wanted[level][one.key].add(parse(one.period))
    found: list[Score] = []
    for level, keys in wanted.items():
        if keys:
            found += withheld(score(session, keys, level=level), role=Role.PUBLIC)
    return [one for one in found if not one.stratum]


def _changes(session: Session, seq: int) -> list[Any]:
    """What was changed since the trail's event, the latest first, with the reason where one was given."""
    found = session.execute(
        select(
            col(AuditEvent.seq),
            col(AuditEvent.at),
            col(AuditEvent.noun),
            col(AuditEvent.verb),
            col(AuditEvent.courtyard_id),
            col(RecordChange.reason),
        )
        .outerjoin(RecordChange, col(RecordChange.seq) == col(AuditEvent.seq))
        .where(col(AuditEvent.seq) > seq)
        .order_by(col(AuditEvent.seq).desc())
        .limit(AT_MOST)
    )
    return list(found)


def _told(place: int, was: Score, now: Score, why: Iterable[Any], *, named: bool) -> Erratum:
    """The last deed on a record that the number is counted from, corrections before late entries."""
    tables = cells.tables_read(indicator(was.key).key)
    deeds = [
        one
        for one in why
        if one.noun in tables and (was.scope == SITE or one.courtyard_id in (None, was.scope))
    ]
    corrections = [one for one in deeds if one.verb in CORRECTING]
    last = next(iter(corrections or deeds), None)
    if last is None:
        return Erratum(place, was, now)
    reason = last.reason if named else None
    return Erratum(place, was, now, last.at, reason, bool(corrections))
