"""A meeting's slides as one HTML file: everything in it, nothing fetched, letters and photos too."""

import re
from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from dashboard.briefings import slideshow, standalone
from dashboard.briefings.model import Photo, SlideKind, both
from dashboard.i18n import speaking
from dashboard.queries import meeting_live
from dashboard.schema.meetings import MeetingKind
from dashboard.settings import ROOT
from tests import lookups
from tests.actions.test_hazards import report
from tests.actions.test_photos import add
from tests.briefings.test_minutes import decided
from tests.briefings.test_slideshow import shown, with_photos
from tests.pictures import picture
from tests.sites import LEADER, OFFICE

MEGABYTE = 1_000_000
INSIDE = re.compile(r"data:([\w/-]+);base64,([A-Za-z0-9+/=]+)")


class Read(HTMLParser):
    """Titles and words of a page, and all that its elements name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.titles: list[str] = []
        self.words: list[str] = []
        self.named: list[str] = []
        self._at = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self._at = tag
        self.named += [value for name, value in attrs if name in ("src", "href", "data-back") and value]

    def handle_data(self, data):
        if self._at not in ("style", "script"):
            self.words.append(data)
        if self._at == "h2":
            self.titles.append(data)


def written(session, told, *, by=OFFICE, seen=None) -> str:
    votes = meeting_live.votes(session, by=by, meeting_id=told.meeting["id"])
    return standalone.html(told, votes, seen).decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_slide_is_in_it_and_nothing_is_fetched(met, held, language):
    told = shown(met, held)
    with speaking(language):
        page = written(met, told)
        read = Read(page)
        assert read.titles == [str(one.title) for one in told.shown.briefing.slides]
        assert told.shown.standing in "".join(read.words)
        wrong = next(filter(None, map(told.shown.beside, range(len(told.shown.briefing.scores)))))
    assert wrong in "".join(read.words)
    assert told.resolved
    assert [one["text"] for one in told.resolved if one["text"] not in "".join(read.words)] == []
    assert [one for one in read.named if not one.startswith("data:")] == []
    assert re.findall(r"url\((?!data:)|@import|https?://", page) == []
    assert len(page) < MEGABYTE / 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_letter_of_its_words_is_in_both_of_its_faces(met, held, language):
    with speaking(language):
        page = written(met, shown(met, held))
    words = {ord(one) for one in "".join(Read(page).words) if not one.isspace()}
    faces = [b64decode(body) for mime, body in INSIDE.findall(page) if mime == "font/woff2"]
    assert len(faces) == len(standalone.WEIGHTS)
    for face, file in zip(faces, standalone.WEIGHTS.values(), strict=True):
        bundled = TTFont(ROOT / "dashboard/static/fonts" / file).getBestCmap()
        assert words & bundled.keys() <= TTFont(BytesIO(face)).getBestCmap().keys()
        assert len(words - bundled.keys()) < 5


def test_votes_and_resolutions_lie_ready_for_their_slide(session, hamlet):
    told = shown(session, decided(session, hamlet).id)
    item = told.matters[0].item["id"]
    with speaking("en"):
        page = written(session, told)
    assert f'data-live="matter:{item}"' in page
    part = page.split(f'data-for="matter:{item}"')[1].split("<div data-for")[0]
    assert "for 2 · against 1 · abstain 0" in part
    assert "更换楼道灯" in part


def test_photos_come_along_for_those_who_may_see_them(session, hamlet):
    hazard = report(session, hamlet)
    pair = (add(session, hazard.id, stage="before"), add(session, hazard.id, stage="after", data=picture()))
    told = shown(session, decided(session, hamlet).id)
    told = with_photos(told, [Photo(one.id, one.stage, both(one.stage)) for one in pair])
    page = written(session, told, seen=slideshow.photos(session, OFFICE, told))
    found = [b64decode(body) for mime, body in INSIDE.findall(page) if mime == "image/jpeg"]
    assert found == [one.body for one in pair]
    for seen in (None, slideshow.photos(session, LEADER, told)):
        assert "<figure" not in written(session, told, seen=seen)


def test_before_the_meeting_it_is_a_rehearsal(met, ahead):
    told = shown(met, ahead)
    page = written(met, told)
    assert "yl-rehearsal" in page.split("<body>")[1]
    assert told.shown.briefing.of(SlideKind.TITLE)
    assert told.shown.standing in page


def test_without_frozen_numbers_there_are_no_slides(met):
    told = shown(met, lookups.meeting_held(met, MeetingKind.COURTYARD))
    with pytest.raises(ValueError, match="nothing was frozen"):
        standalone.html(told, [])
