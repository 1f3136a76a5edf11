"""One number for one matter, from the first word to the resident's confirmation."""

from datetime import date

from sqlmodel import Field

from dashboard.schema.base import Record


class Thread(Record, table=True):
    """A matter. Every record that is a step of it carries its id; `number` is what people quote."""

    number: str = Field(max_length=20, unique=True)
    opened_on: date
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
