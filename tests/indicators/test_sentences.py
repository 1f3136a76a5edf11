"""Numbers in words, in English; and that no score of any kind leaves a sentence unfinished."""

from dataclasses import replace

import pytest

from dashboard.i18n import speaking
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Stat
from dashboard.indicators.scores import VALUED, Compared, Score, Verdict
from dashboard.indicators.sentences import (
    amount,
    completeness,
    counts,
    interval,
    number,
    period_words,
    sentence,
    target_words,
    verdict_words,
)

SOLVED = Score("solve_rate", "", -1, "2026-09", 18, 20, 20, 0.9, 0.699, 0.972, Verdict.CANNOT_TELL)


@pytest.fixture(autouse=True)
def _in_english():
    with speaking("en"):
        yield


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-09", "Sep 2026"),
        ("2026-12", "Dec 2026"),
        ("2026-Q3", "Q3 2026"),
        ("2026", "2026"),
        ("R2026-Q3", "12 months to Sep 2026"),
    ],
)
def test_periods(text, words):
    assert period_words(text) == words


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(4.25, 1, "4.2"), (99.96, 1, "100.0"), (123.4, 1, "123"), (1234.5, 2, "1,234"), (6, 0, "6")],
)
def test_numbers_have_no_more_digits_than_they_carry(value, digits, text):
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("solve_rate", 0.83, "83%"),
        ("solve_rate", 1.0, "100%"),
        ("solve_rate", 0.9999, "99.9%"),  # never rounded up to all of them
        ("solve_rate", 0.0, "0%"),
        ("party_service_hours", 4.2, "4.2 h"),
        ("median_days", 6.0, "6 days"),
        ("burglary_rate", 1.5, "1.50 per 100 household-years"),
        ("wellbeing_mean", 7.46, "7.5 points"),
    ],
)
def test_amounts_are_told_in_their_unit(key, value, text):
    assert amount(CATALOGUE[key], value) == text


def test_a_whole_sentence():
    assert sentence(SOLVED) == (
        "18 of 20 residents called back say it is solved, 90% (70% to 97%), "
        "whether the target of 85% is met cannot be told."
    )


@pytest.mark.parametrize(
    ("changes", "ending"),
    [
        ({"verdict": Verdict.MET}, "the target of 85% is met."),
        ({"verdict": Verdict.NOT_MET}, "the target of 85% is not met."),
        ({"compared": Compared.CLEARLY_WORSE}, "cannot be told, clearly worse than the site."),
        (
            {"compared": Compared.ALIKE},
            "cannot be told, the difference from the site may be chance.",
        ),
    ],
)
def test_a_sentence_ends_with_its_judgement(changes, ending):
    assert sentence(replace(SOLVED, **changes)).endswith(ending)


def test_few_are_counted_and_not_valued():
    few = replace(SOLVED, verdict=Verdict.BELOW_BASE, value=None, low=None, high=None, whole=19)
    told = sentence(few)
    assert told == ("18 of 19 residents called back say it is solved, fewer than 20: too few to judge.")
    assert "%" not in told


@pytest.mark.parametrize(
    ("verdict", "text"),
    [
        (Verdict.NONE_OCCURRED, "Solved rate: nothing was due."),
        (Verdict.NOT_REPORTED, "Solved rate: not reported."),
        (Verdict.WITHHELD, "Solved rate: withheld to protect privacy."),
    ],
)
def test_the_kinds_of_empty_are_told_apart(verdict, text):
    assert sentence(replace(SOLVED, verdict=verdict, value=None)) == text


def test_a_median_not_reached_is_said_so():
    waiting = Score("median_days", "", -1, "2026-09", 5, 30, 30, verdict=Verdict.CANNOT_TELL)
    assert sentence(waiting).endswith("more than half are still open.")


def test_an_open_end_is_a_question_mark_and_no_interval_is_silent():
    waiting = replace(SOLVED, key="median_days", low=3.0, high=None)
    assert interval(CATALOGUE["median_days"], waiting) == "3 to ?"
    assert interval(CATALOGUE["solve_rate"], replace(SOLVED, low=None, high=None)) == ""


def test_targets_name_their_direction_and_who_says_so():
    assert target_words(CATALOGUE["solve_rate"]) == "target ≥ 85%, suggested"
    assert target_words(CATALOGUE["median_days"]) == "target ≤ 7 days, suggested"
    assert target_words(CATALOGUE["burglary_rate"]) == ""


def test_completeness_counts_reports():
    assert completeness(SOLVED) == "no reports expected"
    reported = replace(SOLVED, expected=10, entered=9, on_time=7)
    assert completeness(reported) == "reports 9 of 10, 7 on time"


def test_a_change_is_told_against_the_season_before():
    leak = Score("roof_leak_rate", "", -1, "2026", 5, 100, 100, 0.05, 0.02, 0.11, Verdict.MET)
    assert verdict_words(leak) == "clearly better than the season before"
    assert verdict_words(SOLVED) == "cannot tell"
    assert sentence(leak).endswith("clearly better than the season before.")


def possible(key: str) -> set[Verdict]:
    """The verdicts that an indicator can get: without a target nothing is met or missed."""
    one = CATALOGUE[key]
    if one.stat is Stat.CHANGE:
        return set(Verdict)
    judged = {Verdict.MET, Verdict.NOT_MET, Verdict.CANNOT_TELL}
    return set(Verdict) - ({Verdict.NO_TARGET} if one.target else judged)


@pytest.mark.parametrize("key", CATALOGUE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_indicator_has_a_finished_sentence_for_every_verdict(key, language):
    with speaking(language):
        for verdict in possible(key):
            values = (0.9, 0.7, 0.97) if verdict in VALUED else (None, None, None)
            told = sentence(Score(key, "", -1, "2026-09", 18, 20, 20, *values, verdict))
            assert told.endswith((".", "。"))
            assert not set("{}") & set(told)
            assert "None" not in told


@pytest.mark.parametrize("key", CATALOGUE)
def test_counts_always_come_with_what_they_were_counted_from(key):
    told = counts(Score(key, "", -1, "2026-09", 4321, 98_700, 98_700))
    assert any(text in told for text in ("98,700", "987", "8,225")), told
