"""Reading photos: for the keepers of their place alone; for all others they do not exist."""

import pytest

from dashboard.errors import NotFound
from dashboard.queries import photos
from dashboard.schema.accounts import Attachment
from tests.actions import loop
from tests.actions.test_hazards import NOW, report
from tests.actions.test_photos import add
from tests.sites import LEADER, OFFICE, PUBLIC


def test_photos_are_read_by_those_who_keep_the_place(session, hamlet):
    hazard = report(session, hamlet)
    request = loop.register(session, hamlet, NOW)
    loop.hand_over(session, request, NOW, hamlet.companies[0])
    for noun, ref in (("hazard", hazard.id), ("request", request.id)):
        photo = add(session, ref, noun=noun)
        for by in (OFFICE, hamlet.committee()):
            assert photos.body(session, by=by, photo_id=photo.id) == photo.body
            assert [one["id"] for one in photos.of(session, by=by, noun=noun, ref=ref)] == [photo.id]
        for by in (LEADER, PUBLIC, hamlet.company(), hamlet.committee(1)):
            with pytest.raises(NotFound):
                photos.body(session, by=by, photo_id=photo.id)
            assert photos.of(session, by=by, noun=noun, ref=ref) == []


def test_scans_of_other_records_are_not_for_this_door(session, hamlet):
    row = Attachment(noun="vote", ref=1, sha256="0" * 64, mime="image/jpeg", size=1, body=b"x")
    session.add(row)
    session.flush()
    for photo_id in (row.id, 4711):
        with pytest.raises(NotFound):
            photos.body(session, by=OFFICE, photo_id=photo_id)


def test_nothing_is_listed_of_a_record_that_is_not_there(session, hamlet):
    assert photos.of(session, by=OFFICE, noun="hazard", ref=4711) == []
    assert photos.of(session, by=OFFICE, noun="vote", ref=1) == []
