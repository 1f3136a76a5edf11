"""What is typed arrives as it is seen: nothing that hides in a text is kept."""

import pytest
from sqlmodel import Field

from dashboard.errors import InvalidDraft
from dashboard.schema.base import Draft, visible


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
