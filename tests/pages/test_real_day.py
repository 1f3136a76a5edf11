"""Requests, hazards, rounds and people through their pages on a clock that ticks, over midnight too."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

import db
from dashboard import clock
from dashboard.clock import SHANGHAI
from dashboard.schema.accounts import Account, Attachment
from dashboard.schema.meetings import Meeting, PartyAttendance
from dashboard.schema.organisations import Organisation
from dashboard.schema.requests import CallBack, Closing, Request, RequestStatus, RequestStep, StepKind
from dashboard.schema.safety import Hazard, Inspection
from tests.pages.test_hazards import choose
from tests.pages.ticking import TWO_DAYS, Open, latest, pages_open, press, some_day
from tests.pictures import picture

__all__ = ["pages_open", "some_day"]

BEFORE_MIDNIGHT = datetime(2026, 12, 31, 23, 59, 58, tzinfo=SHANGHAI)
AFTER_MIDNIGHT = datetime(2027, 1, 1, 0, 0, 1, tzinfo=SHANGHAI)


@pytest.fixture
def midnight() -> Iterator[time_machine.Traveller]:
    """The last seconds of a year; `move_to` goes past them."""
    with time_machine.travel(BEFORE_MIDNIGHT) as traveller:
        yield traveller


def registered(app: Open) -> Request:
    test = app("office", "work/register.py")
    choose(test, "at", 1)
    choose(test, "register.0.type", "leak")
    choose(test, "register.0.place", "roof")
    choose(test, "register.0.stairwell", 2)
    press(test, "register.save")
    return latest(Request)


def followed(app: Open, request: Request) -> AppTest:
    """The page of one request."""
    test = app("office", "work/requests.py", find=request.number)
    assert request.number in str([one.value for one in test.subheader])
    return test


def stepped(test: AppTest, request: Request, times: int, kind: StepKind) -> None:
    """Note one step with its words."""
    name = f"contact.{request.id}"
    choose(test, f"{name}.{times}.kind", kind.value)
    if kind is StepKind.DISPATCH:
        body = test.selectbox(key=f"{name}.{times}.to")
        assert body.value is None
        body.select_index(0).run()
    if kind is StepKind.EXTENSION:
        promised = test.date_input(key=f"{name}.{times}.promised")
        assert promised.value is None
        promised.set_value(clock.today() + timedelta(days=7)).run()
    test.text_area(key=f"{name}.{times}.note").input(kind.value).run()
    press(test, f"{name}.save")


def closed(test: AppTest, request: Request, times: int) -> None:
    test.text_area(key=f"close.{request.id}.{times}.done").input("已补好").run()
    press(test, f"close.{request.id}.save")


def called_back(test: AppTest, request: Request, times: int, outcome: str) -> None:
    choose(test, f"call.{request.id}.{times}.outcome", outcome)
    choose(
        test, f"call.{request.id}.{times}.satisfaction", "satisfied" if outcome == "solved" else "unsatisfied"
    )
    press(test, f"call.{request.id}.save")


def test_a_request_is_followed_to_its_end(pages_open: Open, some_day: datetime) -> None:
    request = registered(pages_open)
    assert some_day <= request.accepted_at <= datetime.now(UTC)
    assert request.accepted_on == clock.today() == datetime.now(SHANGHAI).date()
    test = followed(pages_open, request)
    kinds = [StepKind.CONTACT, StepKind.VISIT, StepKind.DISPATCH, StepKind.EXTENSION]
    for times, kind in enumerate(kinds):
        stepped(test, request, times, kind)
    closed(test, request, 0)
    called_back(test, request, 0, "unsolved")
    reason = test.text_area(key=f"reopen.{request.id}.0.note_begun")
    assert reason.value == "居民说没有解决。"
    reason.input("还在漏").run()
    press(test, f"reopen.{request.id}.save")
    closed(test, request, 1)
    called_back(test, request, 1, "solved")
    press(test, f"strike_off.{request.id}.save")
    told = "\n".join(line.value for line in test.text)
    assert re.search("办结.*\n.*不满意\n.*还在漏\n.*办结.*\n.*满意\n.*已销号", told), told
    with db.reading() as session:
        kept = session.get_one(Request, request.id)
        assert kept.status is RequestStatus.STRUCK_OFF
        assert kept.promised_on == clock.today() + timedelta(days=7)
        steps = select(RequestStep).where(RequestStep.request_id == request.id).order_by(col(RequestStep.id))
        noted = session.exec(steps).all()
        assert [one.kind for one in noted] == [*kinds, StepKind.REOPEN, StepKind.STRIKE_OFF]
        closings = session.exec(select(Closing).where(Closing.request_id == request.id)).all()
        calls = session.exec(
            select(CallBack).where(col(CallBack.closing_id).in_([one.id for one in closings]))
        )
        assert {one.called_on for one in calls} == {clock.today()}
        *answered, reopened, struck_off = [one.at for one in noted]
        first, second = [one.closed_at for one in closings]
    instants = [request.accepted_at, *answered, first, reopened, second, struck_off, datetime.now(UTC)]
    assert instants == sorted(instants)


@TWO_DAYS
def test_a_request_is_turned_away(pages_open: Open, some_day: datetime) -> None:
    request = registered(pages_open)
    test = followed(pages_open, request)
    choose(test, f"turn_away.{request.id}.0.kind", StepKind.TRANSFER.value)
    test.text_area(key=f"turn_away.{request.id}.0.note").input("归供电局管").run()
    press(test, f"turn_away.{request.id}.save")
    assert latest(RequestStep).at >= some_day
    with db.reading() as session:
        assert session.get_one(Request, request.id).status is RequestStatus.TRANSFERRED


def reported(app: Open) -> AppTest:
    """The form of a hazard, filled in with a photo."""
    test = app("office", "work/inspections.py", do="report")
    choose(test, "at", 1)
    choose(test, "hazard.0.kind", "clutter")
    test.file_uploader[0].set_value(("a.jpg", picture(), "image/jpeg")).run()
    test.checkbox[0].check().run()
    return test


def test_a_hazard_is_reported_fixed_and_taken_up_again(pages_open: Open, some_day: datetime) -> None:
    press(reported(pages_open), "hazard.save")
    hazard = latest(Hazard)
    assert hazard.found_on == latest(Attachment).taken_on == clock.today()
    test = pages_open("office", "work/inspections.py", hazard=str(hazard.id))
    press(test, f"fix.{hazard.id}.save")
    assert latest(Hazard).fixed_on == clock.today()
    test.text_input(key=f"unfix.{hazard.id}.0.note").input("又堆上了").run()
    press(test, f"unfix.{hazard.id}.save")
    assert latest(Hazard).fixed_on is None


@TWO_DAYS
def test_an_inspection_is_recorded(pages_open: Open, some_day: datetime) -> None:
    test = pages_open("office", "work/inspections.py", do="round")
    choose(test, "at", 1)
    choose(test, "round.0.kind", "fire")
    choose(test, "round.0.fire.clutter", "bad")
    press(press(test, "round.rest"), "round.save")
    assert latest(Inspection).inspected_on == latest(Hazard).found_on == clock.today()


@TWO_DAYS
def test_a_meeting_is_recorded_with_who_came(pages_open: Open, some_day: datetime) -> None:
    test = pages_open("office", "meetings/meetings.py", do="record")
    choose(test, "meeting.0.kind", "courtyard")
    choose(test, "at", 1)
    press(test, "meeting.save")
    meeting = latest(Meeting)
    assert meeting.held_on == clock.today()
    test = pages_open("office", "meetings/meetings.py", meeting=str(meeting.id))
    with db.reading() as session:
        body = session.exec(select(Organisation.id).where(Organisation.name_zh == "红色业主代表小组")).one()
    choose(test, f"seat.{meeting.id}.0.owners.bodies", [body])
    press(test, f"seat.{meeting.id}.save")
    assert latest(PartyAttendance).meeting_id == meeting.id


@TWO_DAYS
def test_somebody_is_invited(pages_open: Open, some_day: datetime) -> None:
    test = pages_open("office", "system/people.py", do="invite")
    choose(test, "invite.0.role", "leader")
    test.text_input(key="invite.0.name").set_value("甄可疑")
    test.text_input(key="invite.0.login").set_value("zhen").run()
    press(test, "invite.save")
    assert latest(Account).login == "zhen"


def test_what_was_begun_yesterday_is_saved_today(later_app: Open, midnight: time_machine.Traveller) -> None:
    request = registered(later_app)
    story, hazard = followed(later_app, request), reported(later_app)
    story.run()  # the second page was signed in for anew: the first begins again
    choose(story, f"contact.{request.id}.0.kind", StepKind.CONTACT.value)
    story.text_area(key=f"contact.{request.id}.0.note").input("昨晚写的").run()
    midnight.move_to(AFTER_MIDNIGHT)
    press(story, f"contact.{request.id}.save")
    press(hazard, "hazard.save")
    assert request.accepted_on == date(2026, 12, 31)
    assert clock.civil(latest(RequestStep).at) == date(2027, 1, 1)
    assert latest(Hazard).found_on in (date(2026, 12, 31), date(2027, 1, 1))
