"""A tiny site to write in: two courtyards with a building and three households each, two companies."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from sqlalchemy import insert, select
from sqlmodel import Session

from dashboard.access import Principal
from dashboard.actions import audit
from dashboard.clock import at
from dashboard.indicators import cells
from dashboard.schema.accounts import Head, PrincipalKind, Role
from dashboard.schema.cells import NO_COURTYARD, Cell
from dashboard.schema.organisations import Organisation, OrganisationKind
from dashboard.schema.places import Area, AreaLevel, Building, Courtyard, Household, Site
from dashboard.schema.requests import Channel, Place, RequestDraft, RequestType

SINCE = date(2025, 7, 1)
START = at(date(2026, 7, 1))
"""When the site's cells were last made from nothing: every kind of period has run by then."""

CANARY_NAME, CANARY_PHONE, CANARY_SUMMARY = "甄可疑", "13987654321", "屋顶漏水漏到了床上"


@dataclass(frozen=True)
class Hamlet:
    """The ids of what stands there: the site, courtyards, households by courtyard, property companies."""

    site: int
    courtyards: tuple[int, int]
    households: tuple[tuple[int, ...], tuple[int, ...]]
    companies: tuple[int, int]

    def committee(self, which: int = 0) -> Principal:
        return Principal(PrincipalKind.USER, Role.COMMITTEE, courtyard_id=self.courtyards[which])

    def company(self, which: int = 0) -> Principal:
        return Principal(PrincipalKind.USER, Role.PROPERTY, organisation_id=self.companies[which])

    def draft(self, accepted_at: datetime = START, *, which: int = 0, **given: object) -> RequestDraft:
        """A leak over a flat's bed, told with a name and a telephone number."""
        values: dict[str, object] = {
            "courtyard_id": self.courtyards[which],
            "household_id": self.households[which][0],
            "place": Place.FLAT,
            "type": RequestType.LEAK,
            "summary": CANARY_SUMMARY,
            "channel": Channel.PHONE,
            "said_by": CANARY_NAME,
            "phone": CANARY_PHONE,
            "accepted_at": accepted_at,
        }
        return RequestDraft.check(**values | given)


OFFICE = Principal(PrincipalKind.USER, Role.OFFICE)
LEADER = Principal(PrincipalKind.USER, Role.LEADER)
PUBLIC = Principal(PrincipalKind.GUEST, Role.PUBLIC)


@pytest.fixture
def hamlet(session: Session) -> Hamlet:
    """The site, its cells made on the first day of July 2026."""
    return build(session)


def build(session: Session) -> Hamlet:
    """Build the site in an empty database."""
    audit.locked_head(session)
    area = _added(session, Area(level=AreaLevel.COMMUNITY, name_zh="和平路社区", name_en="Hepinglu"))
    anchor = {"anchor_lon": 102.727, "anchor_lat": 25.028}
    site = _added(
        session,
        # Personas look at it.
        Site(community_id=area, name_zh="太和巷", name_en="Taihe Lane", since=SINCE, is_demo=True, **anchor),
    )
    courtyards = tuple(_courtyard(session, site, no) for no in (1, 2))
    households = tuple(_homes(session, courtyard) for courtyard in courtyards)
    companies = tuple(_company(session, site, name) for name in "甲乙")
    _cells(session, (NO_COURTYARD, *courtyards))
    return Hamlet(site, courtyards, households, companies)


_MADE: list[dict[str, object]] = []
"""The site's cells as they were made first, each courtyard by its place: the same for every test."""


def _cells(session: Session, courtyards: tuple[int, ...]) -> None:
    """Make the cells from nothing once; after that put the same in again, in a tenth of the time."""
    table = Cell.__table__
    if _MADE:
        placed = [row | {"courtyard_id": courtyards[row["courtyard_id"]]} for row in _MADE]
        session.execute(insert(table), placed)
        session.get_one(Head, 1).rolled_to = START
        session.flush()
        return
    cells.rebuild(session, now=START)
    for row in session.execute(select(table)).mappings():
        _MADE.append(dict(row) | {"courtyard_id": courtyards.index(row["courtyard_id"])})


def _added(session: Session, row: object) -> int:
    session.add(row)
    session.flush()
    return row.id


def _courtyard(session: Session, site: int, no: int) -> int:
    return _added(session, Courtyard(site_id=site, no=no, name_zh=f"{no}号院", name_en=f"Courtyard {no}"))


def _homes(session: Session, courtyard: int) -> tuple[int, ...]:
    building = _added(
        session, Building(courtyard_id=courtyard, no="1", storeys=3, first_stairwell=1, stairwells=1)
    )
    return tuple(
        _added(
            session,
            Household(
                courtyard_id=courtyard,
                building_id=building,
                stairwell=1,
                floor=floor,
                room=f"{floor}01",
                code=f"{courtyard}-1-{floor}01",
                area=6000,
                top_floor=floor == 3,
                since=SINCE,
            ),
        )
        for floor in (1, 2, 3)
    )


def _company(session: Session, site: int, name: str) -> int:
    kind = OrganisationKind.PROPERTY_COMPANY
    company = Organisation(
        site_id=site, kind=kind, name_zh=f"{name}物业公司", name_en=f"Company {name}", since=SINCE
    )
    return _added(session, company)
