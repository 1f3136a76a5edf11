"""What a step of a matter tells, and one reader of one matter."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, FieldAccess, Principal, Scope, allows, field_access, scope
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.base import Privacy
from dashboard.schema.organisations import Organisation

Told = dict[str, Any]
ARTICLE_278 = "art278"


@dataclass(frozen=True)
class Who:
    """Who did it or is to: a body by its names, a person by a masked name, or a role of the audit trail."""

    name_zh: str = ""
    name_en: str = ""
    person: str = ""
    role: str = ""


NOBODY = Who()


@dataclass(frozen=True)
class Basis:
    """On what a step rests: a record (`kind`, `ref`, its day and title), or a rule by its code."""

    kind: str
    ref: int | None = None
    on: date | None = None
    title: str = ""


@dataclass(frozen=True)
class Next:
    """What is due, by whom and until when; `on` is None where no day was given."""

    kind: str
    on: date | None = None
    who: Who = NOBODY
    overdue: bool = False


@dataclass(frozen=True)
class Step:
    """One step: `noun` and `ref` are the record to open, `told` what its sentence needs."""

    kind: str
    on: date
    noun: str
    ref: int
    at: datetime | None = None
    who: Who = NOBODY
    basis: tuple[Basis, ...] = ()
    told: Told = field(default_factory=dict)
    next: Next | None = None
    opens: bool = True


@dataclass(frozen=True)
class Reader:
    """One reader of one matter on one day."""

    session: Session
    by: Principal
    today: date
    thread_id: int

    def rows(self, table: Any) -> list[Any]:
        """The matter's records of a table, the oldest first."""
        found = select(table).where(col(table.thread_id) == self.thread_id).order_by(col(table.id))
        return list(self.session.execute(found).scalars())

    def sees(self, action: Action, row: Any, *, handler_id: int | None = None) -> bool:
        """Whether the reader may see a record; what is the whole site's is every committee's too."""
        if scope(self.by, action) is Scope.OWN and row.courtyard_id is None:
            return True
        return allows(self.by, action, courtyard_id=row.courtyard_id, handler_id=handler_id)

    def body(self, organisation_id: int | None) -> Who:
        """A body by its names."""
        one = self.session.get(Organisation, organisation_id) if organisation_id else None
        return Who(one.name_zh, one.name_en) if one else NOBODY

    def actor(self, noun: str, ref: int, verb: str, nth: int = 0) -> Who:
        """Who wrote something by the audit trail, as a role; nobody for what was imported."""
        found = select(col(AuditEvent.actor)).where(
            col(AuditEvent.noun) == noun, col(AuditEvent.ref) == ref, col(AuditEvent.verb) == verb
        )
        actors = self.session.execute(found.order_by(col(AuditEvent.seq)).offset(nth).limit(1))
        label = actors.scalar()
        return Who(role=role_of(label)) if label else NOBODY

    def due(self, kind: str, on: date | None, who: Who = NOBODY) -> Next:
        """Something due, overdue or not."""
        return Next(kind, on, who, overdue=on is not None and on < self.today)

    def reads_words(self) -> bool:
        """Whether typed remarks (P1) are for the reader."""
        return field_access(self.by, Privacy.P1) is FieldAccess.YES


def role_of(label: str) -> str:
    """`user:committee-3-12` → `committee`; a household's own word is its kind."""
    kind, _colon, rest = label.partition(":")
    return "household" if kind == "household" else rest.split("-")[0]
