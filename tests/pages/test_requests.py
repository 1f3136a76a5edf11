"""One request's next steps: which version of it a form answers to, and what is left after saving."""

from collections.abc import Callable, Iterator

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

import db
from dashboard import clock
from dashboard.actions import requests as actions
from dashboard.door import principals
from dashboard.i18n import speaking
from dashboard.schema.requests import Request, RequestStatus, RequestStep, StepDraft, StepKind
from tests.pages.test_hazards import choose

Open = Callable[..., AppTest]
STALE = "没有覆盖"


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """What a choice is called is asked outside the page too, and must be what the page calls it."""
    with speaking("zh"):
        yield


@pytest.fixture
def office(app: Open) -> tuple[AppTest, int]:
    """The office's page with one open request, and the request's id."""
    test = app("office", "work/requests.py")
    with db.reading() as session:
        one = session.exec(select(Request).where(Request.status == RequestStatus.IN_HAND)).first()
        assert one
        number, request_id = one.number, one.id
    test.text_input(key="filter.find").input(number)
    test.run()
    assert not test.exception
    assert request_id
    return test, request_id


def somebody_else_notes(request_id: int, note: str = "别人写的") -> None:
    """A step from another page."""
    with db.writing() as session:
        one = session.get_one(Request, request_id)
        draft = StepDraft.check(request_id=request_id, kind=StepKind.VISIT, at=clock.now(), note=note)
        by = principals.persona(session, "office")
        actions.step(session=session, draft=draft, by=by, now=clock.now(), key=note, version=one.version)


def notes(request_id: int) -> list[str | None]:
    with db.reading() as session:
        steps = select(RequestStep).where(RequestStep.request_id == request_id).order_by(RequestStep.id)
        return [step.note for step in session.exec(steps)]


def save(test: AppTest, name: str) -> None:
    test.button(key=f"{name}.save").click().run()
    assert not test.exception


def warned(test: AppTest) -> bool:
    return any(STALE in str(one.value) for one in test.warning)


def test_an_untouched_form_follows_what_others_write(office: tuple[AppTest, int]) -> None:
    test, request_id = office
    somebody_else_notes(request_id)
    test.run()
    choose(test, f"contact.{request_id}.0.kind", StepKind.CONTACT)
    test.text_area(key=f"contact.{request_id}.0.note").input("后来写的").run()
    save(test, f"contact.{request_id}")
    assert not warned(test)
    assert notes(request_id)[-2:] == ["别人写的", "后来写的"]


def test_what_was_begun_before_another_wrote_overwrites_nothing(office: tuple[AppTest, int]) -> None:
    test, request_id = office
    field = f"contact.{request_id}.0.note"
    choose(test, f"contact.{request_id}.0.kind", StepKind.CONTACT)
    test.text_area(key=field).input("先写的").run()
    somebody_else_notes(request_id)
    test.run()
    save(test, f"contact.{request_id}")
    assert warned(test)
    assert notes(request_id)[-1] == "别人写的"
    assert test.text_area(key=field).value == "先写的"
    save(test, f"contact.{request_id}")
    assert notes(request_id)[-1] == "先写的"


def test_a_choice_alone_counts_as_begun(office: tuple[AppTest, int]) -> None:
    test, request_id = office
    test.session_state[f"contact.{request_id}.0.kind"] = StepKind.VISIT.value
    test.run()
    somebody_else_notes(request_id)
    test.run()
    save(test, f"contact.{request_id}")
    assert warned(test)


def test_what_is_taken_back_is_no_longer_begun(office: tuple[AppTest, int]) -> None:
    test, request_id = office
    field = f"close.{request_id}.0.done"
    test.text_area(key=field).input("写错了").run()
    somebody_else_notes(request_id)
    test.text_area(key=field).input("").run()
    test.text_area(key=field).input("已补好").run()
    save(test, f"close.{request_id}")
    assert not warned(test)
    with db.reading() as session:
        assert session.get_one(Request, request_id).status is RequestStatus.CLOSED


def test_a_saved_step_leaves_an_empty_form(office: tuple[AppTest, int]) -> None:
    test, request_id = office
    choose(test, f"contact.{request_id}.0.kind", StepKind.CONTACT)
    test.text_area(key=f"contact.{request_id}.0.note").input("一次就够").run()
    save(test, f"contact.{request_id}")
    assert test.text_area(key=f"contact.{request_id}.1.note").value == ""
    assert notes(request_id).count("一次就够") == 1
