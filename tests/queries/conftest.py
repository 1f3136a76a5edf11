"""The tiny site and the demonstration site are there for every test that asks for them."""

from tests.indicators.conftest import demo_engine, demo_session, demo_url, raw_town
from tests.sites import hamlet

__all__ = ["demo_engine", "demo_session", "demo_url", "hamlet", "raw_town"]
