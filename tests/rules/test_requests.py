"""What follows from a request's draft."""

from datetime import date

import pytest

from dashboard.clock import at
from dashboard.rules.requests import ANSWERS, FOLLOWS, KINDS, first_answer, numbered
from dashboard.schema.requests import OPEN, RequestStatus, StepKind

EARLY, LATE = at(date(2026, 9, 1)), at(date(2026, 9, 2))


@pytest.mark.parametrize("kind", StepKind)
def test_only_a_word_to_the_resident_is_an_answer(kind):
    answered = EARLY if kind in {"contact", "visit", "reject", "transfer"} else None
    assert first_answer(kind, EARLY, None) == answered
    assert first_answer(kind, LATE, EARLY) == EARLY


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_earlier_answer_noted_late_is_the_first(kind):
    assert first_answer(kind, EARLY, LATE) == EARLY


def test_a_remark_noted_late_answers_nobody():
    assert first_answer(StepKind.NOTE, EARLY, LATE) == LATE


def test_numbers_are_padded_so_that_they_sort():
    assert numbered("R", 2026, 7) == "R2026-0007"
    assert sorted(numbered("T", 2026, n) for n in (10, 9, 100)) == ["T2026-0009", "T2026-0010", "T2026-0100"]


def test_what_is_over_cannot_be_moved():
    over = {RequestStatus.STRUCK_OFF, RequestStatus.REJECTED, RequestStatus.TRANSFERRED}
    assert not over & {status for statuses in FOLLOWS.values() for status in statuses}
    assert FOLLOWS["step"] == FOLLOWS["close"] == FOLLOWS["turn_away"] == OPEN


def test_every_kind_of_step_belongs_to_one_verb():
    kinds = [kind for kinds in KINDS.values() for kind in kinds]
    assert sorted(kinds) == sorted(StepKind)
