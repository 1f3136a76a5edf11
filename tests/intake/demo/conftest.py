"""The site that most tests look at."""

import pytest

from tests.intake.demo.frames import Site, made


@pytest.fixture(scope="session")
def site() -> Site:
    """The demonstration site told on 31 October 2026; nobody changes it."""
    return made()
