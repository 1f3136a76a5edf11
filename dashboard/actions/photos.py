"""Photos of a record, before and after: added, and taken away again by whoever added them or the office.

Each verb is a unit of work in the caller's transaction.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, NotAllowed, NotFound, OutOfTurn, Problem
from dashboard.lookups import photos
from dashboard.lookups.photos import AFTER, BEFORE, KEPT
from dashboard.rules.photos import MIME, Cleaned, require_clean
from dashboard.schema.accounts import Attachment

NOUN = "photo"
AT_MOST = 6
NEEDED: Mapping[tuple[str, str], Action] = {
    ("hazard", BEFORE): Action.RECORD_INSPECTION,
    ("hazard", AFTER): Action.FIX_HAZARD,
    ("request", BEFORE): Action.REGISTER_REQUEST,
    ("request", AFTER): Action.CLOSE_REQUEST,
    ("renovation_item", BEFORE): Action.RECORD_RENOVATION,
    ("renovation_item", AFTER): Action.RECORD_RENOVATION,
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
    with unit_of_work(session, by=by, now=now, key=key) as work:
        courtyard_id = photos.courtyard(session, noun=noun, ref=ref)
        step = NEEDED.get((noun, stage))
        if step is None:
            raise NotAllowed(NOUN)
        work.require(step, courtyard_id=courtyard_id)
        if not photos.may_see(by, noun=noun, courtyard_id=courtyard_id):
            raise NotAllowed(KEPT[noun].value)
        if not nobody_shown:
            raise InvalidDraft((Problem("nobody_shown", "confirm_nobody_shown"),))
        require_clean(picture)
        photo = _kept(work, noun, ref, stage, picture.body)
        details = _which(photo) | {"nobody_shown": True}
        work.event("add_photo", noun=NOUN, ref=photo.id, courtyard_id=courtyard_id, details=details)
        return photo


def remove(
    *, session: Session, photo_id: int, reason: str | None, by: Principal, now: datetime, key: str
) -> Attachment:
    """Take a photo away for good, with the reason; raises NotAllowed, NotFound, AlreadyDone, InvalidDraft.

    Who asks for it may be in it: the picture is deleted, that it was there stays on record.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        photo = work.row(Attachment, photo_id, noun=NOUN)
        if photo.noun not in KEPT:
            raise NotFound(NOUN)
        courtyard_id = photos.courtyard(session, noun=photo.noun, ref=photo.ref)
        may_see = photos.may_see(by, noun=photo.noun, courtyard_id=courtyard_id)
        if not may_see or photo_id not in photos.removable(
            session, by=by, photo_ids=[photo_id], courtyard_id=courtyard_id
        ):
            raise NotAllowed(NOUN)
        if photo.voided_at is not None:
            raise OutOfTurn("remove_photo")
        if not (reason or "").strip():
            raise InvalidDraft((Problem("reason", "reason_needed"),))
        photo.body, photo.voided_at, photo.void_why = b"", now, str(reason).strip()
        details = _which(photo)
        work.event("remove_photo", noun=NOUN, ref=photo_id, courtyard_id=courtyard_id, details=details)
        return photo


def _which(photo: Attachment) -> dict[str, Any]:
    """What tells the trail which picture it was: its record, and its hash."""
    return {"of": photo.noun, "id": photo.ref, "stage": photo.stage, "sha256": photo.sha256}


def _kept(work: Work, noun: str, ref: int, stage: str, body: bytes) -> Attachment:
    """The picture once, not too many of one record, and none that was taken away."""
    photo = Attachment(
        noun=noun,
        ref=ref,
        sha256=hashlib.sha256(body).hexdigest(),
        mime=MIME,
        size=len(body),
        body=body,
        stage=stage,
        taken_on=work.today,
    )
    of_record = (col(Attachment.noun) == noun, col(Attachment.ref) == ref)
    stored = work.session.execute(select(col(Attachment.sha256), col(Attachment.voided_at)).where(*of_record))
    gone = {digest: voided_at is not None for digest, voided_at in stored}
    if photo.sha256 in gone:
        code = "photo_was_taken_away" if gone[photo.sha256] else "photo_there_already"
        raise InvalidDraft((Problem("photo", code),))
    if list(gone.values()).count(False) >= AT_MOST:
        raise InvalidDraft((Problem("photo", "too_many_photos", {"most": AT_MOST}),))
    return work.add(photo)
