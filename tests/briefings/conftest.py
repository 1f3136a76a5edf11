"""The tiny site and the demonstration site are there for every test that asks for them."""

from datetime import date

import pytest
from sqlmodel import Session

from dashboard.jobs import past
from tests import lookups
from tests.indicators.conftest import demo_engine, demo_session, demo_url, raw_town
from tests.indicators.raw import TODAY
from tests.sites import hamlet

__all__ = ["demo_engine", "demo_session", "demo_url", "hamlet", "raw_town"]


@pytest.fixture
def met(demo_session: Session) -> Session:
    """The demonstration with its past joint meetings frozen and one number corrected since."""
    past.tell(demo_session, as_of=date.fromisoformat(TODAY))
    return demo_session


@pytest.fixture
def held(met: Session) -> int:
    """The last joint meeting that was held."""
    return lookups.meeting_held(met)


@pytest.fixture
def ahead(met: Session) -> int:
    """The joint meeting that is called."""
    return lookups.meeting_ahead(met)
