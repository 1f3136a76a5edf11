"""Slides as HTML: typed words are harmless, errata stand beside the number, the room has its places."""

import re
from base64 import b64decode
from datetime import UTC, date, datetime

from dashboard.briefings.deck import Show, deck
from dashboard.briefings.model import (
    Both,
    Briefing,
    Called,
    Pair,
    Photo,
    Plot,
    Point,
    Row,
    Series,
    Slide,
    SlideKind,
    Units,
    Waiting,
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


SQUARE = ((102.7, 25.0), (102.701, 25.0), (102.701, 25.001), (102.7, 25.001), (102.7, 25.0))


def test_every_open_request_is_a_dot_in_its_courtyard() -> None:
    east = tuple((lon + 0.002, lat) for lon, lat in SQUARE)
    plots = (Plot(1, Both(EVIL, EVIL), SQUARE, 2, 1, 3), Plot(2, Both("2号院", "Courtyard 2"), east, 0, 0, 0))
    with speaking("zh"):
        drawn = deck(briefing(slide(SlideKind.COURTYARDS, plots=plots)), Show())
    assert "<img src=x" not in drawn
    plan, legend = drawn.split("<ul class=")[:2]
    assert [plan.count(f'class="yl-{one}"') for one in ("overdue", "dated", "undated")] == [2, 1, 3]
    assert [legend.count(f'class="yl-{one}"') for one in ("overdue", "dated", "undated")] == [1, 1, 1]
    assert "2号院: 无未办结诉求" in plan
    assert "2 已逾期，1 未到期，3 未定日期" in plan
    picture = b64decode(re.findall(r"data:image/svg\+xml;base64,([^\"]+)", plan)[0]).decode()
    assert [picture.count(one) for one in ("<polygon", "fill-opacity")] == [3, 1]
    # The second lies east of the first, and nothing lies outside the picture.
    left = [float(one) for one in re.findall(r'<p style="left:([0-9.]+)%;top:50.00%', plan)]
    assert 0 < left[0] < 50 < left[1] < 100


def test_many_requests_of_one_courtyard_are_told_by_their_number() -> None:
    plots = (Plot(1, Both("1号院", "Courtyard 1"), SQUARE, 30, 0, 12),)
    drawn = deck(briefing(slide(SlideKind.COURTYARDS, plots=plots)), Show())
    plan = drawn.split("<ul class=")[0]
    assert [plan.count(f'class="yl-{one}"') for one in ("overdue", "dated", "undated")] == [1, 0, 1]
    assert '<i class="yl-overdue"></i>30' in plan


def test_a_share_then_and_now_is_told_in_words_too_with_what_was_corrected() -> None:
    name, words = Both("解决率", "Solved"), Both("明显较好", "clearly better")
    pair = Pair(name, 0.73, 0.82, Both("73% → 82%", "73% → 82%"), "clearly_better", words, 0.85)
    rows = (Row((name, words), "clearly_better", 0),)
    one = briefing(slide(SlideKind.CHANGES, pairs=(pair,), rows=rows))
    with speaking("en"):
        drawn = deck(one, Show(errata={0: "now 80%"}))
    assert "<td>" not in drawn
    assert 'Solved <small class="yl-erratum">now 80%</small>' in drawn
    assert "73% → 82%" in drawn
    assert "● clearly better" in drawn
    assert 'class="yl-way" style="left:73.00%;right:calc(100% - 82.00%)' in drawn
    assert 'class="yl-tick" style="left:85.00%"' in drawn
    assert "yl-erratum" not in deck(one, Show())


def test_what_waits_stands_by_its_days_from_today_to_the_oldest() -> None:
    kinds = (
        Waiting(Both(EVIL, EVIL), (80, 20), (True, False), Both("最久80天", "the oldest 80 days")),
        Waiting(Both("电线", "Wiring"), (0,), (False,), Both("最久0天", "the oldest 0 days")),
    )
    with speaking("en"):
        drawn = deck(briefing(slide(SlideKind.SAFETY, waiting=kinds)), Show())
    assert "<img" not in drawn
    assert '<i class="yl-overdue" style="left:100.00%">' in drawn
    assert '<i class="yl-dated" style="left:25.00%">' in drawn
    assert '<i class="yl-dated" style="left:0.00%">' in drawn
    assert "<span>80 days ago</span>" in drawn


def test_what_was_due_is_a_dot_each_with_what_was_corrected() -> None:
    line = Units(Both("用印合规", "Seal uses"), 18, 1, Both("差1件达标", "1 short"))
    rows = (Row((line.name, Both("18/19", "18/19"), line.words), score=0),)
    one = briefing(slide(SlideKind.SHORT, units=(line,), rows=rows))
    with speaking("en"):
        drawn = deck(one, Show(errata={0: "now 19/19"}))
    dots = drawn.split("</p>")[2]
    assert [dots.count(f'class="yl-{look}"') for look in ("hit", "overdue")] == [18, 1]
    assert "<span>18/19</span>" in drawn
    assert 'Seal uses\n <small class="yl-erratum">now 19/19</small>' in drawn
    assert "1 short" in drawn


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
