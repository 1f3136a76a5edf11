"""Typed text as Markdown: held against another reader of Markdown, character by character."""

from html import escape

import pytest
from hypothesis import given, strategies
from markdown_it import MarkdownIt

from dashboard.ui.components import links
from dashboard.ui.formats import plain

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
JOINER = "\u2060"


@given(strategies.text(alphabet="ab1 \\`*_{}[]()<>#+-.!|~$:&=^/;'\",?%@中", max_size=40))
def test_it_shows_just_the_characters_typed(typed):
    shown = MARKDOWN.render(plain(f"x{typed}x"))
    said = shown.removeprefix("<p>").removesuffix("</p>\n").replace(JOINER, "")
    assert said == escape(f"x{typed}x", quote=False).replace('"', "&quot;")


@pytest.mark.parametrize(
    "typed", ["# big", "- one", "1. one", "1) one", "> said", "===", "---", "| a | b |", ":red[late]", "~~~"]
)
def test_it_begins_no_block_of_another_kind(typed):
    said = MARKDOWN.render(plain(typed))
    assert said == f"<p>{escape(typed)}</p>\n"


@pytest.mark.parametrize(
    "typed",
    ["https://evil.example", "HTTP://evil.example", "www.evil.example", "WWW.evil.example", "a@evil.example"],
)
def test_a_bare_address_is_parted(typed):
    """Streamlit's reader looks for addresses once more after the backslashes are gone."""
    said = MARKDOWN.render(plain(typed)).removeprefix("<p>").removesuffix("</p>\n")
    assert said != typed
    assert said.replace(JOINER, "") == typed
    assert not any(one in said.lower() for one in ("://", "www.", "@evil"))


def test_what_is_no_address_is_left_alone():
    assert JOINER not in plain("10:30 6号院，电话 0871-1234567；awww http")


def test_links_give_it_too():
    assert links.plain is plain
