"""What is looked for in requests: words, wherever their reader may read them."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, false, func, or_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from dashboard.access import FieldAccess, Principal, field_access
from dashboard.i18n import _
from dashboard.records.names import PLACES, TYPES
from dashboard.schema.base import Privacy
from dashboard.schema.places import Courtyard, Household
from dashboard.schema.requests import OPEN, Request

APART = re.compile(r"[\s,;:!?()、。\x00-\x1f]+")
SAID = re.compile("号?院|单元|栋|幢")
"""3号院2单元401室 is 3-2-401."""
FLAT = re.compile(r"(?:(?:(\d{1,3})-)?(\d{1,2})-)?([\w/]{1,12})")
"""A flat as it is said: 3-2-401 (courtyard, stairwell, room), 2-401 or 401."""
WORDS_AT_MOST = 6


def words(find: str) -> list[str]:
    """What was typed, as it is looked for: full-width signs are the plain ones, without case.

    Spaces, punctuation and signs that cannot be seen part the words.
    """
    plain = unicodedata.normalize("NFKC", find).casefold()
    return [word for word in APART.split(plain) if word][:WORDS_AT_MOST]


def holds(word: str, by: Principal) -> ColumnElement[bool]:
    """The condition of a request that has a word where the reader may read it."""
    allowed = field_access(by, Privacy.P1)
    readable: Any = {
        FieldAccess.YES: col(Request.id) > 0,
        FieldAccess.OPEN_TASK: col(Request.status).in_(OPEN),
    }.get(allowed, false())
    return or_(
        col(Request.number).icontains(word, autoescape=True),
        col(Request.type).in_(_called(TYPES, word)),
        col(Request.place).in_(_called(PLACES, word)),
        col(Courtyard.name_zh).icontains(word, autoescape=True),
        col(Courtyard.name_en).icontains(word, autoescape=True),
        and_(readable, or_(col(Request.summary).icontains(word, autoescape=True), _is_flat(word))),
    )


def _called(texts: Mapping[str, tuple[str, str]], word: str) -> list[str]:
    """The codes in whose names the word stands, in the reader's language."""
    return [code for code, (name, _picture) in texts.items() if word in _(name).casefold()]


def _is_flat(word: str) -> ColumnElement[bool]:
    flat = FLAT.fullmatch(SAID.sub("-", word).removesuffix("室"))
    if flat is None:
        return false()
    yard, stairwell, room = flat.groups()
    parts = [func.lower(col(Household.room)) == room]
    if stairwell:
        parts.append(col(Household.stairwell) == int(stairwell))
    if yard:
        parts.append(col(Courtyard.no) == int(yard))
    return and_(*parts)
