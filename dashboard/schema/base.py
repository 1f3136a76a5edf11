"""What all tables share: one registry, the columns of every record, drafts and their problems."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, insert
from sqlalchemy.orm import declared_attr, registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, Session, SQLModel

from dashboard.errors import InvalidDraft, Problem

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def snake(name: str) -> str:
    """`OfficeTerm` -> `office_term`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """The parent of all tables. Its own registry keeps hot reload from defining a table twice."""

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return snake(cls.__name__)


class Privacy(StrEnum):
    """How personal a column is (P0 published totals ... P3 sensitive)."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored as UTC; a naive one is refused. SQLite keeps it without the offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(enum: type[StrEnum], *, check: str | None = None, **given: Any) -> Any:
    """A column that holds one member of `enum` by its value, kept by a CHECK (named `check`)."""
    kind = Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=check or snake(enum.__name__),
        values_callable=lambda members: [member.value for member in members],
    )
    return Field(sa_type=kind, **given)


def instant(**given: Any) -> Any:
    """A column that holds an aware instant (UTC)."""
    return Field(sa_type=UtcDateTime, **given)


def personal(level: Privacy, **given: Any) -> Any:
    """A column of a privacy class above P0; the class can be read from the column's `info`."""
    return Field(sa_column_kwargs={"info": {"privacy": level}}, **given)


def document(**given: Any) -> Any:
    """A column of plain JSON."""
    return Field(sa_type=JSON, **given)


BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
JOINERS = "\u200c\u200d"
"""Unseen, yet needed: they join the parts of a pictogram, and letters of some scripts."""
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters by their class, and nothing to see."""


def visible(text: str) -> str:
    """A text without what nobody sees: control characters, turns of direction, blanks that pass for letters.

    Copied phone numbers bring them along; PostgreSQL refuses NUL; a name of nothing else is none.
    """
    kept = "".join(one for one in BREAKS.sub("\n", text) if one in "\n\t" or not _is_unseen(one))
    return kept if any(_is_drawn(one) for one in kept) else ""


def _is_unseen(one: str) -> bool:
    return one in BLANKS or (unicodedata.category(one) in ("Cc", "Cf", "Cs") and one not in JOINERS)


def _is_drawn(one: str) -> bool:
    """Whether there is something to see of a character that stands alone."""
    return not (one.isspace() or one in JOINERS or unicodedata.category(one) == "Mn")


class Draft(SQLModel):
    """What a form or a workbook row must hold before it may become a record."""

    model_config = {"str_strip_whitespace": True, "extra": "forbid"}

    @model_validator(mode="before")
    @classmethod
    def _visible(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        return {name: visible(value) if isinstance(value, str) else value for name, value in values.items()}

    @classmethod
    def check(cls, **values: Any) -> Self:
        """The validated draft; raises InvalidDraft with every problem by field."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise InvalidDraft(tuple(_problem(dict(one)) for one in error.errors())) from None


def wrong(name: str, code: str, **values: Any) -> PydanticCustomError:
    """A validator's complaint about one field of a draft, by the code of its sentence."""
    return PydanticCustomError(code, code, {"field": name, **values})


def written(pattern: str) -> StringConstraints:
    """For `Annotated`: a text that is written so. `Field(regex=)` of SQLModel checks nothing."""
    return StringConstraints(pattern=pattern)


def _problem(error: dict[str, Any]) -> Problem:
    context = dict(error.get("ctx") or {})
    context.pop("error", None)
    name = context.pop("field", None) or ".".join(str(part) for part in error["loc"]) or "draft"
    # What was left empty is not wrong, it is not there yet, whatever it should have been.
    code = "missing" if error.get("input", "") is None else str(error["type"])
    return Problem(str(name), code, context)


def in_order(since: Any, until: Any, name: str = "until") -> None:
    """Refuse an end before its beginning."""
    if since is not None and until is not None and until < since:
        raise wrong(name, "ends_before_it_begins", since=since)


class Record(Base):
    """A row with an id and a version that every change advances.

    A change of a row that somebody else has changed since it was read finds no row and fails
    (`StaleDataError`). Which version follows is said by whoever writes (`actions/unit_of_work.py`).
    """

    id: int | None = Field(default=None, primary_key=True)
    version: int = Field(default=1, ge=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version, "version_id_generator": False}  # type: ignore[attr-defined]


class Imported(SQLModel):
    """A record that may have come from a workbook."""

    batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)


class Threaded(SQLModel):
    """A record that is a step in one matter's story."""

    thread_id: int | None = Field(default=None, foreign_key="thread.id", index=True)


def insert_rows(session: Session, table: type[Record], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows at once; gives their ids in the same order.

    Every None is written: left out, each run of rows that leave out the same would be a statement of its own,
    and SQLAlchemy copies all ids so far after each.
    """
    made = insert(table).returning(table.id, sort_by_parameter_order=True)  # type: ignore[call-overload]
    return list(session.execute(made, rows, execution_options={"render_nulls": True}).scalars())
