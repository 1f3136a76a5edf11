"""What the tests of the door share."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from dashboard.door.gate import RECENT
from tests import town
from tests.door.visitor import stranger


@pytest.fixture(autouse=True)
def _nobody_was_here_before() -> None:
    """What the gate remembers of one test is nothing to the next."""
    RECENT._until.clear()


@pytest.fixture
def client(database: Engine) -> TestClient:
    """A browser that has not signed in, in front of the demo."""
    with Session(database) as session, session.begin():
        town.found(session)
    return stranger()
