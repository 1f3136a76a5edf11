"""Targets that are missed by a case or two, judged case by case."""

import pytest
from sqlmodel import Session

from dashboard.briefings import facts
from dashboard.briefings.short import missing, short
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Judged
from dashboard.indicators.scores import Score, Verdict


def score(key: str, part: int, whole: int, verdict: Verdict = Verdict.NOT_MET) -> Score:
    return Score(key, "", -1, "2026-10", part, whole, whole, part / whole, verdict=verdict)


@pytest.mark.parametrize(
    ("key", "part", "whole", "wanted"),
    [
        ("seal_compliance", 18, 19, 1),
        ("response_rate", 36, 37, 1),
        ("hazard_rectified", 47, 50, 1),
        ("hazard_rectified", 40, 50, 8),
        ("alliance_delivery", 17, 19, 1),
        ("hazard_rectified", 56, 61, 0),
        ("solve_rate", 20, 30, 0),
    ],
)
def test_what_is_missing_to_a_target_is_counted_in_cases(key, part, whole, wanted):
    """By hand: 98% of 37 is 36.26, so 37 are needed; 61 are too many dots; solve_rate weighs chance."""
    assert missing(score(key, part, whole)) == wanted


def test_where_the_target_is_met_or_nothing_may_be_told_nothing_is_missing():
    assert missing(score("seal_compliance", 19, 19, Verdict.MET)) == 0
    assert missing(score("seal_compliance", 18, 19, Verdict.WITHHELD)) == 0


def test_the_slide_tells_of_one_or_two_cases_the_nearest_first(met: Session, ahead: int):
    read = facts.read(met, meeting_id=ahead)
    (slide,) = short(read)
    told = [(one.hits, one.misses) for one in slide.units]
    assert len(told) > 2
    due = [one for one in read.own() if CATALOGUE[one.key].target and one.verdict is Verdict.NOT_MET]
    for line, row in zip(slide.units, slide.rows, strict=True):
        (found,) = [one for one in due if CATALOGUE[one.key].name == line.name.en]
        assert CATALOGUE[found.key].target.judged is Judged.COUNT
        assert (line.hits, line.hits + line.misses) == (found.part, found.whole)
        assert row.cells[1].en == f"{found.part}/{found.whole}"
    counts = [int(one.words.en.split()[0]) for one in slide.units]
    assert counts == sorted(counts)
    assert set(counts) <= {1, 2}
    assert slide.sentence.en.startswith(f"{len(told) + slide.more} targets")
