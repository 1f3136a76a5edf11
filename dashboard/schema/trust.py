"""Who may come in and what was done: accounts, sign-ins, the audit chain, batches, attachments."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field

from dashboard.schema.base import Base, Privacy, Record, choice, document, instant, personal


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


class Account(Record, table=True):
    """Somebody who can sign in; a committee member belongs to one courtyard."""

    __table_args__ = (
        CheckConstraint("role <> 'committee' OR courtyard_id IS NOT NULL", name="committee_has_courtyard"),
    )

    login: str = personal(Privacy.P2, max_length=60, unique=True)
    name: str = personal(Privacy.P2, max_length=60)
    role: Role = choice(Role)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    password_hash: str | None = Field(default=None, max_length=300)
    disabled_at: datetime | None = instant(default=None, nullable=True)


class SignIn(Base, table=True):
    """An open session of the door. Only the SHA-256 of its token is kept."""

    token_hash: str = Field(primary_key=True, max_length=64)
    kind: PrincipalKind = choice(PrincipalKind)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    role: Role = choice(Role)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
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


class Attachment(Record, table=True):
    """A photo or scan of a record, EXIF removed, at most 2 MB; never in the public static folder."""

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
