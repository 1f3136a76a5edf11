"""A file is made for whoever is still signed in when they press, and for nobody else."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import sessions
from dashboard.errors import NotSignedIn
from dashboard.schema.accounts import PrincipalKind, Role, SignIn
from dashboard.ui.components import downloads
from dashboard.ui.shell import who
from tests.setting_up import setting_up

ROOT = Path(__file__).parents[3]


@pytest.fixture
def token(database: Engine, monkeypatch: pytest.MonkeyPatch) -> str:
    """The cookie of somebody of the office who has just signed in."""
    with Session(database) as session, session.begin():
        by = Principal(PrincipalKind.PERSONA, Role.OFFICE)
        token = sessions.open_session(session, by=by, now=clock.wall())
    monkeypatch.setattr(who, "cookie", lambda name=None: None if name else token)
    return token


def made() -> bytes:
    return b"the file"


@pytest.mark.usefixtures("token")
def test_whoever_is_signed_in_gets_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    make = downloads.guarded(made)
    # The click comes beside the script: no cookie reaches it.
    monkeypatch.setattr(who, "cookie", lambda _name=None: None)
    assert make() == b"the file"


def test_after_signing_out_there_is_no_file(token: str) -> None:
    make = downloads.guarded(made)
    with db.writing() as session:
        sessions.end(session, token, now=clock.wall())
    with pytest.raises(NotSignedIn):
        make()


@pytest.mark.usefixtures("token")
def test_an_idle_session_gets_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    make = downloads.guarded(made)
    then = clock.wall() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "wall", lambda: then)
    with pytest.raises(NotSignedIn):
        make()


def test_another_role_gets_no_file_of_the_one_before(token: str) -> None:
    make = downloads.guarded(made)
    with setting_up() as session:
        session.get_one(SignIn, sessions.digest(token)).role = Role.LEADER
    with pytest.raises(NotSignedIn):
        make()


def test_no_file_is_offered_in_another_way() -> None:
    files = [path for folder in ("dashboard", "pages") for path in (ROOT / folder).rglob("*.py")]
    others = [path for path in files if re.search(r"\.download_button\(", path.read_text(encoding="utf-8"))]
    assert others == [ROOT / "dashboard/ui/components/downloads.py"]
