"""The export on screen: choices, a reason for personal values, and no file for anybody who has gone."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

import db
from dashboard import clock
from dashboard.actions import sessions
from dashboard.errors import NotSignedIn
from dashboard.ui.components import downloads
from dashboard.ui.shell import who

PAGE = "system/exports.py"


@pytest.fixture
def offered(monkeypatch):
    """The files that the page offers, by the label of their button."""
    made = {}
    monkeypatch.setattr(downloads.st, "download_button", lambda label, make, **_: made.update({label: make}))
    return made


def test_the_chosen_tables_come_in_the_readers_language(app, offered) -> None:
    test = app("office", PAGE, lang="zh")
    assert not test.exception
    test.multiselect(key="take.parts").set_value(["request", "indicators"]).run()
    book = load_workbook(BytesIO(offered["下载"]()))
    assert set(book.sheetnames) == {"各列说明", "指标", "request"}
    heads = [cell.value for cell in book["request"][1]]
    assert "summary" not in heads
    assert "status" in heads


def test_personal_values_are_offered_with_a_reason_alone(app, offered) -> None:
    test = app("office", PAGE, lang="en")
    offered.clear()
    test.toggle(key="take.personal").set_value(True).run()
    assert not offered
    test.text_input(key="take.reason").input("for the court").run()
    test.multiselect(key="take.parts").set_value(["resident"]).run()
    assert "name" in [cell.value for cell in load_workbook(BytesIO(offered["Download"]()))["resident"][1]]


def test_whoever_has_signed_out_gets_nothing(app, offered) -> None:
    app("office", PAGE, lang="en")
    with db.writing() as session:
        sessions.end(session, who.cookie(), now=clock.wall())
    with pytest.raises(NotSignedIn):
        offered["Download"]()


@pytest.mark.parametrize("persona", ["guest", "leader", "property", "committee-3"])
def test_nobody_else_is_offered_a_file(app, offered, persona: str) -> None:
    test = app(persona, PAGE, lang="en")
    assert not offered
    assert test.title[0].value == "Not for you"
