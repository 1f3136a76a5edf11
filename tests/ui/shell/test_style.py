"""The files of rules: every colour they name is given, and pages and slides do not dress each other."""

import re

import pytest

from dashboard.briefings import deck, deck_pictures, works
from dashboard.briefings.model import SlideKind
from dashboard.charts.palette import css_variables, palette
from dashboard.rules.promises import State
from dashboard.settings import ROOT
from dashboard.ui.shell import style

OF_THE_PAGE = {"--yl-menu", "--yl-upload", "--yl-upload-hint"}
"""Given where the words are known: by the shell, and by each field for a file."""
RULES = style.RULES | {"deck": deck.RULES}


def classes(rules: str) -> set[str]:
    return set(re.findall(r"\.(yl-[a-z-]+)", rules))


@pytest.mark.parametrize("name", RULES)
def test_every_variable_is_given(name: str) -> None:
    asked = set(re.findall(r"var\((--yl-[a-z0-9-]+)\)", RULES[name]))
    for dark in (False, True):
        given = set(re.findall(r"(--yl-[a-z0-9-]+):#[0-9a-f]{6};", css_variables(palette(dark=dark))))
        assert asked <= given | OF_THE_PAGE


def test_slides_and_pages_share_no_class() -> None:
    """The slides are shown inside a page: a rule for its pictures made those of the slides smaller."""
    assert classes(RULES["style"]) & classes(RULES["deck"]) == set()


def test_every_class_is_used() -> None:
    inside = ROOT / "dashboard"
    files = [*inside.rglob("*.py"), *(inside / "static").glob("*.js"), *(inside / "briefings").glob("*.html")]
    files += (inside / "ui").rglob("*.html")
    texts = "\n".join(path.read_text(encoding="utf-8") for path in files)
    named = {f"yl-k-{kind}" for kind in SlideKind} | {f"yl-{name}" for name in deck_pictures.DOTS}
    named |= {f"yl-is-{mark}" for mark in (*works.MARKS, *State)}
    assert {one for one in classes("".join(RULES.values())) - named if one not in texts} == set()
