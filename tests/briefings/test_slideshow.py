"""Slides as a PowerPoint file: the frozen numbers in titles, tables, notes and charts that can be edited."""

from dataclasses import replace
from io import BytesIO
from math import cos, radians

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from dashboard.briefings import minutes_facts, native_text, slideshow
from dashboard.briefings.model import Photo, SlideKind, both
from dashboard.i18n import speaking
from dashboard.schema.meetings import MeetingKind
from tests import lookups, office
from tests.actions.test_hazards import report
from tests.actions.test_photos import add
from tests.briefings.test_minutes import WRITTEN, decided
from tests.pictures import picture
from tests.sites import LEADER, OFFICE


def shown(session, meeting_id, *, by=OFFICE, now=WRITTEN):
    return minutes_facts.read(session, by=by, meeting_id=meeting_id, now=now)


def opened(made):
    return Presentation(BytesIO(made))


def said(page):
    """Every text on a slide, cell by cell."""
    found = []
    for shape in page.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_slide_has_its_title_sentence_notes_and_source(met, held, language):
    told = shown(met, held)
    with speaking(language):
        file = opened(slideshow.pptx(told))
        slides = told.shown.briefing.slides
        assert len(file.slides) == len(slides) > 12
        for no, (page, one) in enumerate(zip(file.slides, slides, strict=True), start=1):
            assert page.shapes.title.text_frame.text == str(one.title)
            words = said(page)
            assert str(one.sentence) in words
            assert page.notes_slide.notes_text_frame.text.startswith(str(one.sentence))
            assert str(one.notes) in page.notes_slide.notes_text_frame.text
            foot = words[-1] if not page.shapes[-1].has_table else ""
            assert foot.startswith(f"{no}/{len(slides)}")
            assert str(one.source) in foot
            assert str(one.completeness) in foot
            for row in one.rows:
                for cell in row.cells:
                    assert any(str(cell) in each for each in words)


def test_charts_hold_the_frozen_values_and_can_be_edited(met, held):
    told = shown(met, held)
    with speaking("en"):
        file = opened(slideshow.pptx(told))
    drawn = 0
    for page, one in zip(file.slides, told.shown.briefing.slides, strict=True):
        charts = [shape.chart for shape in page.shapes if shape.has_chart]
        assert len(charts) == (one.series is not None)
        for chart in charts:
            drawn += 1
            assert chart.chart_type in (XL_CHART_TYPE.LINE, XL_CHART_TYPE.LINE_MARKERS)
            course, *target = chart.plots[0].series
            values = [None if value is None else pytest.approx(value) for value in course.values]
            assert values == [point.value for point in one.series.points]
            assert [list(each.values) for each in target] == (
                [] if one.series.target is None else [[one.series.target] * len(values)]
            )
            # What a program opens when somebody asks to edit the data.
            assert chart.part.chart_workbook.xlsx_part.blob[:2] == b"PK"
    assert drawn >= 3


def test_the_plan_is_shapes_where_the_courtyards_lie(met, ahead):
    told = shown(met, ahead)
    file = opened(slideshow.pptx(told))
    place = next(no for no, one in enumerate(told.shown.briefing.slides) if one.plots)
    plots = told.shown.briefing.slides[place].plots
    shapes = {shape.name: shape for shape in file.slides[place].shapes}
    drawn = [shapes[str(one.name)] for one in plots]
    assert [shape.text_frame.text for shape in drawn] == [str(one.no) for one in plots]
    for one, shape in zip(plots, drawn, strict=True):
        west = sorted(plots, key=lambda each: min(lon for lon, _lat in each.ring)).index(one)
        assert sorted(each.left for each in drawn).index(shape.left) == west
    north, south = (max(drawn, key=lambda each: sign * each.top) for sign in (-1, 1))
    tops = [max(lat for _lon, lat in one.ring) for one in plots]
    assert (drawn.index(north), drawn.index(south)) == (tops.index(max(tops)), tops.index(min(tops)))
    # As wide for its height as on the ground.
    across = max(each.left + each.width for each in drawn) - min(each.left for each in drawn)
    down = max(each.top + each.height for each in drawn) - min(each.top for each in drawn)
    lons, lats = zip(*(corner for one in plots for corner in one.ring), strict=True)
    east = (max(lons) - min(lons)) * cos(radians(lats[0])) / (max(lats) - min(lats))
    assert across / down == pytest.approx(east, rel=0.02)


def test_what_was_corrected_since_stands_beside_the_frozen_number(met, held):
    told = shown(met, held)
    (erratum,) = [one for one in told.shown.errata if one.corrected]
    due, kept = lookups.agreements(met)
    now = f"{round(100 * kept / due)}%"
    with speaking("zh"):
        file = opened(slideshow.pptx(told))
    for page, one in zip(file.slides, told.shown.briefing.slides, strict=True):
        if one.score == erratum.place:
            assert str(one.figure) in said(page)
            assert any(f"更正：现为{now}" in words for words in said(page))
            assert now not in str(one.figure)
            break
    else:
        pytest.fail("no slide tells the corrected number")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_vote_and_its_resolution_are_told_as_they_stand(session, hamlet, language):
    meeting = decided(session, hamlet)
    told = shown(session, meeting.id)
    with speaking(language):
        file = opened(slideshow.pptx(told))
        (matter,) = told.matters
        wanted = slideshow.outcome(matter)
    assert len(wanted) == 4
    kinds = [one.kind for one in told.shown.briefing.slides]
    assert all(words in said(file.slides[kinds.index(SlideKind.MATTER)]) for words in wanted)
    assert wanted[-1] in said(file.slides[kinds.index(SlideKind.RESOLUTIONS)])
    assert "更换楼道灯" in wanted[-1]


def test_letters_are_named_for_chinese_and_nothing_leaves_the_slide(met, held):
    told = shown(met, held)
    for language in ("zh", "en"):
        with speaking(language):
            file = opened(slideshow.pptx(told))
        assert (file.slide_width, file.slide_height) == (Inches(13.333), Inches(7.5))
        for page in file.slides:
            runs = page._element.findall(f".//{qn('a:r')}")
            assert runs
            for run in runs:
                assert run.find(f".//{qn('a:ea')}").get("typeface") == native_text.EAST_ASIAN
            for shape in page.shapes:
                assert shape.left >= 0
                assert shape.left + shape.width <= file.slide_width
                assert shape.top >= 0
                assert shape.top + shape.height <= file.slide_height


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("find", [lookups.meeting_held, lookups.meeting_ahead])
def test_libreoffice_shows_every_word_and_glyph(met, tmp_path, find, language):
    told = shown(met, find(met))
    with speaking(language):
        made = slideshow.pptx(told)
    printed = office.pdf(made, "slides.pptx", tmp_path)
    file = opened(made)
    assert len(printed) == len(file.slides)
    for page, paper in zip(file.slides, printed, strict=True):
        text = "".join(paper.get_text().split())
        for words in said(page):
            for line in words.split("\n"):
                assert "".join(line.split()) in text
    assert office.missing(printed) == []


def test_photos_come_along_for_those_who_may_see_them(session, hamlet):
    hazard = report(session, hamlet)
    pair = (add(session, hazard.id, stage="before"), add(session, hazard.id, stage="after", data=picture()))
    meeting = decided(session, hamlet)
    told = shown(session, meeting.id)
    told = with_photos(told, [Photo(one.id, one.stage, both(one.stage)) for one in pair])
    seen = slideshow.photos(session, OFFICE, told)
    assert seen == {one.id: one.body for one in pair}
    assert slideshow.photos(session, LEADER, told) == {}
    drawn = pictures_of(slideshow.pptx(told, seen))
    assert [shape.image.blob for shape in drawn] == [one.body for one in pair]
    for shape in drawn:
        width, height = shape.image.size
        assert shape.width / shape.height == pytest.approx(width / height, rel=0.01)
    assert pictures_of(slideshow.pptx(told)) == []


def with_photos(told, photos):
    """The same meeting with these photos on the slide of its matters."""
    slides = [
        replace(one, photos=tuple(photos)) if one.kind is SlideKind.AGENDA else one
        for one in told.shown.briefing.slides
    ]
    briefing = replace(told.shown.briefing, slides=tuple(slides))
    return replace(told, shown=replace(told.shown, briefing=briefing))


def pictures_of(made):
    return [shape for page in opened(made).slides for shape in page.shapes if hasattr(shape, "image")]


def test_a_draft_says_so(met, ahead):
    told = shown(met, ahead)
    assert told.shown.is_draft
    with speaking("en"):
        first = said(opened(slideshow.pptx(told)).slides[0])
    assert any(words.startswith("Draft") for words in first)


def test_without_frozen_numbers_there_are_no_slides(met):
    told = shown(met, lookups.meeting_held(met, MeetingKind.COURTYARD))
    assert told.shown.briefing is None
    with pytest.raises(ValueError, match="nothing was frozen"):
        slideshow.pptx(told)
