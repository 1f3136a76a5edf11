"""Photos of a record: who may add one, what is kept of it, and what the trail says."""

import hashlib
import json
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from dashboard.actions import photos
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound, OutOfTurn
from dashboard.queries import photos as queries
from dashboard.rules.photos import Cleaned, cleaned
from dashboard.schema.accounts import Attachment, AuditEvent, Head
from tests.actions import loop
from tests.actions.test_hazards import report
from tests.pictures import picture, with_gps
from tests.sites import LEADER, OFFICE, PUBLIC

NOW = at(date(2026, 9, 20))


def add(
    session, ref, *, noun="hazard", stage="before", data=None, by=OFFICE, key=None, **given
) -> Attachment:
    return photos.add(
        session=session,
        noun=noun,
        ref=ref,
        stage=stage,
        picture=data if isinstance(data, Cleaned) else cleaned(data or with_gps()),
        by=by,
        now=NOW,
        key=key or loop.key(),
        **{"nobody_shown": True} | given,
    )


def problems(error) -> set[tuple[str, str]]:
    return {(one.name, one.code) for one in error.value.problems}


def test_a_cleaned_copy_is_kept_and_nothing_else(session, hamlet):
    hazard = report(session, hamlet)
    row = add(session, hazard.id)
    session.expire_all()
    (kept,) = session.exec(select(Attachment)).all()
    assert (kept.noun, kept.ref, kept.stage, kept.mime, kept.taken_on) == (
        "hazard",
        hazard.id,
        "before",
        "image/jpeg",
        date(2026, 9, 20),
    )
    assert (kept.size, kept.sha256) == (len(kept.body), hashlib.sha256(kept.body).hexdigest())
    image = Image.open(BytesIO(kept.body))
    assert dict(image.getexif()) == {}
    assert b"Canary" not in kept.body
    assert row.id == kept.id


def test_the_trail_says_who_confirmed_that_nobody_is_shown(session, hamlet):
    hazard = report(session, hamlet)
    row = add(session, hazard.id)
    event = session.exec(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (event.verb, event.noun, event.ref, event.courtyard_id) == (
        "add_photo",
        "photo",
        row.id,
        hamlet.courtyards[0],
    )
    assert event.details["nobody_shown"] is True
    assert (event.details["of"], event.details["id"], event.details["stage"]) == (
        "hazard",
        hazard.id,
        "before",
    )
    assert "Canary" not in json.dumps(event.details)
    before = session.get_one(Head, 1).seq
    with pytest.raises(InvalidDraft) as error:
        add(session, hazard.id, data=picture(colour="green"), nobody_shown=False)
    assert problems(error) == {("nobody_shown", "confirm_nobody_shown")}
    assert session.get_one(Head, 1).seq == before


def test_a_double_click_the_same_picture_and_too_many_are_refused(session, hamlet):
    hazard = report(session, hamlet)
    row = add(session, hazard.id, key="once")
    with pytest.raises(AlreadyDone) as error:
        add(session, hazard.id, key="once", data=picture(colour="green"))
    assert (error.value.noun, error.value.ref) == ("photo", row.id)
    with pytest.raises(InvalidDraft) as error:
        add(session, hazard.id, stage="after")
    assert problems(error) == {("photo", "photo_there_already")}
    for count in range(5):
        add(session, hazard.id, data=picture(size=(100 + count, 100)))
    with pytest.raises(InvalidDraft) as error:
        add(session, hazard.id, data=picture(size=(90, 90)))
    assert problems(error) == {("photo", "too_many_photos")}


def test_only_the_keepers_of_its_place_add_photos(session, hamlet):
    hazard = report(session, hamlet)
    request = loop.register(session, hamlet, NOW)
    loop.hand_over(session, request, NOW, hamlet.companies[0])
    for noun, ref in (("hazard", hazard.id), ("request", request.id)):
        for stage in ("before", "after"):
            for by in (LEADER, PUBLIC, hamlet.company(), hamlet.committee(1)):
                with pytest.raises(NotAllowed):
                    add(session, ref, noun=noun, stage=stage, by=by)
    add(session, hazard.id, by=hamlet.committee())
    add(session, request.id, noun="request", by=hamlet.committee())
    add(session, request.id, noun="request", stage="after", data=picture(), by=hamlet.committee())


@pytest.mark.parametrize("stage", ["", "during", "before\n", "BEFORE"])
def test_a_stage_that_there_is_not_is_nobodys(session, hamlet, stage):
    hazard = report(session, hamlet)
    with pytest.raises(NotAllowed):
        add(session, hazard.id, stage=stage)
    assert not session.exec(select(Attachment)).all()


@pytest.mark.parametrize(
    "data",
    [with_gps(), picture(comment=b"Canary"), picture("PNG"), picture(size=(1700, 100)), b"<svg/>", b""],
    ids=["gps", "comment", "png", "wide", "svg", "nothing"],
)
def test_what_was_not_cleaned_is_not_kept(session, hamlet, data):
    """Whoever says that it was."""
    hazard = report(session, hamlet)
    with pytest.raises(InvalidDraft) as error:
        add(session, hazard.id, data=Cleaned(data))
    assert problems(error) == {("photo", "photo_unreadable")}
    assert not session.exec(select(Attachment)).all()


@pytest.mark.parametrize(("noun", "ref"), [("hazard", 4711), ("vote", 1), ("account", 1)])
def test_photos_belong_to_records_that_are_there(session, hamlet, noun, ref):
    with pytest.raises(NotFound):
        add(session, ref, noun=noun)


def remove(session, photo, *, reason="照到了人脸", by=OFFICE, key=None) -> Attachment:
    return photos.remove(
        session=session, photo_id=photo.id, reason=reason, by=by, now=NOW, key=key or loop.key()
    )


def shown(session, hazard, by=OFFICE) -> list[int]:
    return [one["id"] for one in queries.of(session, by=by, noun="hazard", ref=hazard.id)]


def test_a_photo_that_was_taken_away_is_deleted_and_told_of(session, hamlet):
    hazard = report(session, hamlet)
    photo, other = add(session, hazard.id), add(session, hazard.id, data=picture())
    digest = photo.sha256
    remove(session, photo)
    session.expire_all()
    assert (photo.body, photo.void_why, photo.sha256) == (b"", "照到了人脸", digest)
    assert shown(session, hazard) == [other.id]
    with pytest.raises(NotFound):
        queries.body(session, by=OFFICE, photo_id=photo.id)
    event = session.exec(select(AuditEvent).where(AuditEvent.verb == "remove_photo")).one()
    assert (event.ref, event.details["sha256"]) == (photo.id, digest)
    assert "人脸" not in json.dumps(event.details, ensure_ascii=False)


def test_a_photo_is_taken_away_by_the_office_and_by_whoever_added_it(session, hamlet):
    hazard, mine = report(session, hamlet), hamlet.committee()
    photos_ = [add(session, hazard.id, data=picture(size=(100 + n, 100)), by=mine) for n in range(2)]
    offices = add(session, hazard.id)
    assert [one["may_remove"] for one in queries.of(session, by=mine, noun="hazard", ref=hazard.id)] == [
        True,
        True,
        False,
    ]
    with pytest.raises(NotAllowed):
        remove(session, offices, by=mine)
    for stranger in (LEADER, PUBLIC, hamlet.company(), hamlet.committee(1)):
        with pytest.raises(NotAllowed):
            remove(session, photos_[0], by=stranger)
    remove(session, photos_[0], by=mine)
    remove(session, photos_[1])
    assert shown(session, hazard) == [offices.id]


def test_a_photo_is_taken_away_once_and_with_a_reason(session, hamlet):
    photo = add(session, report(session, hamlet).id)
    for reason in (None, "", "  "):
        with pytest.raises(InvalidDraft) as error:
            remove(session, photo, reason=reason)
        assert problems(error) == {("reason", "reason_needed")}
    remove(session, photo, key="once")
    with pytest.raises(AlreadyDone):
        remove(session, photo, key="once")
    with pytest.raises(OutOfTurn):
        remove(session, photo)


def test_what_was_taken_away_stays_away(session, hamlet):
    hazard = report(session, hamlet)
    photo = add(session, hazard.id)
    remove(session, photo)
    with pytest.raises(InvalidDraft) as error:
        add(session, hazard.id)
    assert problems(error) == {("photo", "photo_was_taken_away")}
    assert photo.void_why == "照到了人脸"
    assert queries.there(session, photo_ids=[photo.id]) == frozenset()


def test_what_was_taken_away_makes_room(session, hamlet):
    hazard = report(session, hamlet)
    kept = [add(session, hazard.id, data=picture(size=(100 + n, 100))) for n in range(6)]
    remove(session, kept[0])
    add(session, hazard.id, data=picture(size=(90, 90)))
    assert len(shown(session, hazard)) == 6
