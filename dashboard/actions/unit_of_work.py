"""The unit of work: what all writes have in common, so that no verb can forget a step of it.

On entering, the head is locked and the key of the drawn form claimed. Inside, a verb asks for its right,
reads and changes rows, and says what happened. On leaving, the cells of every table that was written are
computed anew and the key is remembered; every row that changed has one version more. In a session of
`db.writing()` nothing of the site can be written outside of one.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Engine, UpdateBase, event
from sqlmodel import Session

from dashboard.access import Action, Principal, require
from dashboard.actions import audit
from dashboard.clock import civil
from dashboard.errors import NotFound
from dashboard.indicators import cells
from dashboard.schema.accounts import AuditEvent, Head, PrincipalKind, Role, SavedForm, SignIn, Throttle
from dashboard.schema.base import Record
from dashboard.schema.cells import Cell
from dashboard.schema.history import RecordChange, UnsentForm

HOUSEKEEPING = frozenset(
    str(table.__tablename__) for table in (AuditEvent, Cell, Head, SavedForm, SignIn, Throttle, UnsentForm)
)
"""Tables that tell nothing of the site: written by whoever keeps them, without an event."""
WORKS = "units of work"
NOBODY = Principal(PrincipalKind.GUEST, Role.PUBLIC)

Row = TypeVar("Row", bound=Record)


class WrittenOutside(RuntimeError):
    """A fault of the program: something of the site was about to be written outside a unit of work."""


class Unnoted(RuntimeError):
    """A fault of the program: somebody's write that leaves no event in the trail."""


@dataclass
class Work:
    """One write: by whom, when (one instant for all of it), by which drawn form; what it wrote so far."""

    session: Session
    by: Principal
    now: datetime
    key: str | None = None
    made: tuple[str, int] | None = None
    """Noun and id of the record that the drawn form made, by default those of the first event."""
    rebuilds: bool = False
    """Whether all cells are computed from nothing, because a whole site came in."""
    written: set[str] = field(default_factory=set)
    """The names of the tables that were written."""
    advanced: list[Record] = field(default_factory=list)
    """The rows that have one version more by now."""
    noted: bool = False
    """Whether it, or a unit inside it, has left an event."""
    spans: dict[int | None, date] = field(default_factory=dict)
    """Courtyard (None: the whole site) → the day from which on what is written counts there."""

    @property
    def today(self) -> date:
        """The civil day of the write."""
        return civil(self.now)

    def require(self, action: Action, **scope: int | None) -> None:
        """Raise NotAllowed unless whoever writes may do this here (as `access.require`)."""
        require(self.by, action, **scope)

    def row(self, table: type[Row], ref: int, *, noun: str | None = None) -> Row:
        """A row as it stands now that nobody else can write; raises NotFound."""
        found = self.session.get(table, ref, populate_existing=True)
        if found is None:
            raise NotFound(noun or str(table.__tablename__))
        return found

    def unchanged(self, row: Record, version: int, mine: Mapping[str, Any] | None = None) -> None:
        """Raise StaleVersion where the row changed since the form was opened; `mine` is what was typed."""
        audit.check_version(row, version=version, mine=mine or {})

    def add(self, row: Row) -> Row:
        """Store a new row, which has its id from now on."""
        self.session.add(row)
        self.session.flush()
        return row

    def advance(self, row: Record) -> None:
        """Give a row that itself stays as it is one version more, because what belongs to it changes."""
        if not any(row is other for other in self.advanced):
            self.advanced.append(row)
            row.version += 1

    def counts(self, *, since: date, courtyard_id: int | None = None) -> None:
        """Say from which day on what is written counts, in one courtyard or (None) on the whole site.

        Said more than once, all of it holds. Where a verb does not say it, everything is computed anew:
        right, and slow.
        """
        self.spans[courtyard_id] = min(since, self.spans.get(courtyard_id, since))

    def event(
        self,
        verb: str,
        *,
        noun: str,
        ref: int | None = None,
        courtyard_id: int | None = None,
        details: Mapping[str, Any] | None = None,
        changes_facts: bool = True,
        values: Mapping[str, Any] | None = None,
        reason: str | None = None,
        said_by: str | None = None,
    ) -> AuditEvent:
        """Append what happened to the trail.

        `values` (field → before and after), `reason` and `said_by` are kept beside it, where they can be
        erased: the trail itself never holds a personal value.
        """
        told = audit.record(
            self.session,
            by=self.by,
            verb=verb,
            noun=noun,
            now=self.now,
            ref=ref,
            courtyard_id=courtyard_id,
            details=details,
            changes_facts=changes_facts,
        )
        self.noted, self.made = True, self.made or (noun, ref or 0)
        if values is not None or reason:
            change: dict[str, Any] = {
                "noun": noun,
                "ref": ref or 0,
                "verb": verb,
                "values": dict(values or {}),
            }
            self.add(RecordChange(seq=told.seq, **change, reason=reason, said_by=said_by or None))
        return told


@contextmanager
def unit_of_work(session: Session, *, by: Principal, now: datetime, key: str | None = None) -> Iterator[Work]:
    """One write, all of it or nothing; raises AlreadyDone where the drawn form was saved before.

    A verb may use another one inside: each is a unit of its own. Whoever opened the transaction commits it.
    """
    with _tracked(session, Work(session, by, now, key)) as work:
        if key is not None:
            audit.claim_key(session, key=key)
        yield work
        session.flush()
        if work.written - HOUSEKEEPING and not work.noted:
            raise Unnoted(sorted(work.written - HOUSEKEEPING))
        if key is not None and work.made:
            noun, ref = work.made
            audit.remember_key(session, key=key, noun=noun, ref=ref, now=now)
        _refresh(work)


@contextmanager
def nobodys_deed(session: Session, *, now: datetime) -> Iterator[Work]:
    """What leaves no event, for nobody has done it: reports that are owed, a hash that is made stronger."""
    with _tracked(session, Work(session, NOBODY, now)) as work:
        yield work
        session.flush()
        _refresh(work)


@contextmanager
def _tracked(session: Session, work: Work) -> Iterator[Work]:
    # What an outer unit has changed by now is the outer one's.
    session.flush()
    audit.locked_head(session)
    works = session.connection().info.setdefault(WORKS, [])
    works.append(work)
    try:
        yield work
    finally:
        works.pop()
    if works:
        works[-1].noted |= work.noted


def _refresh(work: Work) -> None:
    """Compute the cells of every table that was written."""
    if work.rebuilds:
        cells.rebuild(work.session, now=work.now)
        return
    spans: Mapping[int | None, date | None] = work.spans or {None: None}
    if None in work.spans:
        spans = {None: min(work.spans.values())}
    for courtyard_id, first in spans.items():
        cells.touch(work.session, *work.written, first=first, now=work.now, courtyard_id=courtyard_id)


@event.listens_for(Session, "before_flush")
def _advance(session: Session, _context: Any, _instances: Any) -> None:
    """Every row that is about to change has one version more, once in a unit of work."""
    works = session.connection().info.get(WORKS) if session.dirty else None
    if not works:
        return
    for row in session.dirty:
        if isinstance(row, Record) and session.is_modified(row):
            works[-1].advance(row)


@event.listens_for(Engine, "before_execute")
def _seen(connection: Any, statement: Any, *_rest: Any) -> None:
    """Note which table a statement writes; refuse it outside a unit of work."""
    if not isinstance(statement, UpdateBase):
        return
    table = str(getattr(statement.table, "name", ""))
    works = connection.info.get(WORKS)
    if works:
        works[-1].written.add(table)
    elif table not in HOUSEKEEPING and connection.get_execution_options().get("guarded"):
        raise WrittenOutside(table)
