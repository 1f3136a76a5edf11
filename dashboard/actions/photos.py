"""Photos of a record, before and after: added, and taken away again by whoever added them or the office."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotAllowed, NotFound, OutOfTurn, Problem
from dashboard.queries import photos
from dashboard.queries.photos import AFTER, BEFORE, KEPT
from dashboard.rules.photos import MIME, Cleaned, require_clean
from dashboard.schema.accounts import Attachment

NOUN = "photo"
AT_MOST = 6
NEEDED: Mapping[tuple[str, str], Action] = {
    ("hazard", BEFORE): Action.RECORD_INSPECTION,
    ("hazard", AFTER): Action.FIX_HAZARD,
    ("request", BEFORE): Action.REGISTER_REQUEST,
    ("request", AFTER): Action.CLOSE_REQUEST,
}
"""A photo is added by whoever may take the step that it shows."""


def add(
    *,
    session: Session,
    noun: str,
    ref: int,
    stage: str,
    picture: Cleaned,
    nobody_shown: bool,
    by: Principal,
    now: datetime,
    key: str,
) -> Attachment:
    """Keep a picture that was cleaned before; raises NotAllowed, NotFound, AlreadyDone, InvalidDraft.

    `nobody_shown`: whoever uploads it says that no face and no number plate can be seen.
    """
    courtyard_id = photos.courtyard(session, noun=noun, ref=ref)
    step = NEEDED.get((noun, stage))
    if step is None:
        raise NotAllowed(NOUN)
    require(by, step, courtyard_id=courtyard_id)
    if not photos.may_see(by, noun=noun, courtyard_id=courtyard_id):
        raise NotAllowed(KEPT[noun].value)
    if not nobody_shown:
        raise InvalidDraft((Problem("nobody_shown", "confirm_nobody_shown"),))
    require_clean(picture)
    audit.claim_key(session, key=key)
    photo = _kept(session, noun, ref, stage, picture.body, taken_on=civil(now))
    how = {"by": by, "verb": "add_photo", "courtyard_id": courtyard_id}
    return _done(session, photo, key=key, now=now, more={"nobody_shown": True}, **how)


def remove(
    *, session: Session, photo_id: int, reason: str | None, by: Principal, now: datetime, key: str
) -> Attachment:
    """Take a photo away for good, with the reason; raises NotAllowed, NotFound, AlreadyDone, InvalidDraft.

    Who asks for it may be in it: the picture is deleted, that it was there stays on record.
    """
    photo = session.get(Attachment, photo_id)
    if photo is None or photo.noun not in KEPT:
        raise NotFound(NOUN)
    courtyard_id = photos.courtyard(session, noun=photo.noun, ref=photo.ref)
    may_see = photos.may_see(by, noun=photo.noun, courtyard_id=courtyard_id)
    if not may_see or photo_id not in photos.removable(
        session, by=by, photo_ids=[photo_id], courtyard_id=courtyard_id
    ):
        raise NotAllowed(NOUN)
    audit.claim_key(session, key=key)
    session.refresh(photo)
    if photo.voided_at is not None:
        raise OutOfTurn("remove_photo")
    if not (reason or "").strip():
        raise InvalidDraft((Problem("reason", "reason_needed"),))
    photo.body, photo.voided_at, photo.void_why = b"", now, str(reason).strip()
    how = {"by": by, "verb": "remove_photo", "courtyard_id": courtyard_id}
    return _done(session, photo, key=key, now=now, more={}, **how)


def _done(
    session: Session, photo: Attachment, *, key: str, now: datetime, more: dict[str, bool], **how: Any
) -> Attachment:
    """Remember the key and tell the trail which picture it was, by its hash."""
    ref = photo.id or 0
    audit.remember_key(session, key=key, noun=NOUN, ref=ref, now=now)
    told = {"of": photo.noun, "id": photo.ref, "stage": photo.stage, "sha256": photo.sha256} | more
    audit.record(session, noun=NOUN, now=now, ref=ref, details=told, **how)
    return photo


def _kept(session: Session, noun: str, ref: int, stage: str, body: bytes, *, taken_on: date) -> Attachment:
    """The picture once, not too many of one record, and none that was taken away."""
    photo = Attachment(
        noun=noun,
        ref=ref,
        sha256=hashlib.sha256(body).hexdigest(),
        mime=MIME,
        size=len(body),
        body=body,
        stage=stage,
        taken_on=taken_on,
    )
    of_record = (col(Attachment.noun) == noun, col(Attachment.ref) == ref)
    stored = session.execute(select(col(Attachment.sha256), col(Attachment.voided_at)).where(*of_record))
    gone = {digest: voided_at is not None for digest, voided_at in stored}
    if photo.sha256 in gone:
        code = "photo_was_taken_away" if gone[photo.sha256] else "photo_there_already"
        raise InvalidDraft((Problem("photo", code),))
    if list(gone.values()).count(False) >= AT_MOST:
        raise InvalidDraft((Problem("photo", "too_many_photos", {"most": AT_MOST}),))
    session.add(photo)
    session.flush()
    return photo
