"""What stands behind the masks: which fields of a record a class hides, where it lies, who may look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from dashboard.access import Action, FieldAccess, Principal, allows, field_access
from dashboard.errors import NotFound
from dashboard.indicators.evidence import in_force
from dashboard.schema.base import Privacy, Record
from dashboard.schema.mediation import Mediation
from dashboard.schema.organisations import Organisation, Person, Term
from dashboard.schema.people import Resident
from dashboard.schema.places import Household, Owner
from dashboard.schema.requests import Request

OPENED = (FieldAccess.MASKED, FieldAccess.WITH_REASON)
"""How far somebody must be allowed to read a class to look behind its mask."""


@dataclass(frozen=True)
class Part:
    """A table that holds masked fields of a noun; `rows` selects those of a ref, given the day."""

    table: type[Record]
    fields: tuple[str, ...]
    rows: Any

    def of(self, level: Privacy) -> list[str]:
        """The fields of a class, which the columns themselves name."""
        columns = self.table.metadata.tables[str(self.table.__tablename__)].columns
        return [name for name in self.fields if columns[name].info["privacy"] is level]


@dataclass(frozen=True)
class Behind:
    """What stands behind the mask of a noun, and where its record lies: `places` selects courtyard ids."""

    parts: tuple[Part, ...]
    places: Any


def _own(table: Any) -> Any:
    return lambda ref, _day: select(table).where(table.id == ref)


def _at(table: Any) -> Any:
    return lambda ref: select(table.courtyard_id).where(table.id == ref)


def _offices(ref: int) -> Select[Any]:
    """The courtyards of all bodies in which a person holds or held office; None for a body of the site."""
    held = select(col(Organisation.courtyard_id)).join(
        Term, col(Term.organisation_id) == col(Organisation.id)
    )
    return held.where(col(Term.person_id) == ref).distinct()


def _owner(ref: int, _day: date) -> Select[Any]:
    owned = select(Owner).join(Household, col(Household.owner_id) == col(Owner.id))
    return owned.where(col(Household.id) == ref)


def _residents(ref: int, day: date) -> Select[Any]:
    here = select(Resident).where(col(Resident.household_id) == ref, in_force(Resident, day))
    return here.order_by(col(Resident.id))


NAMED = ("name", "phone")
BEHIND: dict[str, Behind] = {
    "request": Behind((Part(Request, ("said_by", "phone"), _own(Request)),), _at(Request)),
    "mediation": Behind((Part(Mediation, ("parties",), _own(Mediation)),), _at(Mediation)),
    "person": Behind((Part(Person, NAMED, _own(Person)),), _offices),
    "household": Behind(
        (
            Part(Owner, NAMED, _owner),
            Part(Resident, (*NAMED, "hardship", "lives_alone_elderly", "disability"), _residents),
        ),
        _at(Household),
    ),
}


def fields(noun: str, level: Privacy) -> list[str]:
    """The fields of a noun that a class masks, each once."""
    parts = BEHIND[noun].parts if noun in BEHIND else ()
    return list(dict.fromkeys(name for part in parts for name in part.of(level)))


def may(by: Principal, noun: str, level: Privacy, *, courtyard_id: int | None) -> bool:
    """Whether `by` may look at the masked fields of a class of such a record there."""
    masked = bool(fields(noun, level)) and field_access(by, level) in OPENED
    return masked and allows(by, Action.REVEAL, courtyard_id=courtyard_id)


def places(session: Session, noun: str, ref: int) -> Sequence[int | None]:
    """The courtyards in which a record lies, None (the last) for the whole site; raises NotFound."""
    found = list(session.execute(BEHIND[noun].places(ref)).scalars()) if noun in BEHIND else []
    if not found:
        raise NotFound(noun)
    return sorted(found, key=lambda place: (place is None, place))
