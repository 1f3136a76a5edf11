"""What stands beside the audit trail and can be erased: values that changed, reasons of reveals, drafts."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import model_validator
from sqlmodel import Field

from dashboard.schema.accounts import Role
from dashboard.schema.base import (
    Base,
    Draft,
    Privacy,
    Record,
    choice,
    document,
    instant,
    personal,
    wrong,
)


class RecordChange(Record, table=True):
    """One change of one record: `values` maps each field to what it was and what it became.

    Who did it and when says the audit event `seq`; personal values stand here, never there.
    """

    seq: int = Field(foreign_key="audit_event.seq", index=True)
    noun: str = Field(max_length=40, index=True)
    ref: int = Field(index=True)
    verb: str = Field(max_length=40)
    values: Any = document(sa_column_kwargs={"info": {"privacy": Privacy.P3}})
    reason: str | None = personal(Privacy.P1, default=None, max_length=300)
    said_by: str | None = personal(Privacy.P2, default=None, max_length=60)


class Why(StrEnum):
    """Why somebody looks behind a mask; `other` needs words."""

    CALL_BACK = "call_back"
    VISIT = "visit"
    HELP = "help"
    EMERGENCY = "emergency"
    OTHER = "other"


class RevealDraft(Draft):
    """A look at the fields of one class of one record, with its reason."""

    noun: str = Field(max_length=40)
    ref: int = Field(ge=1)
    level: Privacy
    why: Why
    words: str | None = Field(default=None, max_length=160)

    @model_validator(mode="after")
    def _told(self) -> "RevealDraft":
        if self.why is Why.OTHER and len(self.words or "") < 2:
            raise wrong("words", "reason_needed")
        return self

    @property
    def reason(self) -> str:
        """The code, and the words if there are any."""
        return f"{self.why.value}: {self.words}" if self.words else self.why.value


class Reveal(Record, table=True):
    """Why somebody looked behind a mask; who, at what and when says the audit event `seq`."""

    seq: int = Field(foreign_key="audit_event.seq", index=True)
    reason: str = personal(Privacy.P1, max_length=200)


class UnsentForm(Base, table=True):
    """What somebody has typed into a form and not sent yet; only `owner` (a hash) gets it back."""

    owner: str = Field(primary_key=True, max_length=64)
    form: str = Field(primary_key=True, max_length=80)
    role: Role = choice(Role)
    saved_at: datetime = instant(index=True)
    values: Any = document(sa_column_kwargs={"info": {"privacy": Privacy.P3}})
