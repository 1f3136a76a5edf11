"""The slide of renovation: what is late, at work, done since last time, each on one calendar."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from dashboard.briefings import deck_pictures, facts, works
from dashboard.briefings.model import Both, Slide, Work
from dashboard.i18n import speaking
from dashboard.queries import renovation_facts
from dashboard.schema.meetings import Meeting
from tests.actions.test_renovation import NOW, TODAY, agree, finished, say

DAY = timedelta(days=1)


def test_what_is_late_comes_first_then_what_goes_on_what_was_done_and_what_is_not_begun(session, hamlet):
    titles = {"planned_until": TODAY + 40 * DAY}
    agree(session, hamlet, title_zh="未开工", **titles)
    running = agree(session, hamlet, title_zh="施工中", **titles)
    say(session, running, started_on=TODAY - 9 * DAY)
    finished(session, hamlet, title_zh="已完工", **titles)
    agree(session, hamlet, title_zh="已逾期")
    finished(session, hamlet, title_zh="早已完工", done_on=date(2026, 5, 20))
    rows = renovation_facts.in_course(session, since=date(2026, 6, 1), day=TODAY)
    assert [row["title_zh"] for row in rows] == ["已逾期", "施工中", "已完工", "未开工"]


def test_what_came_later_was_not_known_on_the_day(session, hamlet):
    item = finished(session, hamlet)
    say(session, item, accepted_on=date(2026, 9, 3))
    told = [
        renovation_facts.in_course(session, since=None, day=day)[0]
        for day in (date(2026, 8, 29), date(2026, 9, 2), date(2026, 9, 3))
    ]
    assert [(row["done_on"], row["accepted_on"]) for row in told] == [
        (None, None),
        (date(2026, 8, 30), None),
        (date(2026, 8, 30), date(2026, 9, 3)),
    ]
    assert NOW.date() == TODAY


def made(met: Session, meeting: int) -> Slide:
    [slide] = works.renovation(facts.read(met, meeting_id=meeting))
    return slide


def test_the_slide_tells_every_line_in_a_table_too_and_counts_the_others(met: Session, held: int) -> None:
    day = met.get_one(Meeting, held).held_on
    slide = made(met, held)
    assert (len(slide.works), slide.day, slide.is_drawn) == (works.LINES, day, True)
    assert [row.cells[0] for row in slide.rows] == [work.name for work in slide.works]
    assert len(slide.heads) == len(slide.rows[0].cells)
    asked = (
        "select count(*) from renovation_item where renovation_class = 'basic' and agreed_on <= :day"
        " and (done_on is null or done_on > :day)"
    )
    open_then = met.execute(text(asked), {"day": day.isoformat()}).scalar_one()
    done_since = slide.more + len(slide.works) - open_then
    assert done_since == int(re.search(r"其中上次会议以来(\d+)项", slide.sentence.zh)[1])
    for work in slide.works:
        assert work.done is None or work.done <= day


def work(**given) -> Work:
    values = {"begun": date(2026, 8, 1), "planned": date(2026, 9, 30), "done": None, "accepted": None}
    return Work(name=Both("1号院：修屋顶", "Roof"), mark="dated", words=Both("在建", "on"), **values | given)


@pytest.mark.parametrize(
    ("given", "bar", "ring"),
    [
        ({}, ("0.00%", "31.00%"), None),
        ({"done": date(2026, 8, 21), "accepted": date(2026, 9, 10)}, ("0.00%", "20.00%"), "40.00%"),
        ({"begun": None}, None, None),
    ],
)
def test_a_bar_runs_from_the_first_day_to_the_last_or_to_today(given, bar, ring):
    """By hand: 100 days from 1 August to 9 November, today is the 32nd of them."""
    scale = work(planned=date(2026, 11, 9))
    with speaking("zh"):
        html = deck_pictures.works([scale, work(**given)], date(2026, 9, 1))
    line = html.split("yl-is-dated")[-1]
    drawn = re.search(r'yl-built" style="left:([\d.]+%);right:calc\(100% - ([\d.]+%)\)', line)
    assert (drawn.groups() if drawn else None) == bar
    accepted = re.search(r'yl-then" style="left:([\d.]+%)', line)
    assert (accepted[1] if accepted else None) == ring
    assert 'yl-tick" style="left:60.00%"' in line
    assert 'yl-today" style="left:31.00%"' in line
    assert "2026年8月" in html
    assert "2026年11月" in html
