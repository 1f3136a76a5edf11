"""/notice/{id}: a meeting's notice to print, for those who follow the meetings."""

import pytest
from sqlmodel import select

from dashboard.schema.meetings import AgendaItem, Meeting, MeetingKind, Stage
from dashboard.schema.places import Site
from tests.door.visitor import sign_in
from tests.setting_up import setting_up
from tests.sites import SINCE


@pytest.fixture
def meeting(client) -> int:
    """A meeting that is called, with one matter."""
    with setting_up() as session:
        site_id = session.exec(select(Site.id)).one()
        one = Meeting(
            site_id=site_id,
            kind=MeetingKind.JOINT,
            title="三方<联席会>",
            held_on=SINCE,
            begins_at="14:30",
            stage=Stage.CALLED,
        )
        session.add(one)
        session.flush()
        session.add(AgendaItem(meeting_id=one.id, position=1, title="充电棚选址"))
        return int(one.id or 0)


def test_the_notice_tells_when_where_and_what_about(client, meeting):
    sign_in(client, "property")
    answer = client.get(f"/notice/{meeting}?lang=zh")
    assert answer.status_code == 200
    assert "三方&lt;联席会&gt;" in answer.text
    assert "充电棚选址" in answer.text
    assert f"{SINCE.year}年{SINCE.month}月{SINCE.day}日 14:30" in answer.text


@pytest.mark.parametrize("asked", ["999", "x", "0", "1" * 20])
def test_there_is_no_notice_of_no_meeting(client, meeting, asked):
    sign_in(client, "office")
    assert client.get(f"/notice/{asked}").status_code == 404


def test_a_guest_gets_none(client, meeting):
    sign_in(client, "guest")
    assert client.get(f"/notice/{meeting}").status_code == 403
