"""Named failures that cross layers. Each is turned into one plain sentence by the shell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class YuanluoError(Exception):
    """Something a person can be told about in one sentence."""


@dataclass
class NewerDatabase(YuanluoError):
    """The database was made by a newer release, whose `revision` this one does not know."""

    revision: str

    def __str__(self) -> str:
        return f"the database is of a newer release (schema {self.revision}): install that release"


class NotSignedIn(YuanluoError):
    """No open session belongs to the browser's token."""


class WrongPassword(YuanluoError):
    """Login, password or code do not belong together, or the account is closed: nobody learns which."""


class UnknownPerson(YuanluoError):
    """The identity provider knows somebody who has no open account here."""


@dataclass
class TooManyAttempts(YuanluoError):
    """Too many failures to come in; `until` (aware UTC) nothing more is tried."""

    until: datetime


class LastAdministrator(YuanluoError):
    """Nobody would be left who can manage accounts."""


class NotAllowed(YuanluoError):
    """The signed-in principal may not do this here."""


class NotFound(YuanluoError):
    """The record asked for does not exist, or not in the reader's scope."""


@dataclass
class StaleVersion(YuanluoError):
    """The record changed since the form was opened.

    `theirs` holds the stored values, `mine` the values just typed, by field name.
    """

    noun: str
    ref: int
    theirs: Mapping[str, Any]
    mine: Mapping[str, Any]


@dataclass
class AlreadyDone(YuanluoError):
    """The same drawn form was saved before; `ref` is the record that it made."""

    noun: str
    ref: int


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one field: a code for the catalogue of sentences and its values."""

    name: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class InvalidDraft(YuanluoError):
    """A draft that cannot be saved, with every problem by field."""

    problems: tuple[Problem, ...]


class NotDemo(YuanluoError):
    """A demo-only deed was asked of a database that holds real data."""


class UnknownName(YuanluoError):
    """An indicator key, period or courtyard that does not exist."""


class OutOfTurn(YuanluoError):
    """The step does not follow from where the matter stands (closing a closed request, say)."""


class Refused(YuanluoError):
    """Something asked on the command line that is not done, with the reason in words."""
