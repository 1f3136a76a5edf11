"""The shape of a kind of record: the fields that people fill in, in their order, and who may."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dashboard.access import Action
from dashboard.schema.base import Draft, Privacy, Record

Texts = Mapping[str, str | tuple[str, str]]
"""Code → its name, with a pictogram where it is a big choice."""


class Input(StrEnum):
    """How a value is given; what refers to another record is chosen from a list."""

    CHOICE = "choice"
    DAY = "day"
    COUNT = "count"
    MONEY = "money"
    LINE = "line"
    WORDS = "words"
    BUILDING = "building"
    STAIRWELL = "stairwell"
    HOUSEHOLD = "household"
    BODY = "body"
    GROUP = "group"
    OFFICER = "officer"
    ROOM = "room"
    UNIT = "unit"
    RESOLUTION = "resolution"
    MEETING = "meeting"
    HOLDER = "holder"
    """Somebody in office in a body of the courtyard or the site."""


LISTED = frozenset(Input) - {Input.CHOICE, Input.DAY, Input.COUNT, Input.MONEY, Input.LINE, Input.WORDS}
"""Inputs whose values are ids of other records (or a stairwell), offered by `lookups.options`."""


class Where(StrEnum):
    """To which courtyard records of a kind belong."""

    COURTYARD = "courtyard"
    EITHER = "either"
    SITE = "site"
    BODY = "body"
    """The courtyard of the body that the record names."""
    FOUND = "found"
    """A courtyard is asked only to find what is stored."""


@dataclass(frozen=True)
class Field:
    """One question of a form. `name` is a field of the kind's draft, or what one is found by (a name).

    `more`: rarely needed, behind a lid. `later`: only known once things have gone on. `ahead`: a day that
    may lie in the future. `only`: asked when another field has one of these values. `usual`: its number is
    compared with earlier ones.
    """

    name: str
    label: str
    input: Input
    texts: Texts | None = None
    help: str = ""
    default: Any = None
    today: bool = False
    ahead: bool = False
    more: bool = False
    later: bool = False
    usual: bool = False
    fixed: bool = False
    """Part of what the record is: a correction may not change it."""
    only: tuple[str, frozenset[str]] | None = None
    like: str = ""
    """May stay empty: then it says the same as this other field."""
    long_ago: bool = False
    """A day that may lie more than a year back."""
    refused: frozenset[str] = frozenset()
    """Codes that stand in old records only."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The codes that can be chosen, in their order."""
        return tuple(code for code in self.texts or {} if code not in self.refused)


@dataclass(frozen=True)
class OwnForm:
    """A form made for one kind alone: where it is, what one must be allowed to do, what it asks in order.

    `free`: may stay empty there, though a record needs it: the form then fills it in.
    """

    page: str
    action: Action
    asks: tuple[str, ...]
    do: str = ""
    free: frozenset[str] = frozenset()


ALWAYS = ("first_approver_id", "second_approver_id", "meeting_id")
"""Asked for by the rules though the table could do without."""


@dataclass(frozen=True)
class Kind:
    """A kind of record, named by its table. Texts are msgids; `letter` begins its receipts.

    `title` names the list, `one` a single record, `new` the form; `line` are the fields by which a record is
    told from another in a list. `void`: a line of a ledger, which is never taken out.
    """

    noun: str
    table: type[Record]
    draft: type[Draft]
    title: str
    one: str
    new: str
    see: Action
    record: Action
    fields: tuple[Field, ...]
    day: str
    letter: str
    line: tuple[str, ...]
    page: str
    where: Where = Where.COURTYARD
    picture: str = ""
    note: str = ""
    """A standing remark above the form: what it is for, what it is not."""
    void: bool = False
    due: str = ""
    """The day by which the first of what is filled in later should have come about."""
    ended_by: str = ""
    """The day on which it came about, where that is not the first of what is filled in later."""
    own_form: OwnForm | None = None
    """Made by a form of its own; corrected and told here."""
    handler: str = "handler_id"
    """The column of the organisation that it was handed to, where somebody sees only what was."""
    stays: bool = False
    """Never withdrawn: it has an ending of its own for what should not have been entered."""

    def field(self, name: str) -> Field | None:
        """A field by its name."""
        return next((one for one in self.fields if one.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what people fill in."""
        return tuple(one.name for one in self.fields)

    @property
    def first(self) -> tuple[Field, ...]:
        """The questions of the form's first page, in their order."""
        return tuple(one for one in self._asked if not one.more and not one.later)

    @property
    def rare(self) -> tuple[Field, ...]:
        """The questions of the form behind its lid, in their order."""
        return tuple(one for one in self._asked if one.more)

    @property
    def _asked(self) -> tuple[Field, ...]:
        if self.own_form is None:
            return self.fields
        return tuple(one for name in self.own_form.asks if (one := self.field(name)))

    @property
    def enter(self) -> Action:
        """What one must be allowed to do to fill the form in."""
        return self.own_form.action if self.own_form else self.record

    @property
    def form(self) -> tuple[str, dict[str, str]]:
        """Where the form is: its page and query."""
        if self.own_form is None:
            return self.page, {"part": self.noun, "do": "new"}
        return self.own_form.page, {"do": self.own_form.do} if self.own_form.do else {}

    def needs(self, field: Field) -> bool:
        """Whether a question of the form must be answered."""
        if self.found_by(field.name):
            return field.name != "phone"
        if field.like or field.input is Input.GROUP:
            return False
        if field.default is not None:
            return True
        return field.name in ALWAYS or self.draft.model_fields[field.name].is_required()

    def found_by(self, name: str) -> bool:
        """Whether a question only finds what is stored: a name for a person."""
        return name not in self.draft.model_fields

    @property
    def ends(self) -> str:
        """The day on which what was due came about, empty for what has no day by which it is due."""
        return (self.ended_by or self.later[0].name) if self.due else ""

    @property
    def later(self) -> tuple[Field, ...]:
        """What is filled in once things have gone on."""
        return tuple(one for one in self.fields if one.later)

    def privacy(self, name: str) -> Privacy | None:
        """The privacy class of a field, None for P0."""
        columns = self.table.__table__.columns  # type: ignore[attr-defined]
        found: Privacy | None = columns[name].info.get("privacy") if name in columns else None
        return found


def shown(field: Field, values: Mapping[str, Any]) -> bool:
    """Whether a field is asked, given what was chosen so far."""
    if field.only is None:
        return True
    other, wanted = field.only
    chosen = values.get(other)
    return chosen is not None and str(chosen) in wanted
