"""The demonstration site is there for every test that asks for it."""

from tests.indicators.conftest import demo_engine, demo_session, demo_url

__all__ = ["demo_engine", "demo_session", "demo_url"]
