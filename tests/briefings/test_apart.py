"""The slides of courtyards clearly apart: the same numbers and words as the indicator's own page."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from dashboard.briefings import apart, compose, facts
from dashboard.briefings.deck_pictures import intervals
from dashboard.briefings.model import Slide, SlideKind, from_json, to_json
from dashboard.clock import at
from dashboard.i18n import speaking
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.scores import Compared
from dashboard.indicators.sentences import figure
from dashboard.queries import indicators
from dashboard.schema.accounts import Role
from dashboard.schema.meetings import Meeting

CLEARLY = (Compared.CLEARLY_WORSE, Compared.CLEARLY_BETTER)


def made(met: Session, meeting: int) -> list[Slide]:
    return list(apart.apart(facts.read(met, meeting_id=meeting)))


def test_each_share_with_a_courtyard_apart_has_its_slide(met: Session, held: int) -> None:
    day = met.get_one(Meeting, held).held_on
    expected = []
    for key, one in CATALOGUE.items():
        detail = indicators.detail(met, key=key, day=day, courtyard_id=None)
        seen = indicators.view(detail, role=Role.PUBLIC, courtyard_id=None)
        if one.unit.is_share and any(score.compared in CLEARLY for score in seen.courtyards):
            expected.append(f"apart:{key}")
    assert expected
    assert [one.key for one in made(met, held)] == expected[: apart.SHOWN]


def test_the_lines_are_those_of_the_indicators_page(met: Session, held: int) -> None:
    day = met.get_one(Meeting, held).held_on
    for slide in made(met, held):
        key = slide.key.partition(":")[2]
        detail = indicators.detail(met, key=key, day=day, courtyard_id=None)
        seen = indicators.view(detail, role=Role.PUBLIC, courtyard_id=None)
        told = [(one.value, one.low, one.high) for one in slide.intervals]
        assert told == [(score.value, score.low, score.high) for score in seen.courtyards]
        assert len(told) == 10
        assert {one.around for one in slide.intervals} == {seen.around.value}
        for one, score in zip(slide.intervals, seen.courtyards, strict=True):
            assert (one.mark == score.compared) == (score.compared in (*CLEARLY, Compared.ALIKE))
            assert one.words.en in ("clearly worse", "clearly better", "may be chance", "too few cases")
        worse = [
            f"{one.name.zh}{one.figures.zh}"
            for one in slide.intervals
            if one.mark == Compared.CLEARLY_WORSE.value
        ]
        assert slide.sentence.zh.startswith(
            f"明显差于全片区：{'、'.join(worse)}。全片区{figure(seen.around)}"
        )


def test_what_may_be_watched_elsewhere_may_be_chance_in_the_room(met: Session, held: int) -> None:
    read = facts.read(met, meeting_id=held)
    beside = read.site.beside[0]
    (place,) = [no for no, one in enumerate(beside.courtyards) if one.compared in CLEARLY]
    watched = replace(beside.courtyards[place], compared=Compared.WATCH_WORSE)
    others = tuple(watched if no == place else one for no, one in enumerate(beside.courtyards))
    changed = replace(read, site=replace(read.site, beside=(replace(beside, courtyards=others),)))
    (slide,) = apart.apart(changed)
    assert slide.intervals[place].words.en == "may be chance"
    assert slide.sentence.en.startswith("The site: ")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_line_knows_its_number_and_is_drawn(met: Session, held: int, language: str) -> None:
    day = met.get_one(Meeting, held).held_on
    briefing = compose.briefing(met, meeting_id=held, at=at(day))
    assert from_json(to_json(briefing)) == briefing
    for slide in briefing.of(SlideKind.APART):
        for row, one in zip(slide.rows, slide.intervals, strict=True):
            assert briefing.scores[row.score].value == one.value
        with speaking(language):
            drawn = intervals(slide.intervals, errata=["现为72%"] + [""] * 9)
        assert drawn.count('class="yl-today"') == 1 + len(slide.intervals)
        assert drawn.count('class="yl-way"') == sum(one.low is not None for one in slide.intervals)
        assert drawn.count("现为72%") == 1
