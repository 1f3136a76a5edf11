"""The slides that are a picture: what is open in each courtyard, the shares of a year beside those before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from dashboard.briefings import compose, facts, numbers, pictured
from dashboard.briefings.model import Slide, SlideKind, from_json
from dashboard.clock import at
from dashboard.i18n import speaking
from dashboard.indicators.periods import shift
from dashboard.indicators.scores import Compared
from dashboard.schema.meetings import Meeting
from tests import lookups

SLIDES = (pictured.courtyards, pictured.changes, pictured.safety, numbers.reports)


def made(met: Session, meeting: int) -> dict[str, Slide]:
    read = facts.read(met, meeting_id=meeting)
    return {one.key: one for slides in SLIDES for one in slides(read)}


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
        plan = [row | {"overdue": n} for row, n in zip(read.site.plan, [*late, *[0] * 8], strict=True)]
        (slide,) = pictured.courtyards(replace(read, site=replace(read.site, plan=plan)))
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


def test_every_open_hazard_is_told_by_its_age(met: Session, ahead: int) -> None:
    day = met.get_one(Meeting, ahead).held_on
    rows = met.execute(text("select kind, found_on, due_on from hazard where fixed_on is null")).all()
    assert len(rows) > 3
    slide = made(met, ahead)["safety"]
    told = [list(zip(one.days, one.overdue, strict=True)) for one in slide.waiting]
    ages = {kind: [] for kind in {one.kind for one in rows}}
    for one in rows:
        age = (day - date.fromisoformat(one.found_on)).days
        ages[one.kind].append((age, date.fromisoformat(one.due_on) < day))
    assert sorted(map(sorted, told)) == sorted(map(sorted, ages.values()))
    late = sum(is_late for kind in ages.values() for _age, is_late in kind)
    last = lookups.day(lookups.answer(met, "select max(happened_on) from incident where kind = 'burglary'"))
    assert slide.sentence.en == (
        f"{len(rows)} hazards are open; {late} of them are past their day."
        f" The last burglary was {(day - last).days} days ago."
    )
    assert slide.sentence.zh.endswith(f"距上次入室盗窃{(day - last).days}天。")
    for row, one in zip(slide.rows, slide.waiting, strict=True):
        assert [cell.en for cell in row.cells[1:3]] == [str(len(one.days)), str(sum(one.overdue))]
        assert row.cells[3].en.split()[0] == str(max(one.days))


def test_where_nothing_is_open_and_nothing_happened_that_is_said(met: Session, ahead: int) -> None:
    read = facts.read(met, meeting_id=ahead)
    (slide,) = pictured.safety(replace(read, site=replace(read.site, hazards=[], last_burglary=None)))
    assert (slide.rows, slide.waiting) == ((), ())
    assert slide.sentence.en == "No hazard is open. No burglary is on record."


def test_reports_are_counted_month_by_month(met: Session, ahead: int) -> None:
    asked = "select id from reporting_duty where kind = 'requests' and month = '2026-08' order by id limit 1"
    met.execute(
        text(
            "update reporting_duty set entered_on = null, completed_on = null, approved_on = null"
            " where id = :id"
        ),
        {"id": lookups.answer(met, asked)},
    )
    came, due, on_time = met.execute(
        text(
            "select count(entered_on), count(*), sum(entered_on <= due_on) from reporting_duty"
            " where kind = 'requests' and month = '2026-08'"
        )
    ).one()
    assert came < due
    slide = made(met, ahead)["reports"]
    place = [head.en for head in slide.heads].index("Aug 2026")
    (row,) = [one for one in slide.rows if one.cells[0].en == "requests"]
    assert row.cells[place].en == f"{came}/{due}"
    assert on_time <= came
    assert "●" in {cell.en for one in slide.rows for cell in one.cells}
    assert len(slide.heads) == 1 + numbers.MONTHS


def test_a_report_that_came_after_the_meeting_had_not_come(met: Session, held: int) -> None:
    day = met.get_one(Meeting, held).held_on
    asked = "select id from reporting_duty where kind = 'requests' and month = :month order by id limit 1"
    month = f"{shift(day, -1):%Y-%m}"
    due = met.execute(
        text("select count(*) from reporting_duty where kind = 'requests' and month = :month"),
        {"month": month},
    ).scalar_one()
    met.execute(
        text(
            "update reporting_duty set entered_on = :late, completed_on = null, approved_on = null"
            " where id = :id"
        ),
        {"late": (day + timedelta(days=3)).isoformat(), "id": lookups.answer(met, asked, month=month)},
    )
    slide = made(met, held)["reports"]
    (row,) = [one for one in slide.rows if one.cells[0].en == "requests"]
    assert row.cells[-1].en == f"{due - 1}/{due}"


def test_a_courtyards_own_meeting_has_neither(met: Session) -> None:
    own = lookups.answer(met, "select max(id) from meeting where kind = 'courtyard'")
    assert made(met, own) == {}
