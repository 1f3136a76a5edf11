"""Photos of a record: before and after. A photo stays with its record; there is no verb to remove one."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotAllowed, Problem
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
    photo = _attachment(noun, ref, stage, picture.body, taken_on=civil(now))
    _fits(session, photo)
    session.add(photo)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=photo.id or 0, now=now)
    told = {"of": noun, "id": ref, "stage": stage, "nobody_shown": True, "sha256": photo.sha256}
    audit.record(
        session,
        by=by,
        verb="add_photo",
        noun=NOUN,
        now=now,
        ref=photo.id,
        courtyard_id=courtyard_id,
        details=told,
    )
    return photo


def _attachment(noun: str, ref: int, stage: str, body: bytes, *, taken_on: date) -> Attachment:
    return Attachment(
        noun=noun,
        ref=ref,
        sha256=hashlib.sha256(body).hexdigest(),
        mime=MIME,
        size=len(body),
        body=body,
        stage=stage,
        taken_on=taken_on,
    )


def _fits(session: Session, photo: Attachment) -> None:
    """The same picture once, and not too many of one record."""
    of_record = (col(Attachment.noun) == photo.noun, col(Attachment.ref) == photo.ref)
    kept = session.execute(select(func.count()).select_from(Attachment).where(*of_record)).scalar_one()
    if kept >= AT_MOST:
        raise InvalidDraft((Problem("photo", "too_many_photos", {"most": AT_MOST}),))
    same = select(col(Attachment.id)).where(*of_record, col(Attachment.sha256) == photo.sha256)
    if session.execute(same).first():
        raise InvalidDraft((Problem("photo", "photo_there_already"),))
