"""A small place to test in: three courtyards, the property company, nothing else."""

from datetime import date

from sqlmodel import Session

from dashboard.schema.organisations import Organisation, OrganisationKind
from dashboard.schema.places import Area, AreaLevel, Courtyard, Site

SINCE = date(2024, 11, 1)


def found(session: Session, *, is_demo: bool = True) -> Site:
    """Found the town and return its site."""
    area = Area(level=AreaLevel.COMMUNITY, name_zh="和平路社区", name_en="Hepinglu Community")
    session.add(area)
    session.flush()
    site = Site(
        community_id=area.id or 0,
        name_zh="太和巷",
        name_en="Taihe Lane",
        is_demo=is_demo,
        since=SINCE,
        anchor_lon=102.727,
        anchor_lat=25.028,
    )
    session.add(site)
    session.flush()
    for no in (1, 2, 3):
        session.add(_courtyard(site, no))
    session.add(
        Organisation(
            site_id=site.id or 0,
            kind=OrganisationKind.PROPERTY_COMPANY,
            name_zh="示范物业公司",
            name_en="Demo Property Company",
            since=SINCE,
        )
    )
    session.flush()
    return site


def _courtyard(site: Site, no: int) -> Courtyard:
    return Courtyard(site_id=site.id or 0, no=no, name_zh=f"{no}号院", name_en=f"Courtyard {no}")
