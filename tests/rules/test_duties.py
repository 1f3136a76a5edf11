"""Which reports are owed when, and where one stands, by hand."""

from dataclasses import dataclass
from datetime import date

import pytest

from dashboard.rules import duties
from dashboard.rules.duties import Standing
from dashboard.schema.duties import DutyKind

DUE = date(2026, 10, 5)


@dataclass
class Report:
    due_on: date = DUE
    completed_on: date | None = None
    approved_on: date | None = None
    returned_why: str | None = None


def test_a_courtyard_owes_four_reports_and_the_site_five() -> None:
    owed = list(duties.owed("2026-10", [1, 2]))
    assert len(owed) == len(set(owed)) == 2 * 4 + 5
    assert (DutyKind.CALL_BACKS, 2) in owed
    assert (DutyKind.FEES, None) in owed


def test_every_kind_is_owed_by_somebody_and_the_survey_once_a_year() -> None:
    months = [f"2026-{month:02}" for month in range(1, 13)]
    assert {kind for month in months for kind, _place in duties.owed(month, [1])} == set(DutyKind)
    assert [month for month in months if DutyKind.SURVEY in duties.of_site(month)] == ["2026-09"]


@pytest.mark.parametrize(
    ("month", "due", "answerable"),
    [
        ("2026-09", date(2026, 10, 5), date(2026, 9, 24)),
        ("2026-12", date(2027, 1, 5), date(2026, 12, 25)),
        ("2028-02", date(2028, 3, 5), date(2028, 2, 23)),
    ],
)
def test_reports_are_due_on_the_fifth_and_can_be_answered_in_the_last_week(
    month: str, due: date, answerable: date
) -> None:
    assert duties.due_on(month) == due
    assert duties.answerable_from(month) == answerable


@pytest.mark.parametrize(
    ("report", "today", "expected"),
    [
        (Report(), date(2026, 10, 5), Standing.DUE),
        (Report(), date(2026, 10, 6), Standing.OVERDUE),
        (Report(returned_why="请核对"), date(2026, 10, 2), Standing.RETURNED),
        (Report(returned_why="请核对"), date(2026, 11, 2), Standing.RETURNED),
        (Report(completed_on=DUE, returned_why="请核对"), date(2026, 11, 2), Standing.WAITING),
        (Report(completed_on=DUE), date(2026, 11, 2), Standing.WAITING),
        (Report(completed_on=DUE, approved_on=DUE), date(2026, 11, 2), Standing.APPROVED),
    ],
)
def test_where_a_report_stands(report: Report, today: date, expected: Standing) -> None:
    assert duties.standing(report, today) is expected
