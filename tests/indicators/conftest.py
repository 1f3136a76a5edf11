"""The tiny site is there for every test that asks for it."""

from tests.sites import hamlet

__all__ = ["hamlet"]
