"""Nothing is chosen beforehand that can be wrong: who enters for ten courtyards would not see it."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

import db
from dashboard.records.catalogue import KINDS
from dashboard.records.kinds import Where
from tests import lookups
from tests.pages.test_hazards import choose
from tests.pages.test_record_pages import SIMPLE, opened

Open = Callable[..., AppTest]
MISSING = "请填写这一项。"
FORMS = {
    "work/register.py": {},
    "work/inspections.py": {"do": "round"},
    "work/inspections.py ": {"do": "report"},
    "meetings/meetings.py": {"do": "record"},
    "meetings/agenda.py": {"do": "call"},
    "meetings/votes.py": {"do": "open"},
    "system/people.py": {"do": "invite"},
}
VIEWS = {"do", "part", "requests", "people"}
"""Which part of a page is shown; nothing that is stored."""
PROPOSED = {"hazard.0.other.place"}
"""What follows from another answer and changes with it."""


def chosen(test: AppTest) -> dict[str, object]:
    """Key → what is chosen in each group of choices, where something is."""
    groups = {str(group.key): group.value for group in test.get("button_group") if group.key}
    return {key: value for key, value in groups.items() if value and not VIEWS & {*key.split(".")}}


@pytest.mark.parametrize("page", FORMS)
def test_the_office_chooses_everything_itself(app: Open, page: str) -> None:
    test = app("office", page.strip(), **FORMS[page])
    assert not test.exception
    assert test.get("button_group")
    assert chosen(test).keys() <= PROPOSED


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.noun)
def test_the_office_chooses_everything_of_a_record_itself(app: Open, kind) -> None:
    test = opened(app, "office", kind, do="new")
    beginnings = {field.name for field in kind.fields if field.default is not None}
    if kind.where is Where.FOUND:
        beginnings.add("courtyard")  # “I do not know” helps to find, and is not stored
    assert {key.split(".")[-1] for key in chosen(test)} <= beginnings


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.noun)
def test_a_record_without_its_courtyard_is_not_saved(app: Open, kind) -> None:
    test = opened(app, "office", kind, do="new")
    with db.reading() as session:
        before = lookups.answer(session, f"select count(*) from {kind.table.__tablename__}")
    test.button(key=f"{kind.noun}.save").click().run()
    assert not test.exception
    said = [str(one.value) for one in test.error]
    if kind.where in (Where.COURTYARD, Where.EITHER):
        assert said.count(MISSING) == 1
    assert said
    with db.reading() as session:
        assert lookups.answer(session, f"select count(*) from {kind.table.__tablename__}") == before


def test_every_simple_kind_is_tried() -> None:
    assert len(SIMPLE) > 8
    assert {kind.noun for kind in SIMPLE} <= set(KINDS)


def test_the_receipt_asks_the_courtyard_anew(app: Open) -> None:
    test = app("office", "work/register.py")
    for key, value in {"at": 4, "register.0.type": "noise", "register.0.place": "yard"}.items():
        choose(test, key, value)
    test.button(key="register.save").click().run()
    test.button(key="register.another").click().run()
    assert not test.exception
    assert "at" not in chosen(test)
