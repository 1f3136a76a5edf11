"""Slides as HTML: typed words are harmless, errata stand beside the number, the room has its places."""

from datetime import UTC, date, datetime

from dashboard.briefings.deck import Show, deck
from dashboard.briefings.model import (
    Both,
    Briefing,
    Called,
    Photo,
    Point,
    Row,
    Series,
    Slide,
    SlideKind,
    both,
    from_json,
    to_json,
)
from dashboard.i18n import speaking
from dashboard.indicators.scores import Score, Verdict

EVIL = "<img src=x onerror=alert(1)>"


def briefing(*slides: Slide) -> Briefing:
    return Briefing(
        meeting=Called(7, "joint", "三方联席会", "驿站", date(2026, 8, 16)),
        at=datetime(2026, 8, 16, 6, 30, tzinfo=UTC),
        revision=3,
        seq=12,
        head="ab" * 32,
        since=date(2026, 5, 16),
        scores=(Score("solve_rate", "", -1, "2026-07", 18, 27, 27, 0.67, 0.48, 0.81, Verdict.NOT_MET),),
        slides=slides,
    )


def slide(kind: SlideKind, **given: object) -> Slide:
    return Slide("one", kind, **{"title": Both("题", "title"), "sentence": Both("句", "sentence")} | given)


def test_a_body_of_plain_json_gives_the_same_briefing() -> None:
    points = (Point(Both("7月", "Jul"), 0.67, 0.48, 0.81), Point(Both("8月", "Aug"), None, mark="below_base"))
    course = Series(Both("解决率", "Solved"), points, ".0%", 0.85)
    made = briefing(slide(SlideKind.OUTCOME, series=course, rows=(Row((Both("甲", "a"),), "kept", 0),)))
    assert from_json(to_json(made)) == made
    assert from_json(to_json(made) | {"of_a_later_version": 1}) == made


def test_each_language_reads_its_own_sentence() -> None:
    told = both(lambda: "x")
    assert (told.zh, told.en) == ("x", "x")
    one = briefing(slide(SlideKind.TITLE))
    with speaking("en"):
        assert "sentence" in deck(one, Show())
    with speaking("zh"):
        assert "sentence" not in deck(one, Show())


def test_typed_words_do_nothing() -> None:
    typed = slide(SlideKind.MATTER, title=Both(EVIL, EVIL), item_id=4, presenter=EVIL)
    for notes in (False, True):
        drawn = deck(briefing(typed), Show(with_notes=notes))
        assert "<img" not in drawn
        assert "&lt;img" in drawn


def test_an_erratum_stands_beside_the_frozen_number() -> None:
    row = Row((Both("解决率", "Solved"), Both("67%", "67%")), "not_met", 0)
    drawn = deck(briefing(slide(SlideKind.ATTENTION, rows=(row,))), Show(errata={0: "现为72%"}))
    assert '67%<small class="yl-erratum">现为72%</small>' in drawn


def test_matters_and_resolutions_have_places_for_the_room() -> None:
    drawn = deck(
        briefing(slide(SlideKind.MATTER, item_id=4, minutes=10), slide(SlideKind.RESOLUTIONS)), Show()
    )
    assert 'data-live="matter:4"' in drawn
    assert 'data-minutes="10"' in drawn
    assert 'data-live="resolutions"' in drawn


def test_photos_are_drawn_for_those_who_may_see_them_alone() -> None:
    pair = (Photo(3, "before", Both("之前", "before")), Photo(4, "after", Both("之后", "after")))
    made = briefing(slide(SlideKind.CHANGED, photos=pair))
    assert "/photo/3" not in deck(made, Show())
    assert "<figure" not in deck(made, Show(photos={5: "/photo/5"}))
    assert "/photo/3" in deck(made, Show(photos={3: "/photo/3"}))


def test_a_rehearsal_says_so() -> None:
    assert "yl-rehearsal" in deck(briefing(slide(SlideKind.TITLE)), Show(is_rehearsal=True))
    assert "yl-rehearsal" not in deck(briefing(slide(SlideKind.TITLE)), Show())
