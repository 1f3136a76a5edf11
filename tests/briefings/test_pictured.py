"""The slides that are a picture: what is open in each courtyard, the shares of a year beside those before."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import Session

from dashboard.briefings import compose, facts, pictured
from dashboard.briefings.model import Slide, SlideKind, from_json
from dashboard.clock import at
from dashboard.i18n import speaking
from dashboard.indicators.scores import Compared
from dashboard.schema.meetings import Meeting
from tests import lookups


def made(met: Session, meeting: int) -> dict[str, Slide]:
    read = facts.read(met, meeting_id=meeting)
    return {one.key: one for slides in (pictured.courtyards, pictured.changes) for one in slides(read)}


def test_the_plan_holds_every_open_request_once(met: Session, ahead: int) -> None:
    day = met.get_one(Meeting, ahead).held_on
    slide = made(met, ahead)["courtyards"]
    asked = (
        "select promised_on, first_contact_at, limit_on from request where status in ('accepted', 'in_hand')"
    )
    open_now = met.execute(text(asked)).all()
    assert len(open_now) > 20
    dues = [one.promised_on or (None if one.first_contact_at else one.limit_on) for one in open_now]
    late = [due for due in dues if due and date.fromisoformat(due) < day]
    told = [(one.overdue, one.dated, one.undated) for one in slide.plots]
    assert sum(map(sum, told)) == len(open_now)
    assert sum(one[0] for one in told) == len(late)
    assert [[int(cell.zh) for cell in row.cells[1:]] for row in slide.rows] == [
        [sum(one), *one] for one in told
    ]
    assert [one.no for one in slide.plots] == list(range(1, 11))
    assert slide.sentence.zh.startswith(f"{len(open_now)}件诉求未办结，其中{len(late)}件已逾期。")
    assert slide.sentence.en.startswith(
        f"{len(open_now)} requests are open, {len(late)} of them past their day."
    )


def test_where_no_outline_was_drawn_the_counts_stand_in_lines(met: Session, ahead: int) -> None:
    met.execute(text("update courtyard set outline = 'null' where no = 4"))
    slide = made(met, ahead)["courtyards"]
    assert (len(slide.rows), len(slide.plots)) == (10, 9)
    met.execute(text("update courtyard set outline = 'null'"))
    slide = made(met, ahead)["courtyards"]
    assert (len(slide.rows), len(slide.plots)) == (10, 0)


def test_no_courtyard_is_named_where_several_have_most(met: Session, ahead: int) -> None:
    read = facts.read(met, meeting_id=ahead)
    for late, is_named in (([3, 1], True), ([3, 3], False), ([1, 0], False)):
        plan = [row | {"overdue": n} for row, n in zip(read.plan, [*late, *[0] * 8], strict=True)]
        (slide,) = pictured.courtyards(replace(read, plan=plan))
        assert ("最多的是1号院：3件" in slide.sentence.zh) == is_named
        assert ("最多" in slide.sentence.zh) == is_named


def test_a_year_is_counted_beside_the_year_before(met: Session, ahead: int) -> None:
    """Solved by the last call-back of a closing, counted from the table by hand."""
    slide = made(met, ahead)["changes"]
    shares = []
    for first, last in (("2024-10-01", "2025-09-30"), ("2025-10-01", "2026-09-30")):
        solved, told = met.execute(
            text(
                "select sum(outcome = 'solved'), count(*) from call_back"
                " where last and outcome != 'unreached' and called_on between :first and :last"
            ),
            {"first": first, "last": last},
        ).one()
        shares.append(solved / told)
    (pair,) = [one for one in slide.pairs if one.name.en == "Solved rate"]
    assert [pair.before, pair.now] == pytest.approx(shares)
    assert pair.figures.en == " → ".join(f"{100 * one:.0f}%" for one in shares)
    assert (pair.mark, pair.target) == (Compared.CLEARLY_BETTER.value, 0.85)
    better = sum(one.mark == Compared.CLEARLY_BETTER.value for one in slide.pairs)
    assert (
        slide.sentence.en
        == f"{better} of {len(slide.pairs)} shares are clearly better than a year ago, 0 clearly worse."
    )
    assert [str(row.cells[-1])[2:] for row in slide.rows] == [str(one.words) for one in slide.pairs]


def test_a_frozen_meeting_holds_them_and_what_is_corrected_later_is_named(met: Session, ahead: int) -> None:
    now = at(lookups.day(lookups.answer(met, "select held_on from meeting where id = :id", id=ahead)), 9)
    briefing = from_json(compose.body(met, ahead, now))
    for slide in briefing.of(SlideKind.CHANGES):
        for row in slide.rows:
            assert row.score is not None
            with speaking("en"):
                assert row.cells[0].en
            assert briefing.scores[row.score].period.startswith("R")
    assert len(set(briefing.scores)) == len(briefing.scores)


def test_a_courtyards_own_meeting_has_neither(met: Session) -> None:
    own = lookups.answer(met, "select max(id) from meeting where kind = 'courtyard'")
    assert made(met, own) == {}
