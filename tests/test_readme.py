"""The README's exercises, done as a reader would do them."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from dashboard import clock
from dashboard.actions import demo
from dashboard.i18n import speaking
from dashboard.indicators import cells, kinds, openings, sentences
from dashboard.indicators import evidence as rows
from dashboard.indicators.catalogue import CATALOGUE, SOURCES
from dashboard.indicators.kinds import Indicator
from dashboard.indicators.periods import Kind, parse
from dashboard.indicators.scores import score
from dashboard.schema.requests import Channel, Request
from dashboard.settings import ROOT
from tests.demo import filled

AS_OF = date(2026, 10, 31)
NAMES = {
    **{name: getattr(kinds, name) for name in ("Better", "Indicator", "Level", "Stat", "Theme", "N_")},
    **{name: getattr(rows, name) for name in ("col", "flow", "hit")},
    "Channel": Channel,
    "Kind": Kind,
    "Request": Request,
}


def printed(beginning: str) -> str:
    """The piece of code in the README that begins so."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [found] = [
        one for one in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if one.startswith(beginning)
    ]
    return str(found).strip()


@pytest.fixture
def exercise(monkeypatch: pytest.MonkeyPatch) -> Indicator:
    """The definition printed in the README, put into the catalogue."""
    one = eval(printed("   Indicator("), dict(NAMES))
    monkeypatch.setitem(CATALOGUE, one.key, one)
    monkeypatch.setitem(SOURCES, one.key, one)
    return one


def test_an_indicator_is_one_definition(exercise: Indicator, session: Session) -> None:
    demo.create(session=session, as_of=AS_OF)
    period = parse("2026-Q3")
    (made,) = score(session, {exercise.key: [period]})
    raised = session.exec(
        select(Request).where(Request.accepted_on >= period.start, Request.accepted_on < period.end)
    ).all()
    assert made.whole == len(raised)
    assert made.part == sum(one.channel is Channel.MEETING for one in raised)
    found = openings.evidence(session, exercise.key, period, now=clock.day_end(AS_OF))
    assert sum(row["part"] for row in found) == made.part
    with speaking("en"):
        assert f"{made.part} of {len(raised)} requests were raised at a meeting" in sentences.sentence(made)


def test_a_definition_added_later_gets_the_cells_of_past_months(
    session: Session, request: pytest.FixtureRequest
) -> None:
    demo.create(session=session, as_of=AS_OF)
    one = request.getfixturevalue("exercise")
    cells.complete(session, now=clock.day_end(AS_OF))
    (made,) = score(session, {one.key: [parse("2025-Q2")]})
    assert made.whole > 0


KIND = """
import sys
from datetime import date
from types import ModuleType

from sqlmodel import Field
from streamlit.testing.v1 import AppTest

import db
from dashboard import clock
from dashboard.access import Action
from dashboard.actions import records, sessions
from dashboard.door import principals, twins
from dashboard.i18n import N_
from dashboard.queries import records as queries
from dashboard.records.catalogue import KINDS
from dashboard.records.kinds import Field as Question, Input, Kind
from dashboard.schema.base import Draft, Imported, Record
from dashboard.ui.shell import who

exercise = ModuleType("exercise")
vars(exercise).update({name: given for name, given in globals().items() if not name.startswith("_")})
sys.modules["exercise"] = exercise
exec(sys.stdin.read(), vars(exercise))
PATROL = KINDS["patrol"] = exercise.PATROL

with db.writing() as session:
    PATROL.table.__table__.create(session.connection())
    by = principals.persona(session, "committee-3")
    token = sessions.open_session(session, by=by, now=clock.wall())
who.cookie = lambda name=None: None if name else token

PAGE = '''
from exercise import PATROL
from dashboard.ui.components import record_pages
from dashboard.ui.shell import menu, who
who.set_language()
menu.navigation(who.principal())
record_pages.work(who.principal(), PATROL)
'''
page = AppTest.from_string(PAGE, default_timeout=60)
page.session_state["do"] = "new"
page.run()
page.button(key="patrol.save").click().run()
assert len(page.error) == 2, page.error  # how many went is missing
page.number_input(key="patrol.0.people").set_value(4).run()
page.button(key="patrol.save").click().run()
assert not page.exception and not page.error, (page.exception, page.error)
[receipt] = page.success
with db.writing() as session:
    [row] = queries.listed(session, by=by, kind=PATROL)
    assert (row["people"], row["patrolled_on"]) == (4, date(2026, 10, 31))
    assert row["number"] in receipt.value
    how = {"session": session, "kind": PATROL, "ref": row["id"], "by": by, "now": clock.now()}
    records.correct(**how, values={"people": 5}, reason="one more", key="correct", version=row["version"])
    version = queries.one(session, by=by, kind=PATROL, ref=row["id"])["version"]
    records.withdraw(**how, reason="another street", key="withdraw", version=version)
    assert queries.listed(session, by=by, kind=PATROL) == []
    records.restore(**how, key="restore")
page = AppTest.from_string(PAGE, default_timeout=60)
page.query_params["patrol"] = str(row["id"])
page.run()
assert not page.exception
assert "4" in str(page.main) and "5" in str(page.main)
print("done")
"""


def test_a_kind_of_record_is_one_declaration(tmp_path: Path) -> None:
    """In a process of its own: a table that was declared stays declared."""
    database = tmp_path / "demo.db"
    shutil.copy(filled(AS_OF), database)
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "YUANLUO_TODAY": AS_OF.isoformat()}
    done = subprocess.run(
        [sys.executable, "-c", KIND],
        cwd=ROOT,
        env=env,
        input=printed("class PatrolDraft"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.endswith("done\n"), done.stderr
