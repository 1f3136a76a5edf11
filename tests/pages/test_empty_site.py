"""Every page of a real site on its first day: two courtyards, and no record, household or outline yet."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

import db
from dashboard import cli, clock
from dashboard.actions import sessions
from dashboard.schema.accounts import Account, Role
from dashboard.settings import ROOT
from dashboard.ui.shell import who
from tests.conftest import forget
from tests.setting_up import setting_up

TODAY = date(2026, 11, 3)
MAIN = str(ROOT / "dashboard/main.py")
PAGES = sorted(f"{path.parent.name}/{path.name}" for path in (ROOT / "pages").glob("*/*.py"))
FORMS = {
    "meetings/follow_up.py": ("task", "resolve"),
    "meetings/meetings.py": ("record",),
    "meetings/votes.py": ("open",),
    "work/activities.py": ("new",),
    "work/incidents.py": ("new",),
    "work/inspections.py": ("report", "round"),
    "work/mediation.py": ("new",),
    "work/offices.py": ("new",),
    "work/pledges.py": ("new",),
    "work/renovation.py": ("new",),
    "work/seal.py": ("new",),
    "work/surveys.py": ("create",),
}
"""What can be done on a page besides looking, as its address says it."""
Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database as `site new` makes it, with an account for each role that keeps or looks."""
    path = tmp_path_factory.mktemp("founded") / "site.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{path}")
        patch.setenv("YUANLUO_TODAY", TODAY.isoformat())
        forget()
        named = ("--name", "曙光里", "--name-en", "Shuguang", "--courtyards", "2", "--company", "甲物业")
        assert cli.main(["site", "new", *named]) == 0
        with setting_up() as session:
            for role, at in ((Role.OFFICE, None), (Role.COMMITTEE, 1), (Role.LEADER, None)):
                session.add(
                    Account(
                        login=role.value,
                        name=role.value,
                        role=role,
                        courtyard_id=at,
                        is_admin=not at and role is Role.OFFICE,
                    )
                )
        forget()
    return path


@pytest.fixture
def opened(founded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{founded}")
    monkeypatch.setenv("YUANLUO_TODAY", TODAY.isoformat())
    forget()
    st.cache_resource.clear()

    reading: dict[str, AppTest] = {}

    def page(role: str, where: str, do: str = "") -> AppTest:
        """A page, or the form that the address asks for: for it a reader who has chosen nothing yet."""
        if role not in reading:
            with db.writing() as session:
                account = session.exec(select(Account).where(col(Account.login) == role)).one()
                token = sessions.open_session(session, by=sessions.user(account), now=clock.wall())
            monkeypatch.setattr(who, "cookie", lambda name=None: None if name else token)
            reading[role] = AppTest(MAIN, default_timeout=30).run()
        test = AppTest(MAIN, default_timeout=30).run() if do else reading[role]
        if do:
            test.query_params["do"] = do
        return test.switch_page(f"../pages/{where}").run()

    yield page
    forget()


@pytest.mark.parametrize("role", ["office", "committee", "leader"])
def test_every_page_opens(opened: Open, role: str) -> None:
    for where in PAGES:
        test = opened(role, where)
        assert not test.exception, (where, test.exception)
        assert len(test.main) > 0, where


def test_every_form_opens(opened: Open) -> None:
    for where in (one for one in PAGES if one.startswith(("work/", "meetings/"))):
        bare = opened("office", where)
        assert not any(one.key == "do" for one in bare.get("button_group")) or where in FORMS, where
        count = len(bare.main)
        for do in FORMS.get(where, ()):
            test = opened("office", where, do)
            assert not test.exception, (where, do, test.exception)
            assert len(test.main) > count, (where, do)


def test_nothing_says_demonstration(opened: Open) -> None:
    test = opened("office", "overview/home.py")
    assert "示范数据" not in "".join(str(one.value) for one in test.markdown)
