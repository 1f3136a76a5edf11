"""/pack/{id} and /handout/{id}: a meeting on paper, for those who follow the meetings."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from dashboard.briefings import compose
from dashboard.schema.meetings import AgendaItem, Frozen, Meeting, MeetingKind, Stage
from dashboard.schema.places import Courtyard, Site
from dashboard.schema.votes import Electorate, Matter, Vote
from tests.door.visitor import sign_in
from tests.setting_up import setting_up
from tests.sites import SINCE

PAPERS = ("pack", "handout")
AT = datetime(2026, 8, 16, 6, 30, tzinfo=UTC)


@pytest.fixture
def meeting(client) -> int:
    """A meeting that is called, with one matter."""
    with setting_up() as session:
        site_id = session.exec(select(Site.id)).one()
        one = Meeting(
            site_id=site_id, kind=MeetingKind.JOINT, title="三方<联席会>", held_on=SINCE, stage=Stage.CALLED
        )
        session.add(one)
        session.flush()
        session.add(AgendaItem(meeting_id=one.id, position=1, title="充电棚<选址>", presenter="居委会"))
        return int(one.id or 0)


def opened(meeting_id: int) -> None:
    """Freeze the meeting's numbers."""
    with setting_up() as session:
        session.get_one(Meeting, meeting_id).stage = Stage.OPEN
        body = compose.body(session, meeting_id, AT)
        values = {"meeting_id": meeting_id, "at": AT, "seq": 7, "revision": 5, "head": "ab" * 32}
        session.add(Frozen(**values, body=body))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("persona", ["office", "committee-1", "property", "leader"])
def test_who_follows_the_meetings_gets_the_papers(client, meeting, paper, persona):
    sign_in(client, persona)
    answer = client.get(f"/{paper}/{meeting}?lang=zh")
    assert answer.status_code == 200
    assert "三方&lt;联席会&gt;" in answer.text
    assert "充电棚&lt;选址&gt;" in answer.text
    assert "草稿：数字在会议开始时冻结。" in answer.text


@pytest.mark.parametrize("paper", PAPERS)
def test_nobody_else_does(client, meeting, paper):
    assert client.get(f"/{paper}/{meeting}").status_code == 401
    sign_in(client, "guest")
    answer = client.get(f"/{paper}/{meeting}?lang=zh")
    assert answer.status_code == 403
    assert "充电棚" not in answer.text
    assert "会议材料只供能查看会议的人使用。" in answer.text


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("asked", ["999", "x", "0", "1" * 20])
def test_there_are_no_papers_of_no_meeting(client, meeting, paper, asked):
    sign_in(client, "office")
    assert client.get(f"/{paper}/{asked}").status_code == 404


@pytest.mark.parametrize("paper", PAPERS)
def test_once_open_it_is_told_what_was_frozen(client, meeting, paper):
    opened(meeting)
    with setting_up() as session:
        session.exec(select(AgendaItem)).one().title = "另一个题目"
    sign_in(client, "office")
    told = client.get(f"/{paper}/{meeting}?lang=zh").text
    assert "数字于2026年8月16日 14:30冻结，数据版本5。" in told
    assert "草稿" not in told
    if paper == "handout":
        assert "充电棚&lt;选址&gt;" in told
        assert "另一个题目" not in told


def test_a_meeting_without_frozen_numbers_says_so(client, meeting):
    with setting_up() as session:
        session.get_one(Meeting, meeting).stage = Stage.HELD
    sign_in(client, "office")
    for paper in PAPERS:
        assert "没有冻结数字" in client.get(f"/{paper}/{meeting}?lang=zh").text


def test_a_matter_that_is_voted_on_stands_with_its_rule(client, meeting):
    with setting_up() as session:
        vote = Vote(
            agenda_item_id=session.exec(select(AgendaItem.id)).one(),
            courtyard_id=session.exec(select(Courtyard.id)).first(),
            electorate=Electorate.OWNERS,
            matter=Matter.SPECIAL,
            question="是否同意改建车棚？",
            notice_on=SINCE,
            opened_on=SINCE,
        )
        session.add(vote)
    sign_in(client, "office")
    told = client.get(f"/pack/{meeting}?lang=en").text
    assert "是否同意改建车棚？" in told
    assert "at least three quarters of both agree" in told
    assert "Decided by those at the table" not in told


@pytest.mark.parametrize(("paper", "zh", "en"), [("pack", "签字", "Signature"), ("handout", "笔记", "Notes")])
def test_it_comes_in_both_languages(client, meeting, paper, zh, en):
    sign_in(client, "office")
    assert zh in client.get(f"/{paper}/{meeting}?lang=zh").text
    assert en in client.get(f"/{paper}/{meeting}?lang=en").text
