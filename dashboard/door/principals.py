"""Who somebody turns out to be at the door. Personas need no password and exist in the demo only."""

import re
from dataclasses import dataclass

from sqlmodel import Session, col, select

from dashboard.access import Principal
from dashboard.errors import NotDemo, UnknownName
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.organisations import Organisation, OrganisationKind
from dashboard.schema.places import Courtyard, Site

COMMITTEE = re.compile(r"committee-([1-9]\d{0,4})", re.ASCII)


@dataclass(frozen=True)
class Place:
    """What the door says about where it leads: names by language, courtyards as (no, names)."""

    names: dict[str, str]
    is_demo: bool
    courtyards: tuple[tuple[int, dict[str, str]], ...]

    @property
    def is_empty(self) -> bool:
        """Whether the database holds no site yet."""
        return not self.names


def place(session: Session) -> Place:
    """The site behind the door; an empty database is nobody's demo."""
    site = session.exec(select(Site).order_by(col(Site.id))).first()
    rows = session.exec(select(Courtyard).order_by(col(Courtyard.no))).all()
    courtyards = tuple((row.no, _names(row)) for row in rows)
    return Place(_names(site) if site else {}, is_demo(session), courtyards)


def is_demo(session: Session) -> bool:
    """Whether every site of this database is a demonstration, and there is one."""
    marks = session.exec(select(Site.is_demo)).all()
    return bool(marks) and all(marks)


def persona(session: Session, name: str) -> Principal:
    """The principal of a demo persona: `leader`, `committee-<no>`, `office`, `property`, `guest`.

    Raises NotDemo on a database with real data, UnknownName for any other name.
    """
    if not is_demo(session):
        raise NotDemo
    if name == "guest":
        return Principal(PrincipalKind.GUEST, Role.PUBLIC)
    if name == "leader":
        return Principal(PrincipalKind.PERSONA, Role.LEADER)
    if name == "office":
        return Principal(PrincipalKind.PERSONA, Role.OFFICE, is_admin=True)
    if name == "property":
        return Principal(PrincipalKind.PERSONA, Role.PROPERTY, organisation_id=_company(session))
    return Principal(PrincipalKind.PERSONA, Role.COMMITTEE, courtyard_id=_courtyard(session, name))


def _company(session: Session) -> int:
    kind = OrganisationKind.PROPERTY_COMPANY
    ids = select(Organisation.id).where(col(Organisation.kind) == kind).order_by(col(Organisation.id))
    found = session.exec(ids).first()
    if found is None:
        raise UnknownName("property")
    return found


def _courtyard(session: Session, name: str) -> int:
    number = COMMITTEE.fullmatch(name)
    ids = select(Courtyard.id).where(col(Courtyard.no) == (int(number[1]) if number else None))
    found = session.exec(ids).first()
    if found is None:
        raise UnknownName(name)
    return found


def _names(row: Site | Courtyard) -> dict[str, str]:
    return {"zh": row.name_zh, "en": row.name_en}
