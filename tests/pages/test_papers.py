"""Paper twins beside the running screen: the same questions in the same order, and nobody's name."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

import db
from dashboard import clock
from dashboard.actions import sessions
from dashboard.door import principals
from dashboard.records.catalogue import KINDS
from dashboard.schema.organisations import Person
from dashboard.schema.requests import Request
from tests.door.visitor import stranger
from tests.pages.conftest import AS_OF
from tests.pages.test_hazards import choose
from tests.pages.test_record_pages import SIMPLE, opened

Open = Callable[..., AppTest]
BESIDE = {"courtyard", "again"}
"""Asked above the questions of a record."""
HAZARD = {"place": "place", "stairwell": "stairwell", "note": "note", f"due.{AS_OF}": "due_on"}


def drawn(test: AppTest) -> list[str]:
    """The keys of everything on a page that has one, from top to bottom."""
    return [str(one.key) for one in test.main if getattr(one, "key", None)]


def asked(test: AppTest, names: dict[str, str]) -> list[str]:
    """The fields behind the widgets of a page, in their order."""
    return [names[key] for key in drawn(test) if key in names]


def printed(persona: str, noun: str, query: str = "") -> str:
    with db.writing() as session:
        token = sessions.open_session(session, by=principals.persona(session, persona), now=clock.wall())
    client = stranger()
    client.cookies.set("__Host-yl", token, domain="testserver.local", path="/")
    answer = client.get(f"/paper/{noun}{query}")
    assert answer.status_code in (200, 403)
    return answer.text


def fields(text: str) -> list[str]:
    return re.findall(r'data-field="(\w+)"', text)


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.noun)
def test_a_simple_form_asks_the_same_on_paper(app: Open, kind) -> None:
    test = opened(app, "office", kind, do="new")
    prefix = f"{kind.noun}.0."
    screen = [key.removeprefix(prefix) for key in drawn(test) if key.startswith(prefix)]
    later = [one.name for one in kind.later]
    assert [*(name for name in screen if name not in BESIDE), *later] == fields(printed("office", kind.noun))
    links = [one.proto.body for one in test.get("html")]
    assert any(f'href="/paper/{kind.noun}?lang=zh" target="_self"' in body for body in links)


def test_the_form_of_a_request_asks_the_same_on_paper(app: Open) -> None:
    test = app("office", "work/register.py")
    choose(test, "at", 1)
    choose(test, "register.0.place", "flat")
    choose(test, "register.0.stairwell", 1)
    names = ("type", "place", "stairwell", "summary", "said_by", "phone")
    keys = {f"register.0.{name}": name for name in names} | {"register.0.household": "household_id"}
    assert asked(test, keys) == fields(printed("office", "request"))


def test_the_form_of_a_hazard_asks_the_same_on_paper(app: Open) -> None:
    test = app("office", "work/inspections.py")
    choose(test, "do", "report")
    choose(test, "hazard.0.other.place", "stairwell")
    keys = {f"hazard.0.other.{key}": name for key, name in HAZARD.items()}
    assert asked(test, {"hazard.0.kind": "kind"} | keys) == fields(printed("office", "hazard"))


def test_the_form_of_a_round_asks_the_same_on_paper(app: Open) -> None:
    test = app("office", "work/inspections.py")
    choose(test, "do", "round")
    choose(test, "round.0.kind", "fire")
    keys = {"kind": "kind", "day": "inspected_on", "fire.extinguisher": "checklist"}
    text = printed("office", "inspection")
    assert [*asked(test, {f"round.0.{key}": name for key, name in keys.items()}), "found"] == fields(text)
    choose(test, "round.0.fire.fire_lane", "bad")
    choose(test, "round.0.fire.fire_lane.fire_lane.place", "stairwell")
    details = {f"round.0.fire.fire_lane.fire_lane.{key}": name for key, name in HAZARD.items()}
    assert ["point", *asked(test, details)] == re.findall(r'<th class="(\w+)"', text)


def test_the_form_of_a_meeting_asks_the_same_on_paper(app: Open) -> None:
    test = app("office", "meetings/meetings.py")
    choose(test, "do", "record")
    choose(test, "meeting.0.kind", "courtyard")
    choose(test, "at", 1)
    keys = {"kind": "kind", "day": "held_on", f"courtyard.1.{AS_OF}.title": "title", "place": "place"}
    screen = asked(test, {f"meeting.0.{key}": name for key, name in keys.items()})
    assert screen == fields(printed("office", "meeting"))


@pytest.mark.parametrize("persona", ["committee-3", "office"])
def test_nobodys_name_is_on_any_form(app: Open, persona: str) -> None:
    app(persona, "work/enter.py")
    with db.reading() as session:
        people = set(session.exec(select(Person.name)))
        people |= {name for name in session.exec(select(Request.said_by)) if name}
    assert len(people) > 20
    for noun in KINDS:
        for query in ("?lang=zh&courtyard=3", "?lang=en&courtyard=3", "?lang=zh"):
            text = printed(persona, noun, query).split("</style>")[1]
            assert {name for name in people if name in text} == set()
            assert "*" not in text


def test_the_tiles_lead_to_the_forms_on_paper(app: Open) -> None:
    test = app("committee-3", "work/enter.py")
    assert any('href="/paper?lang=zh" target="_self"' in one.proto.body for one in test.get("html"))
