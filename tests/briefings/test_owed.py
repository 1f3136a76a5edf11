"""The slide of what is still owed: every matter past its day is one dot, beside the body that holds it."""

from collections import Counter
from dataclasses import replace
from datetime import date

from sqlalchemy import text
from sqlmodel import Session

from dashboard.briefings import compose, facts, owed
from dashboard.briefings.deck_pictures import waiting
from dashboard.briefings.model import Slide
from dashboard.clock import at
from dashboard.i18n import speaking
from dashboard.schema.meetings import Meeting

LATE = {
    "hazard": "select due_on from hazard where found_on <= :day and due_on < :day and fixed_on is null",
    "disclosure": "select due_on from disclosure where due_on < :day and published_on is null",
    "mediation": "select due_on from mediation where due_on < :day and performed_on is null",
    "renovation": (
        "select planned_until from renovation_item"
        " where agreed_on <= :day and planned_until < :day and done_on is null"
    ),
    "pledge": "select due_on from pledge where made_on <= :day and due_on < :day and delivered_on is null",
    "task": "select due_on from task where due_on < :day and done_on is null and dropped_on is null",
    "resolution": (
        "select due_on from resolution r where due_on < :day and done_on is null and not exists"
        " (select 1 from task t where t.resolution_id = r.id and t.dropped_on is null)"
    ),
    "request": (
        "select coalesce(promised_on, limit_on) from request where status in ('accepted', 'in_hand')"
        " and (promised_on < :day or (promised_on is null and first_contact_at is null and limit_on < :day))"
    ),
}
"""By the rows as they stand: the day of the meeting is not yet over."""


def made(met: Session, meeting: int) -> Slide:
    (slide,) = owed.owed(facts.read(met, meeting_id=meeting))
    return slide


def test_every_matter_past_its_day_is_one_dot_at_its_days(met: Session, ahead: int) -> None:
    day = met.get_one(Meeting, ahead).held_on
    dues = [row[0] for asked in LATE.values() for row in met.execute(text(asked), {"day": day.isoformat()})]
    ages = Counter((day - date.fromisoformat(due)).days for due in dues)
    assert ages.total() > 20
    found = facts.read(met, meeting_id=ahead)
    everybody = owed._by_holder([one for one in found.site.past_due if one.due_on])
    assert Counter(days for one in everybody for days in one.days) == ages
    slide = made(met, ahead)
    assert slide.sentence.en.startswith(f"{ages.total()} matters are past their day.")
    assert slide.sentence.zh.startswith(f"{ages.total()}件事项已逾期。")
    assert len(slide.waiting) + slide.more == len(everybody)


def test_who_holds_most_comes_first_and_the_lines_tell_what_the_dots_do(met: Session, ahead: int) -> None:
    slide = made(met, ahead)
    counts = [len(one.days) for one in slide.waiting]
    assert counts == sorted(counts, reverse=True)
    assert len({one.name for one in slide.waiting}) == len(slide.waiting)
    for row, one in zip(slide.rows, slide.waiting, strict=True):
        assert row.cells[0] == one.name
        assert [row.cells[1].en, row.cells[2].en.split()[0]] == [str(len(one.days)), str(max(one.days))]
        assert one.words.zh == f"最久{max(one.days)}天"


def test_a_site_that_owes_nothing_has_no_such_slide(met: Session, ahead: int) -> None:
    read = facts.read(met, meeting_id=ahead)
    undated = [one for one in read.site.past_due if one.due_on is None]
    assert undated
    for left in ([], undated):
        assert not list(owed.owed(replace(read, site=replace(read.site, past_due=left))))
    assert not list(owed.owed(replace(read, site=None)))


def test_it_stands_behind_what_needs_attention(met: Session, held: int) -> None:
    keys = [one.key for one in compose.briefing(met, meeting_id=held, at=at(date(2026, 10, 31))).slides]
    assert keys.index("owed") == keys.index("attention") + 1


def test_the_legend_names_only_what_is_drawn(met: Session, ahead: int) -> None:
    with speaking("en"):
        drawn = waiting(made(met, ahead).waiting)
    assert "past their day" in drawn
    assert "not yet due" not in drawn
