"""What the tests of the door share."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from tests import town
from tests.door.visitor import stranger


@pytest.fixture
def client(database: Engine) -> TestClient:
    """A browser that has not signed in, in front of the demo."""
    with Session(database) as session, session.begin():
        town.found(session)
    return stranger()
