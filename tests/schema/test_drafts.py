"""What is typed arrives as it is seen: nothing that hides in a text is kept."""

import pytest
from sqlmodel import Field

from dashboard.errors import InvalidDraft
from dashboard.schema.base import Draft, visible
from dashboard.schema.duties import DutyDraft
from dashboard.schema.meetings import MeetingDraft, SealDraft
from dashboard.schema.places import AreaDraft
from tests import texts


class NameDraft(Draft):
    name: str = Field(min_length=1)
    count: int = 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202d138 0000 0000\u202c", "138 0000 0000"),
        ("王\x00芳", "王芳"),
        ("\ufeff2单元", "2单元"),
        ("一行\n两行\t表", "一行\n两行\t表"),
        ("漏水\x1b[31m了", "漏水[31m了"),
        ("\u2066abc\u2069\u200b", "abc"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("❤\ufe0f 🇨🇳 1\ufe0f\u20e3 葛\U000e0100", "❤\ufe0f 🇨🇳 1\ufe0f\u20e3 葛\U000e0100"),
        ("王\u3000芳", "王\u3000芳"),
        ("一行\r\n两行\v三行\r四行", "一行\n两行\n三行\n四行"),
        ("\ud800", ""),
    ],
)
def test_what_nobody_sees_is_left_out(typed: str, kept: str) -> None:
    assert visible(typed) == kept
    if kept:
        assert NameDraft.check(name=typed).name == kept
        kept.encode()


@pytest.mark.parametrize(
    "typed", ["\u200b\u200b", "\u3164", "\u2800 \u2800", "\u200d", "\u202e\u00ad", "\x00"]
)
def test_a_name_of_unseen_characters_is_none(typed: str) -> None:
    with pytest.raises(InvalidDraft) as told:
        NameDraft.check(name=typed)
    assert [(one.name, one.code) for one in told.value.problems] == [("name", "string_too_short")]


def test_what_is_no_text_is_left_as_it_is() -> None:
    assert NameDraft.check(name="王", count=3).count == 3


def problems(draft: type[Draft], name: str, value: str) -> list[str]:
    """What is said about one field; others are missing."""
    with pytest.raises(InvalidDraft) as raised:
        draft.check(**{name: value})
    return [one.code for one in raised.value.problems if one.name == name]


@pytest.mark.parametrize(
    ("draft", "name", "refused", "kept"),
    [
        (DutyDraft, "month", ("2026-13", "2026-9", "October"), ("2026-09", "2026-12")),
        (AreaDraft, "code", ("53011", "5301110010099"), ("530111001009",)),
        (MeetingDraft, "begins_at", ("14:15", "06:30", "22:00", "2:30"), ("07:00", "21:30")),
        (SealDraft, "document_hash", ("abc", "g" * 64), ("ab" * 32, "AB " * 32)),
    ],
)
def test_what_is_written_otherwise_is_refused(
    draft: type[Draft], name: str, refused: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    assert [value for value in refused if not problems(draft, name, value)] == []
    assert [value for value in kept if problems(draft, name, value)] == []


def test_no_field_has_a_pattern_that_nobody_checks() -> None:
    """SQLModel hands its `regex` on to nobody; `schema.base.written` is checked."""

    def every(draft: type[Draft]) -> list[type[Draft]]:
        return [draft, *(each for one in draft.__subclasses__() for each in every(one))]

    fields = [(one, name, field) for one in every(Draft) for name, field in one.model_fields.items()]
    assert len(fields) > 200
    assert [(one, name) for one, name, field in fields if field._attributes_set.get("regex")] == []


def test_every_column_of_text_is_known_as_typed_or_not() -> None:
    """A new one is told of here, and then carries markup too."""
    assert set().union(*texts.columns().values()) == texts.TYPED | texts.PLAIN
    assert not texts.TYPED & texts.PLAIN
