"""Who may come in and what was done: accounts, sign-ins, the audit chain, batches, attachments."""

import re
import unicodedata
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator
from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint, false
from sqlmodel import Field

from dashboard.schema.base import Base, Draft, Privacy, Record, choice, document, instant, personal, wrong

LOGIN = re.compile(r"[^\W_][\w.@-]{1,59}")
"""Letters of any script, digits, `_.@-`; short enough to be typed on a phone."""


class Role(StrEnum):
    LEADER = "leader"
    COMMITTEE = "committee"
    OFFICE = "office"
    PROPERTY = "property"
    PUBLIC = "public"


class PrincipalKind(StrEnum):
    """The door knows four kinds of principal."""

    USER = "user"
    PERSONA = "persona"
    GUEST = "guest"
    HOUSEHOLD = "household"


class PostDraft(Draft):
    """What somebody with an account is: a committee member of one courtyard, a company's hand, ..."""

    role: Role
    courtyard_id: int | None = None
    organisation_id: int | None = None
    is_admin: bool = False

    @model_validator(mode="after")
    def _in_its_place(self) -> Self:
        if self.role is Role.PUBLIC:
            raise wrong("role", "public_needs_no_account")
        if (self.role is Role.COMMITTEE) != (self.courtyard_id is not None):
            raise wrong("courtyard_id", "missing" if self.courtyard_id is None else "role_has_no_courtyard")
        if (self.role is Role.PROPERTY) != (self.organisation_id is not None):
            code = "missing" if self.organisation_id is None else "role_has_no_organisation"
            raise wrong("organisation_id", code)
        if self.is_admin and self.role is not Role.OFFICE:
            raise wrong("is_admin", "administrators_are_office")
        return self


def same_login(typed: Any) -> str:
    """The login as it is stored, however it was typed: full width, upper case, spaces around it."""
    return unicodedata.normalize("NFKC", str(typed)).strip().casefold()


class AccountDraft(PostDraft):
    """Somebody who is to have an account."""

    login: Annotated[str, BeforeValidator(same_login)]
    name: str = Field(min_length=1, max_length=60)

    @model_validator(mode="after")
    def _can_be_typed(self) -> Self:
        if not LOGIN.fullmatch(self.login):
            raise wrong("login", "login_unfit")
        return self


class Account(Record, table=True):
    """Somebody who can sign in; a committee member belongs to one courtyard.

    Without a password only a one-time code opens it, or an identity provider that knows it as `subject`.
    `is_admin`: may manage accounts.
    """

    __table_args__ = (
        CheckConstraint("role <> 'committee' OR courtyard_id IS NOT NULL", name="committee_has_courtyard"),
        CheckConstraint("NOT is_admin OR role = 'office'", name="administrators_are_office"),
    )

    login: str = personal(Privacy.P2, max_length=60, unique=True)
    name: str = personal(Privacy.P2, max_length=60)
    role: Role = choice(Role)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    password_hash: str | None = Field(default=None, max_length=300)
    disabled_at: datetime | None = instant(default=None, nullable=True)
    is_admin: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    password_changed_at: datetime | None = instant(default=None, nullable=True)
    subject: str | None = personal(Privacy.P2, default=None, max_length=300, unique=True, index=True)


class CodePurpose(StrEnum):
    """Why a one-time code was made."""

    INVITE = "invite"
    RESET = "reset"


class OneTimeCode(Record, table=True):
    """A code read out to somebody so that they choose a password; kept as an argon2id hash."""

    account_id: int = Field(foreign_key="account.id", index=True)
    purpose: CodePurpose = choice(CodePurpose)
    code_hash: str = Field(max_length=300)
    made_at: datetime = instant()
    expires_at: datetime = instant()
    used_at: datetime | None = instant(default=None, nullable=True)


class Throttle(Base, table=True):
    """Failures to come in, counted for a login at an address, a login, an address; `key` is their SHA-256."""

    key: str = Field(primary_key=True, max_length=64)
    failures: int = Field(default=0, ge=0)
    since: datetime = instant(index=True)
    locked_until: datetime | None = instant(default=None, nullable=True)


class SignIn(Base, table=True):
    """An open session of the door. Only the SHA-256 of its token is kept."""

    token_hash: str = Field(primary_key=True, max_length=64)
    kind: PrincipalKind = choice(PrincipalKind)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    role: Role = choice(Role)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    is_admin: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    opened_at: datetime = instant()
    seen_at: datetime = instant()
    ends_at: datetime = instant()


class Head(Base, table=True):
    """The one row that every write locks: `seq` counts audit events, `revision` those that change facts."""

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    seq: int = 0
    revision: int = 0
    hash: str = Field(max_length=64)
    rolled_to: datetime | None = instant(default=None, nullable=True)


class AuditEvent(Base, table=True):
    """One deed. `hash` covers the canonical JSON of the row and the hash before it; no personal values."""

    seq: int = Field(primary_key=True)
    at: datetime = instant()
    actor: str = Field(max_length=60)
    verb: str = Field(max_length=40)
    noun: str = Field(max_length=40)
    ref: int | None = None
    courtyard_id: int | None = None
    details: Any = document()
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)


class SavedForm(Base, table=True):
    """The record that a drawn form made, so that a double click makes no second one."""

    key: str = Field(primary_key=True, max_length=64)
    at: datetime = instant()
    noun: str = Field(max_length=40)
    ref: int


class ImportBatch(Record, table=True):
    """A workbook, or the demo generator's run, whose rows came in as one."""

    kind: str = Field(max_length=40)
    file_name: str | None = Field(default=None, max_length=200)
    file_hash: str | None = Field(default=None, max_length=64)
    rows: int = Field(default=0, ge=0)
    imported_at: datetime = instant()
    undone_at: datetime | None = instant(default=None, nullable=True)


class Remembered(Record, table=True):
    """What somebody matched once when a workbook came in, to be proposed the next time.

    A heading of a kind of workbook means a field; with `value`, a word in that column means a code.
    """

    __table_args__ = (UniqueConstraint("kind", "heading", "value"),)

    kind: str = Field(max_length=40)
    heading: str = Field(max_length=120)
    value: str = Field(default="", max_length=120)
    meaning: str = Field(max_length=80)


class AnswerToken(Record, table=True):
    """The right of one household to answer one thing once, by a link: a call-back or a ballot.

    `noun` and `ref` name what is answered (`closing`, `elector`). Only the SHA-256 of the token is kept.
    """

    __table_args__ = (UniqueConstraint("noun", "ref"),)

    noun: str = Field(max_length=40)
    ref: int = Field(ge=1)
    household_id: int = personal(Privacy.P1, foreign_key="household.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    made_on: date
    used: bool = False


class Attachment(Record, table=True):
    """A photo or scan of a record, EXIF removed, at most 2 MB; never in the public static folder.

    One that was taken away (voided) has no body any more; the line stays, with the hash and the reason.
    """

    __table_args__ = (
        UniqueConstraint("noun", "ref", "sha256"),
        CheckConstraint("size > 0 AND size <= 2097152", name="size"),
    )

    noun: str = Field(max_length=40, index=True)
    ref: int = Field(index=True)
    sha256: str = Field(max_length=64)
    mime: str = Field(max_length=60)
    size: int
    body: bytes = Field(sa_type=LargeBinary)
    stage: str = Field(default="before", max_length=20)
    taken_on: date | None = None
    voided_at: datetime | None = instant(default=None, nullable=True)
    void_why: str | None = Field(default=None, max_length=300)
