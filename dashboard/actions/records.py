"""The verbs that every kind of record shares: record, follow up, correct, withdraw, restore, undo.

Each runs in the caller's transaction: it authorises against the stored row, checks the version and the drawn
form's key, writes, keeps what changed beside its audit event and refreshes the cells. Nothing is ever lost:
a withdrawn record leaves its table with all its values kept in its history, and can be restored.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from dashboard.access import Principal, require
from dashboard.actions import audit, record_rules, record_store
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.records.kinds import Kind
from dashboard.schema.base import Record

Values = Mapping[str, Any]


def create(
    *,
    session: Session,
    kind: Kind,
    values: Values,
    by: Principal,
    now: datetime,
    key: str,
    said_by: str | None = None,
) -> Record:
    """Record something; raises NotAllowed, AlreadyDone, InvalidDraft."""
    home = record_store.home_of(session, kind, values)
    require(by, kind.record, courtyard_id=home)
    audit.claim_key(session, key=key)
    _only(values, {*kind.names, "courtyard_id"})
    draft = kind.draft.check(**record_rules.found(session, kind, values))
    record_rules.check(session, kind, draft, dict(draft), by=by, now=now, courtyard_id=home)
    row = kind.table(
        **draft.model_dump(),
        **record_store.numbered(session, kind, draft, home),
        id=record_store.fresh_id(session, kind),
    )
    return record_store.added(session, kind, row, by=by, now=now, key=key, verb="record", said_by=said_by)


def follow_up(
    *,
    session: Session,
    kind: Kind,
    ref: int,
    values: Values,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
    said_by: str | None = None,
) -> Record:
    """Add what has happened since: fields that were empty and are only known later."""
    row = _opened(session, kind, ref, by, key=key, version=version, mine=values)
    _only(values, {field.name for field in kind.later})
    if any(getattr(row, name) is not None for name in values):
        raise OutOfTurn("follow_up")
    return _changed(session, kind, row, values, by=by, now=now, key=key, verb="follow_up", said_by=said_by)


def correct(
    *,
    session: Session,
    kind: Kind,
    ref: int,
    values: Values,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
    reason: str | None,
    said_by: str | None = None,
) -> Record:
    """Put right what was entered wrongly, with the reason; what stood there before stays in the history."""
    row = _opened(session, kind, ref, by, key=key, version=version, mine=values)
    _only(values, {field.name for field in kind.fields if not field.fixed and not kind.found_by(field.name)})
    _reasoned(reason)
    told = {"reason": reason, "said_by": said_by}
    return _changed(session, kind, row, values, by=by, now=now, key=key, verb="correct", **told)


def withdraw(
    *,
    session: Session,
    kind: Kind,
    ref: int,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
    reason: str | None,
) -> int:
    """Take out a record that should never have been entered, with the reason; gives its id.

    A line of a ledger is voided and stays. What other records refer to cannot be withdrawn.
    """
    row = _opened(session, kind, ref, by, key=key, version=version, mine={})
    _reasoned(reason)
    if kind.stays:
        raise OutOfTurn(record_store.WITHDRAW)
    if kind.void:
        void = {"void_on": civil(now), "void_why": reason}
        if getattr(row, "void_on", None) is not None:
            raise OutOfTurn("void")
        return (
            record_store.written(
                session, kind, row, void, by=by, now=now, key=key, verb="void", reason=reason
            ).id
            or 0
        )
    audit.remember_key(session, key=key, noun=kind.noun, ref=ref, now=now)
    record_store.gone(session, kind, row, by=by, now=now, reason=reason)
    return ref


def restore(*, session: Session, kind: Kind, ref: int, by: Principal, now: datetime, key: str) -> Record:
    """Bring back a record that was withdrawn, as it stood."""
    last = record_store.last_change(session, kind, ref)
    if last is None or last.verb != record_store.WITHDRAW:
        raise NotFound(kind.noun)
    before = {name: was for name, (was, _became) in last.values.items()}
    require(by, kind.record, courtyard_id=record_store.home_of(session, kind, before))
    audit.claim_key(session, key=key)
    if session.get(kind.table, ref) is not None:
        raise OutOfTurn("restore")
    audit.remember_key(session, key=key, noun=kind.noun, ref=ref, now=now)
    row = kind.table.model_validate(before)
    row.version += 1
    with record_store.whole(session, "there_already"):
        session.add(row)
    record_store.kept(session, kind, row, {}, by=by, now=now, verb="restore")
    return row


def undo(
    *, session: Session, kind: Kind, ref: int, by: Principal, now: datetime, key: str, version: int
) -> Record:
    """Take back the last change of a record that stands; a new entry says so."""
    row = _opened(session, kind, ref, by, key=key, version=version, mine={})
    last = record_store.last_change(session, kind, ref)
    if last is None or last.verb not in record_rules.CAN_BE_UNDONE:
        raise OutOfTurn("undo")
    before = {name: was for name, (was, _became) in last.values.items()}
    return _changed(session, kind, row, before, by=by, now=now, key=key, verb="undo")


def _opened(
    session: Session, kind: Kind, ref: int, by: Principal, *, key: str, version: int, mine: Values
) -> Record:
    """The stored row, locked behind the head, if `by` may write it and the form was opened with it."""
    audit.claim_key(session, key=key)
    row = session.get(kind.table, ref)
    if row is None:
        raise NotFound(kind.noun)
    require(by, kind.record, courtyard_id=record_store.home_of(session, kind, row.model_dump()))
    session.refresh(row)
    audit.check_version(row, version=version, mine=mine)
    return row


def _changed(
    session: Session, kind: Kind, row: Record, values: Values, *, by: Principal, now: datetime, **how: Any
) -> Record:
    """Check a record with some of its values replaced, and write them."""
    before = {name: getattr(row, name) for name in kind.draft.model_fields}
    draft = kind.draft.check(**{**before, **values})
    became = {name: getattr(draft, name) for name in values if getattr(draft, name) != before[name]}
    if not became:
        raise InvalidDraft((Problem("reason", "nothing_changed"),))
    home = record_store.home_of(session, kind, before)
    record_rules.check(session, kind, draft, became, by=by, now=now, courtyard_id=home, row=row)
    return record_store.written(session, kind, row, became, by=by, now=now, **how)


def _only(values: Values, allowed: set[str]) -> None:
    given = [name for name in values if name not in allowed]
    if given:
        raise InvalidDraft(tuple(Problem(name, "another_verb") for name in given))


def _reasoned(reason: str | None) -> None:
    if not reason or len(reason.strip()) < 2:
        raise InvalidDraft((Problem("reason", "reason_needed"),))
    if len(reason) > 300:
        raise InvalidDraft((Problem("reason", "string_too_long", {"max_length": 300}),))
