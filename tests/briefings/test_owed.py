"""The slide of what is still owed: every matter past its day is one dot, beside the body that holds it."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from dashboard.briefings import compose, facts, owed, slides
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


def rows_of(met: Session, asked: str, day: date) -> list[Any]:
    return list(met.execute(text(asked), {"day": day.isoformat()}))


def made(met: Session, meeting: int) -> Slide:
    (slide,) = owed.owed(facts.read(met, meeting_id=meeting))
    return slide


def test_every_matter_past_its_day_is_one_dot_at_its_days(
    met: Session, ahead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = met.get_one(Meeting, ahead).held_on
    dues = [row[0] for asked in LATE.values() for row in rows_of(met, asked, day)]
    shown = [
        row[0] for noun, asked in LATE.items() if noun != "mediation" for row in rows_of(met, asked, day)
    ]
    ages = Counter((day - date.fromisoformat(due)).days for due in shown)
    assert len(dues) > ages.total() > 15
    monkeypatch.setattr(owed, "LINES", 99)
    slide = made(met, ahead)
    assert Counter(days for one in slide.waiting for days in one.days) == ages
    agreements = len(dues) - ages.total()
    assert slide.sentence.en.startswith(
        f"{len(dues)} matters are past their day."
        f" {agreements} of them are mediation agreements and not drawn."
    )
    assert slide.sentence.zh.startswith(
        f"{len(dues)}件事项已逾期。其中{agreements}件是调解协议，不逐件列出。"
    )


def test_who_holds_most_comes_first_and_the_lines_tell_what_the_dots_do(met: Session, ahead: int) -> None:
    slide = made(met, ahead)
    counts = [len(one.days) for one in slide.waiting]
    assert counts == sorted(counts, reverse=True)
    assert len({one.name for one in slide.waiting}) == len(slide.waiting)
    for row, one in zip(slide.rows, slide.waiting, strict=True):
        assert row.cells[0] == one.name
        assert [row.cells[1].en, row.cells[2].en.split()[0]] == [str(len(one.days)), str(max(one.days))]
        assert one.words.zh == f"最久逾期{max(one.days)}天"


def test_a_site_that_owes_nothing_has_no_such_slide(met: Session, ahead: int) -> None:
    read = facts.read(met, meeting_id=ahead)
    undated = [one for one in read.past_due if one.due_on is None]
    assert undated
    for left in ([], undated):
        assert not list(owed.owed(replace(read, past_due=left)))
    assert not list(owed.owed(replace(read, site=None)))


def test_it_stands_behind_what_needs_attention(met: Session, held: int) -> None:
    keys = [one.key for one in compose.briefing(met, meeting_id=held, at=at(date(2026, 10, 31))).slides]
    assert keys.index("owed") == keys.index("attention") + 1


def test_the_legend_names_only_what_is_drawn(met: Session, ahead: int) -> None:
    with speaking("en"):
        drawn = waiting(made(met, ahead).waiting)
    assert "past their day" in drawn
    assert "not yet due" not in drawn


def test_a_person_and_nobody_are_told_without_a_name(met: Session, ahead: int) -> None:
    read = facts.read(met, meeting_id=ahead)
    one, other = [one for one in read.past_due if one.due_on and one.noun != "mediation"][:2]
    nobody = replace(one, holder=("", ""))
    person = replace(other, holder=("", ""), is_persons=True)
    (slide,) = owed.owed(replace(read, past_due=[nobody, person]))
    assert {line.name.en for line in slide.waiting} == {"nobody", "a person in office"}
    assert slide.sentence.en == "2 matters are past their day."


def test_what_needs_attention_counts_the_same_matters(met: Session, held: int, ahead: int) -> None:
    for meeting in (held, ahead):
        read = facts.read(met, meeting_id=meeting)
        (before,) = slides.attention(read)
        count = sum(one.due_on is not None for one in read.past_due)
        told = [row for row in before.rows if row.cells[0].en.endswith("past their day")]
        assert sum(int(row.cells[1].en) for row in told) == count
        assert before.sentence.en.startswith(f"{count} matters are overdue;")
        assert made(met, meeting).sentence.en.startswith(f"{count} matters are past their day.")
