"""The verbs that every kind of record shares: record, follow up, correct, withdraw, restore, undo.

Each is a unit of work in the caller's transaction and keeps what changed beside its event. Nothing is ever
lost: a withdrawn record leaves its table with all its values kept in its history, and can be restored.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from dashboard.access import Principal
from dashboard.actions import record_rules, record_store
from dashboard.actions.unit_of_work import Work, unit_of_work
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
    with unit_of_work(session, by=by, now=now, key=key) as work:
        home = record_store.home_of(session, kind, values)
        work.require(kind.record, courtyard_id=home)
        _only(values, {*kind.names, "courtyard_id"})
        draft = kind.draft.check(**record_rules.found(session, kind, values))
        record_rules.check(session, kind, draft, dict(draft), by=by, now=now, courtyard_id=home)
        row = kind.table(
            **draft.model_dump(),
            **record_store.numbered(session, kind, draft, home),
            id=record_store.fresh_id(session, kind),
        )
        return record_store.added(work, kind, row, verb="record", said_by=said_by)


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
    with unit_of_work(session, by=by, now=now, key=key) as work:
        row = _opened(work, kind, ref, version, values)
        _only(values, {field.name for field in kind.later})
        if any(getattr(row, name) is not None for name in values):
            raise OutOfTurn("follow_up")
        return _changed(work, kind, row, values, verb="follow_up", said_by=said_by)


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
    with unit_of_work(session, by=by, now=now, key=key) as work:
        row = _opened(work, kind, ref, version, values)
        fixed = {field.name for field in kind.fields if field.fixed or kind.found_by(field.name)}
        _only(values, {field.name for field in kind.fields} - fixed)
        _reasoned(reason)
        return _changed(work, kind, row, values, verb="correct", reason=reason, said_by=said_by)


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
    with unit_of_work(session, by=by, now=now, key=key) as work:
        row = _opened(work, kind, ref, version, {})
        _reasoned(reason)
        if kind.stays:
            raise OutOfTurn(record_store.WITHDRAW)
        if not kind.void:
            record_store.gone(work, kind, row, reason=reason)
            return ref
        if getattr(row, "void_on", None) is not None:
            raise OutOfTurn("void")
        void = {"void_on": work.today, "void_why": reason}
        record_store.written(work, kind, row, void, verb="void", reason=reason)
        return ref


def restore(*, session: Session, kind: Kind, ref: int, by: Principal, now: datetime, key: str) -> Record:
    """Bring back a record that was withdrawn, as it stood."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        last = record_store.last_change(session, kind, ref)
        if last is None or last.verb != record_store.WITHDRAW:
            raise NotFound(kind.noun)
        before = {name: was for name, (was, _became) in last.values.items()}
        work.require(kind.record, courtyard_id=record_store.home_of(session, kind, before))
        if session.get(kind.table, ref) is not None:
            raise OutOfTurn("restore")
        row = kind.table.model_validate(before)
        row.version += 1
        with record_store.whole(session, "there_already"):
            session.add(row)
        record_store.kept(work, kind, row, {}, verb="restore")
        return row


def undo(
    *, session: Session, kind: Kind, ref: int, by: Principal, now: datetime, key: str, version: int
) -> Record:
    """Take back the last change of a record that stands; a new entry says so."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        row = _opened(work, kind, ref, version, {})
        last = record_store.last_change(session, kind, ref)
        if last is None or last.verb not in record_rules.CAN_BE_UNDONE:
            raise OutOfTurn("undo")
        before = {name: was for name, (was, _became) in last.values.items()}
        return _changed(work, kind, row, before, verb="undo")


def _opened(work: Work, kind: Kind, ref: int, version: int, mine: Values) -> Record:
    """The stored row, if whoever writes may and the form was opened with it as it is."""
    row = work.row(kind.table, ref, noun=kind.noun)
    work.require(kind.record, courtyard_id=record_store.home_of(work.session, kind, row.model_dump()))
    work.unchanged(row, version, mine)
    return row


def _changed(work: Work, kind: Kind, row: Record, values: Values, **how: Any) -> Record:
    """Check a record with some of its values replaced, and write them."""
    before = {name: getattr(row, name) for name in kind.draft.model_fields}
    draft = kind.draft.check(**{**before, **values})
    became = {name: getattr(draft, name) for name in values if getattr(draft, name) != before[name]}
    if not became:
        raise InvalidDraft((Problem("reason", "nothing_changed"),))
    home = record_store.home_of(work.session, kind, before)
    record_rules.check(
        work.session, kind, draft, became, by=work.by, now=work.now, courtyard_id=home, row=row
    )
    return record_store.written(work, kind, row, became, **how)


def _only(values: Values, allowed: set[str]) -> None:
    given = [name for name in values if name not in allowed]
    if given:
        raise InvalidDraft(tuple(Problem(name, "another_verb") for name in given))


def _reasoned(reason: str | None) -> None:
    if not reason or len(reason.strip()) < 2:
        raise InvalidDraft((Problem("reason", "reason_needed"),))
    if len(reason) > 300:
        raise InvalidDraft((Problem("reason", "string_too_long", {"max_length": 300}),))
