"""Surveys, votes, fees, tasks, reports and meetings through their pages on a clock that ticks."""

from datetime import datetime

from sqlmodel import col, select

import db
from dashboard import clock, jobs
from dashboard.queries import fees
from dashboard.schema.duties import ReportingDuty
from dashboard.schema.meetings import AgendaItem, Meeting, Stage, Task
from dashboard.schema.money import Fee
from dashboard.schema.surveys import Survey
from dashboard.schema.votes import Ballot, Elector, Vote
from tests.pages.test_hazards import choose
from tests.pages.ticking import TWO_DAYS, Open, latest, pages_open, press, some_day
from tests.sites import OFFICE

__all__ = ["pages_open", "some_day"]
pytestmark = TWO_DAYS


def row(table: type, *where: object, last: bool = True):
    """The last row of which that is true, or the first."""
    order = col(table.id).desc() if last else col(table.id)
    with db.reading() as session:
        found = session.exec(select(table).where(*where).order_by(order)).first()
        assert found is not None
        session.expunge(found)
        return found


def test_a_survey_is_opened_and_closed(pages_open: Open, some_day: datetime) -> None:
    test = pages_open("office", "work/surveys.py")
    test.session_state["do"] = "create"
    press(test.run(), "survey.save")
    survey = latest(Survey)
    assert survey.opened_on == clock.today()
    press(pages_open("office", "work/surveys.py", survey=str(survey.id)), f"survey.close.{survey.id}.save")
    assert latest(Survey).closed_on == clock.today()


def test_a_vote_is_opened_and_a_ballot_entered(pages_open: Open, some_day: datetime) -> None:
    test = pages_open("committee-1", "meetings/votes.py", do="open")
    test.text_input(key="vote.0.question").set_value("是否同意更换楼道灯？").run()
    for field, value in {"electorate": "owners", "matter.owners": "ordinary", "scope": "courtyard"}.items():
        choose(test, f"vote.0.{field}", value)
    test.date_input(key="vote.0.notice").set_value(clock.today()).run()
    press(test, "save.vote")
    vote = latest(Vote)
    assert vote.opened_on == clock.today()
    elector = row(Elector, Elector.vote_id == vote.id, last=False)
    test = pages_open("committee-1", "meetings/votes.py", vote=str(vote.id))
    for field, value in {"1.1.electors": [elector.id], "said": "yes", "channel": "room"}.items():
        choose(test, f"cast.{vote.id}.0.{field}", value)
    press(test, f"cast.{vote.id}.save")
    assert latest(Ballot).vote_id == vote.id


def test_a_fee_is_paid(pages_open: Open, some_day: datetime) -> None:
    test = pages_open("office", "work/money.py", no="2")
    first = row(Fee, Fee.courtyard_id == 2).due_on.replace(day=1)
    with db.reading() as session:
        bills = fees.month(session, by=OFFICE, courtyard_id=2, first=first).rows
    bill = next(one for one in bills if one.is_open and one.stairwell == 1)
    test = pages_open("office", "work/money.py", no="2", month=f"{first:%Y-%m}")
    press(test, f"fee.2.{first:%Y-%m}.{bill.key}.save")
    assert row(Fee, Fee.paid_on.is_not(None), Fee.paid_on >= clock.today()).paid_on == clock.today()


def test_a_task_is_put_off_and_done(pages_open: Open, some_day: datetime) -> None:
    test = pages_open("office", "meetings/follow_up.py")
    open_tasks = Task.done_on.is_(None), Task.dropped_on.is_(None)
    task = row(Task, *open_tasks)
    test.button(key=f"choose.postpone.task.{task.id}").click().run()
    test.text_input(key=f"postpone.task.{task.id}.0.reason").input("等材料").run()
    press(test, f"postpone.task.{task.id}.save")
    assert row(Task, Task.id == task.id).due_on > clock.today()
    test.button(key=f"choose.done.task.{task.id}").click().run()
    press(test, f"done.task.{task.id}.save")
    assert row(Task, Task.id == task.id).done_on == clock.today()


def test_a_report_is_completed_and_approved(pages_open: Open, some_day: datetime) -> None:
    pages_open("committee-3", "work/todo.py")
    with db.writing() as session:
        jobs.roll(session)  # as the server does at its start and once a day
    test = pages_open("committee-3", "work/todo.py")
    # Where nothing was entered the button says so.
    answers = ("duty.complete.", "duty.nothing.")
    key = next(str(one.key) for one in test.button if str(one.key).startswith(answers))
    press(test, key)
    duty = int(key.split(".")[2])
    assert row(ReportingDuty, ReportingDuty.id == duty).completed_on == clock.today()
    press(pages_open("office", "work/todo.py"), f"duty.approve.{duty}.save")
    assert row(ReportingDuty, ReportingDuty.id == duty).approved_on == clock.today()


def test_a_called_meeting_is_opened_run_and_closed(pages_open: Open, some_day: datetime) -> None:
    meeting = row(Meeting, Meeting.stage == Stage.CALLED, Meeting.courtyard_id.is_(None))
    test = pages_open("office", "meetings/agenda.py", meeting=str(meeting.id))
    test.checkbox[0].check().run()
    press(test, f"save.open.{meeting.id}")
    item = row(AgendaItem, AgendaItem.meeting_id == meeting.id, AgendaItem.position == 1)
    test.button_group(key=f"note.{item.id}.0.outcome").select("noted").run()
    test.text_area(key=f"note.{item.id}.0.said").input("大家都知道了").run()
    press(press(test, f"note.{item.id}.save"), f"save.close.{meeting.id}")
    assert row(Meeting, Meeting.id == meeting.id).stage is Stage.HELD
