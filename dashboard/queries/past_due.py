"""Everything whose day has passed, of whatever kind it is: what, where, who holds it, for how many days.

For nobody's eyes yet: `seen_by` leaves what a reader may see, `counted` says how many there are of each kind.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, null, or_, select
from sqlmodel import Session, col

from dashboard.access import Principal, allows, scope
from dashboard.clock import day_end
from dashboard.queries import requests, undone
from dashboard.records.catalogue import KINDS
from dashboard.schema.mediation import Mediation
from dashboard.schema.meetings import Resolution, Task
from dashboard.schema.money import Disclosure
from dashboard.schema.organisations import Organisation, OrganisationKind, Pledge
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import LimitClass, Request
from dashboard.schema.safety import Hazard

DATED = ("hazard", "request", "disclosure", "task", "resolution", "mediation", "renovation_item", "pledge")
"""The kinds of record that have a day, in the order in which they are counted."""
KEEPERS = (OrganisationKind.COURTYARD_GROUP, OrganisationKind.RESIDENTS_COMMITTEE)
"""Who holds what is handed to nobody: the group of its courtyard, or the community of the site."""


@dataclass(frozen=True)
class PastDue:
    """A record whose day has passed, or (`due_on` None) an answered request for which none was ever said.

    `code` is the type of a request or hazard, `title` what was typed (Chinese, English); `days` counts from
    the day due, else from `began_on`, the day on which it came up.
    """

    noun: str
    id: int
    code: str
    title: tuple[str, str]
    number: str
    courtyard_id: int | None
    handler_id: int | None
    holder: tuple[str, str]
    """Empty where it is a person, or where no body is there to hold it."""
    is_persons: bool
    began_on: date
    due_on: date | None
    days: int
    is_answered: bool
    is_danger: bool

    @property
    def order(self) -> tuple[Any, ...]:
        """Where people may be hurt first, then what the law asks for, then what has waited longest."""
        rank = 0 if self.is_danger else 1 if self.noun == "disclosure" else 2
        return rank, -self.days, self.noun, self.id


def listed(session: Session, *, day: date) -> list[PastDue]:
    """What stood past its day at the end of a day, the most urgent first."""
    bodies, keepers = _bodies(session), _keepers(session, day)
    found = []
    for noun, statement in _statements(day).items():
        for row in session.execute(statement):
            keeper = keepers.get(row.courtyard_id) if row.person_id is None else None
            holder = bodies.get(row.handler_id) or keeper or ("", "")
            found.append(_found(noun, row, holder, day))
    return sorted(found, key=lambda one: one.order)


def seen_by(found: Iterable[PastDue], by: Principal) -> list[PastDue]:
    """Those that a reader may look up one by one."""
    return [
        one
        for one in found
        if allows(by, KINDS[one.noun].see, courtyard_id=one.courtyard_id, handler_id=one.handler_id)
    ]


def is_told(by: Principal) -> bool:
    """Whether a reader may look up any such record at all."""
    return any(scope(by, KINDS[noun].see) is not None for noun in DATED)


def counted(found: Sequence[PastDue]) -> dict[str, int]:
    """How many of each kind are past a day that was said, resolutions among the tasks; kinds of none left
    out. Of requests without a day there are `undated`."""
    counts = Counter("task" if one.noun == "resolution" else one.noun for one in found if one.due_on)
    return {noun: counts[noun] for noun in DATED if counts[noun]}


def undated(found: Iterable[PastDue]) -> int:
    """How many requests were answered without a day."""
    return sum(one.due_on is None for one in found)


def _found(noun: str, row: Any, holder: tuple[str, str], day: date) -> PastDue:
    return PastDue(
        noun=noun,
        id=row.id,
        code=str(row.code or ""),
        title=(row.title_zh or "", row.title_en or row.title_zh or ""),
        number=row.number or "",
        courtyard_id=row.courtyard_id,
        handler_id=row.handler_id,
        holder=holder,
        is_persons=row.person_id is not None and row.handler_id is None,
        began_on=row.began_on,
        due_on=row.due_on,
        days=(day - (row.due_on or row.began_on)).days,
        is_answered=noun != "request" or bool(row.answered),
        is_danger=noun == "hazard" or (noun == "request" and row.limit_class == LimitClass.DANGER),
    )


def _statements(day: date) -> dict[str, Select[Any]]:
    """What is asked of each kind of record, in columns of the same names."""
    return {
        "request": _requests(day),
        "hazard": _dated(day, Hazard.found_on, Hazard.due_on, Hazard.fixed_on, code=Hazard.kind),
        "disclosure": _dated(
            *(day, Disclosure.due_on, Disclosure.due_on, Disclosure.published_on),
            title_zh=Disclosure.title,
        ),
        "task": _promises(Task, Task.set_on, Task.title, person_id=Task.person_id).where(
            *undone.tasks(day), col(Task.due_on) < day
        ),
        "resolution": _promises(Resolution, Resolution.decided_on, Resolution.text).where(
            *undone.resolutions(day), col(Resolution.due_on) < day
        ),
        "mediation": _dated(
            *(day, Mediation.concluded_on, Mediation.due_on, Mediation.performed_on),
            handler_id=Mediation.organisation_id,
        ),
        "renovation_item": _dated(
            *(day, RenovationItem.agreed_on, RenovationItem.planned_until, RenovationItem.done_on),
            title_zh=RenovationItem.title_zh,
            title_en=RenovationItem.title_en,
        ),
        "pledge": _dated(
            *(day, Pledge.made_on, Pledge.due_on, Pledge.delivered_on),
            title_zh=Pledge.title,
            handler_id=Pledge.organisation_id,
        ),
    }


def _requests(day: date) -> Select[Any]:
    due = requests.due_by(day)
    return _asked(
        Request,
        began_on=Request.accepted_on,
        due_on=due,
        code=Request.type,
        number=Request.number,
        handler_id=Request.handler_id,
        answered=col(Request.first_contact_at) <= day_end(day),
        limit_class=Request.limit_class,
    ).where(*requests.was_open(day), or_(due < day, due.is_(None)))


def _promises(table: Any, began: Any, title: Any, **named: Any) -> Select[Any]:
    whose = {"handler_id": table.organisation_id, **named}
    return _asked(table, began_on=began, due_on=table.due_on, title_zh=title, **whose)


def _dated(day: date, began: Any, due: Any, ended: Any, **named: Any) -> Select[Any]:
    """What was known by a day, due before it, and had not come about by its end."""
    late = (col(began) <= day, col(due) < day, or_(col(ended).is_(None), col(ended) > day))
    return _asked(due.class_, began_on=began, due_on=due, **named).where(*late)


COLUMNS = ("code", "title_zh", "title_en", "number", "handler_id", "answered", "limit_class", "person_id")
"""Those that a kind of record may lack."""


def _asked(table: Any, **named: Any) -> Select[Any]:
    lacking = {name: null() for name in COLUMNS if name not in named}
    columns = (column.label(name) for name, column in {**named, **lacking}.items())
    return select(col(table.id), col(table.courtyard_id), *columns)


def _bodies(session: Session) -> dict[int, tuple[str, str]]:
    columns: list[Any] = [col(Organisation.id), col(Organisation.name_zh), col(Organisation.name_en)]
    return {row.id: (row.name_zh, row.name_en) for row in session.execute(select(*columns))}


def _keepers(session: Session, day: date) -> dict[int | None, tuple[str, str]]:
    """Who keeps each courtyard on a day, the whole site under None."""
    columns: list[Any] = [
        *(col(Organisation.courtyard_id), col(Organisation.name_zh), col(Organisation.name_en)),
        col(Organisation.kind),
    ]
    until = col(Organisation.until)
    statement = (
        select(*columns)
        .where(col(Organisation.kind).in_(KEEPERS))
        .where(col(Organisation.since) <= day, or_(until.is_(None), until >= day))
        .order_by(col(Organisation.id).desc())
    )
    return {
        None if row.kind == OrganisationKind.RESIDENTS_COMMITTEE else row.courtyard_id: (
            row.name_zh,
            row.name_en,
        )
        for row in session.execute(statement)
    }
