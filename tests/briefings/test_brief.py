"""The monthly brief: one page, totals alone, every number as the records have it."""

import re
from dataclasses import asdict
from datetime import date, timedelta
from io import BytesIO

import pymupdf
import pytest
from PIL import Image
from sqlalchemy import text

from dashboard.briefings import brief, sheet
from dashboard.clock import at
from dashboard.i18n import speaking
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.sentences import figure
from dashboard.queries import month, overview
from dashboard.schema.duties import DutyKind, ReportingDuty
from tests import office
from tests.actions import loop

NOW = at(date(2026, 10, 31), 9)
DAY = date(2026, 9, 30)
COUNTED = {
    "received": "select count(*) from request where accepted_on between :first and :last",
    "closed": "select count(*) from closing where closed_on between :first and :last"
    " and (reopened_on is null or reopened_on > :last)",
    "found": "select count(*) from hazard where found_on between :first and :last",
    "fixed": "select count(*) from hazard where fixed_on between :first and :last",
    "meetings": "select count(*) from meeting where stage = 'held' and held_on between :first and :last",
    "activities": "select count(*) from activity where held_on between :first and :last",
    "works": "select count(*) from renovation_item where done_on between :first and :last",
}


def page(made: sheet.Sheet) -> pymupdf.Document:
    return pymupdf.open("pdf", made.pdf())


@pytest.fixture(params=["zh", "en"])
def speech(request):
    with speaking(request.param):
        yield request.param


def test_the_counts_of_a_month_are_those_of_the_tables(demo_session):
    for first in (date(2026, 9, 1), date(2026, 6, 1), date(2025, 2, 1)):
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        told = month.happened(demo_session, first=first, last=last)
        for name, asked in COUNTED.items():
            counted = demo_session.execute(text(asked), {"first": first, "last": last}).scalar_one()
            assert getattr(told, name) == counted
        assert told.received
        assert told.activities


def test_a_day_belongs_to_the_month_up_to_its_last(session, hamlet):
    loop.register(session, hamlet, at(date(2026, 9, 30), 22))
    loop.register(session, hamlet, at(date(2026, 10, 1), 1))
    for first, last in ((date(2026, 9, 1), DAY), (date(2026, 10, 1), date(2026, 10, 31))):
        assert month.happened(session, first=first, last=last).received == 1


def test_it_is_one_page_of_a4_with_every_outcome(demo_session, speech):
    told = brief.read(demo_session, day=DAY, now=NOW)
    made = page(brief.sheet(told))
    assert [(round(one.rect.width), round(one.rect.height)) for one in made] == [(596, 842)]
    words = office.text(made)
    with speaking(speech):
        for one in told.seen.outcomes:
            assert figure(one).replace(" ", "") in words
    assert str(told.seen.matters.open) in words
    assert str(told.happened.received) in words


def test_nobody_and_no_courtyard_is_on_it(demo_session, speech):
    words = office.text(page(brief.sheet(brief.read(demo_session, day=DAY, now=NOW))))
    asked = (
        "select name from person union select name_zh from courtyard union select name_en from courtyard"
        " union select name_zh from organisation union select name_en from organisation"
        " union select title from task union select number from thread"
    )
    secret = [one for (one,) in demo_session.execute(text(asked)) if one and len(one) > 1]
    assert len(secret) > 100
    assert [one for one in secret if "".join(one.split()) in words] == []


def test_a_month_that_is_over_is_told_as_of_its_end(demo_session):
    told = brief.read(demo_session, day=DAY, now=NOW)
    assert told.seen.matters == overview.matters(demo_session, day=DAY)
    assert told.seen.matters.day == DAY
    running = brief.read(demo_session, day=date(2026, 11, 30), now=at(date(2026, 11, 3), 9))
    assert running.seen.matters.day == date(2026, 11, 3)


def test_nothing_is_drawn_beyond_the_margins(demo_session, speech):
    with speaking(speech):
        made = brief.sheet(brief.read(demo_session, day=DAY, now=NOW))
    (drawn,) = page(made)
    spans = [
        span
        for block in drawn.get_text("dict")["blocks"]
        for line in block["lines"]
        for span in line["spans"]
    ]
    assert len(spans) > 60
    left, right = sheet.MARGIN * sheet.POINTS, (sheet.WIDTH - sheet.MARGIN) * sheet.POINTS
    for span in spans:
        assert span["bbox"][0] >= left - 1
        assert span["bbox"][2] <= right + 1
        assert span["bbox"][3] <= drawn.rect.height - 20
    assert overlapping(spans) == []


def overlapping(spans):
    """Pairs of texts that lie over each other."""
    boxes = [(pymupdf.Rect(one["bbox"]), one["text"]) for one in spans if one["text"].strip()]
    found = []
    for place, (box, words) in enumerate(boxes):
        for other, more in boxes[place + 1 :]:
            shared = box & other
            if (
                not shared.is_empty
                and shared.width > 1
                and shared.height > 0.45 * min(box.height, other.height)
            ):
                found.append((words, more))
    return found


def test_the_picture_is_sharp_on_a_phone(demo_session):
    made = Image.open(BytesIO(brief.sheet(brief.read(demo_session, day=DAY, now=NOW)).png()))
    assert made.size == (2 * sheet.WIDTH, 2 * sheet.HEIGHT)
    assert len(made.convert("RGB").getcolors(1 << 20)) > 20


def test_a_site_on_its_first_day_has_a_brief_too(session, hamlet, speech):
    told = brief.read(session, day=DAY, now=NOW)
    with speaking(speech):
        words = office.text(page(brief.sheet(told)))
    assert re.search("没有|目前|Nothing", words)


def test_what_nobody_has_reported_is_no_nought(session, hamlet, speech):
    told = brief.read(session, day=DAY, now=NOW)
    assert set(asdict(told.happened).values()) == {None}
    with speaking(speech):
        words = office.text(page(brief.sheet(told)))
    assert re.search("没有人上报|nobodyhasreported", "".join(words.split()))
    courtyard, due = hamlet.courtyards[0], date(DAY.year, DAY.month, 28)
    report = {"courtyard_id": courtyard, "month": DAY.isoformat()[:7], "due_on": due, "entered_on": due}
    session.add(ReportingDuty(kind=DutyKind.REQUESTS, **report))
    session.flush()
    happened = brief.read(session, day=DAY, now=NOW).happened
    assert (happened.received, happened.closed, happened.found, happened.works) == (0, 0, None, None)


@pytest.mark.parametrize("size", [10.5, 16])
@pytest.mark.parametrize(
    "words",
    [
        "截至2026年9月30日，未办结诉求41件，其中逾期10件。" * 5,
        "On 30 Sep 2026 41 requests were open, 10 of them past their date. " * 5,
        "议" * 200,
    ],
)
def test_lines_fit_and_nothing_is_lost(words, size):
    lines = sheet.broken(words, 300, size)
    assert len(lines) > 3
    assert all(sheet.wide(line, size) <= 300 for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert not [line for line in lines if line[0] in sheet.NOT_FIRST]


def test_what_is_too_long_is_cut_with_dots():
    assert sheet.cut("协议", 100, 14) == "协议"
    short = sheet.cut("与上一雨季的差异可能出于偶然", 100, 14)
    assert short.endswith("…")
    assert sheet.wide(short, 14) <= 100


def test_every_outcome_has_a_course(demo_session):
    told = brief.read(demo_session, day=DAY, now=NOW)
    assert set(told.courses) == {one.key for one in told.seen.outcomes}
    for key, course in told.courses.items():
        assert len(course) == brief.COURSE
        assert {CATALOGUE[one.key].key for one in course} == {key}
        assert course[-1].period == next(one.period for one in told.seen.outcomes if one.key == key)
