"""A real site from nothing: its place, its courtyards, the bodies that every form needs. No demo data."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field
from sqlmodel import Session

from dashboard.access import Action, Principal
from dashboard.actions import demo, duties
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import Refused
from dashboard.schema.base import Draft
from dashboard.schema.organisations import Organisation, OrganisationKind
from dashboard.schema.places import Area, AreaLevel, Courtyard, Site

NOUN = "site"


class SiteDraft(Draft):
    """What is known of a site on its first day; coordinates in degrees, WGS-84."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    name_en: Annotated[str, Field(min_length=1, max_length=80)]
    community: Annotated[str, Field(min_length=1, max_length=60)]
    community_en: Annotated[str, Field(min_length=1, max_length=80)]
    courtyards: Annotated[int, Field(ge=0, le=500)] = 0
    company: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    since: date
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]


def create(*, session: Session, draft: SiteDraft, by: Principal, now: datetime) -> Site:
    """Make the site in a database that holds none; raises NotAllowed, Refused."""
    with unit_of_work(session, by=by, now=now) as work:
        work.require(Action.MANAGE_PEOPLE)
        if not demo.is_empty(session):
            raise Refused("the database holds a site already; nothing was changed")
        level = AreaLevel.COMMUNITY
        area = work.add(Area(level=level, name_zh=draft.community, name_en=draft.community_en))
        site = Site(
            community_id=area.id or 0,
            name_zh=draft.name,
            name_en=draft.name_en,
            since=draft.since,
            anchor_lon=draft.lon,
            anchor_lat=draft.lat,
        )
        work.add(site)
        _bodies(work, site, draft)
        for no in range(1, draft.courtyards + 1):
            courtyard(work, site, no, draft.since)
        duties.owe(session, now=now)
        work.rebuilds = True
        work.event("create", noun=NOUN, ref=site.id, details={"courtyards": draft.courtyards})
        return site


def courtyard(work: Work, site: Site, no: int, since: date) -> Courtyard:
    """One more courtyard with its self-governance group."""
    site_id = site.id or 0
    yard = work.add(Courtyard(site_id=site_id, no=no, name_zh=f"{no}号院", name_en=f"Courtyard {no}"))
    group = Organisation(
        site_id=site_id,
        courtyard_id=yard.id,
        kind=OrganisationKind.COURTYARD_GROUP,
        name_zh=f"{no}号院自治小组",
        name_en=f"Self-governance group of courtyard {no}",
        since=since,
    )
    work.add(group)
    return yard


def _bodies(work: Work, site: Site, draft: SiteDraft) -> None:
    """The residents' committee, the self-governance committee, and the property company if there is one."""
    bodies = [
        (
            OrganisationKind.RESIDENTS_COMMITTEE,
            f"{draft.community}居民委员会",
            f"Residents' Committee of {draft.community_en}",
        ),
        (
            OrganisationKind.SELF_GOVERNANCE_COMMITTEE,
            f"{draft.name}院落自治委员会",
            f"Courtyard Self-Governance Committee of {draft.name_en}",
        ),
    ]
    if draft.company:
        bodies.append((OrganisationKind.PROPERTY_COMPANY, draft.company, draft.company))
    for kind, zh, en in bodies:
        work.add(Organisation(site_id=site.id or 0, kind=kind, name_zh=zh, name_en=en, since=draft.since))
