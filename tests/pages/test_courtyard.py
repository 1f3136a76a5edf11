"""The courtyard page for each persona: names, rows, neighbours, the address."""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import PERSONAS, told

Open = Callable[..., AppTest]
PAGE = "overview/courtyard.py"


def linked(test: AppTest) -> list[tuple[str, str]]:
    """The links to pages: address and query of each."""
    return [(one.proto.page, one.proto.query_string) for one in test.main.get("page_link")]


def labels(test: AppTest) -> str:
    return " ".join(one.proto.label for one in test.main.get("page_link"))


@pytest.fixture
def people(filled: Path) -> set[str]:
    """Every name of a person in office."""
    with sqlite3.connect(filled) as connection:
        return {name for (name,) in connection.execute("select name from person")}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_sees_where_a_courtyard_stands(app: Open, persona: str, language: str) -> None:
    test = app(persona, PAGE, no="6", lang=language)
    assert not test.exception
    words = told(test)
    assert ("6号院" if language == "zh" else "Courtyard 6") in words
    assert ("明显差于全片区" if language == "zh" else "Clearly worse than the site") in words
    assert ("回访50件中26件" if language == "zh" else "26 of 50 residents") in words
    assert ("不具法人印章效力" if language == "zh" else "no legal person") in words


@pytest.mark.parametrize("no", ["3", "4"])
@pytest.mark.parametrize("persona", PERSONAS)
def test_no_full_name_and_masked_ones_for_their_keepers(
    app: Open, people: set[str], persona: str, no: str
) -> None:
    test = app(persona, PAGE, no=no)
    words = told(test) + labels(test)
    assert not [name for name in people if name in words]
    masked = re.findall(r"[一-鿿]\* ·", words)
    assert bool(masked) == (persona == "office" or (persona == "committee-3" and no == "3"))
    assert "组长" in words


@pytest.mark.parametrize(
    ("persona", "no", "requests"),
    [
        ("leader", "3", 6),
        ("office", "3", 6),
        ("committee-3", "3", 6),
        ("committee-3", "4", 0),
        ("guest", "3", 0),
    ],
)
def test_rows_of_open_requests_lead_to_the_request(app: Open, persona: str, no: str, requests: int) -> None:
    test = app(persona, PAGE, no=no)
    numbers = re.findall(r"R2026\\?-\d{4}", labels(test))
    assert len(numbers) == requests
    assert ("此处只列数量" in told(test)) == (requests == 0)
    assert "未办结诉求" in told(test)


def test_the_company_sees_what_it_was_handed(app: Open, filled: Path) -> None:
    with sqlite3.connect(filled) as connection:
        handed = connection.execute(
            "select number from request r join organisation o on o.id = r.handler_id"
            " where o.kind = 'property_company' and r.courtyard_id = 1"
            " and r.status in ('accepted', 'in_hand')"
        ).fetchall()
    test = app("property", PAGE, no="1")
    numbers = {one.replace("\\", "") for one in re.findall(r"R\d{4}\\?-\d{4}", labels(test))}
    assert numbers == {number for (number,) in handed}
    assert len(numbers) == 1
    assert "另有2件由其他单位办理" in told(test)


def test_what_is_overdue_leads(app: Open) -> None:
    test = app("leader", PAGE, no="6")
    lines = [one.proto.label for one in test.main.get("page_link")]
    marks = [line[line.index("[") + 1] for line in lines if line.startswith(":")]
    late = sum(int(count) for count in re.findall(r"◆ 逾期(\d+)", told(test)))
    assert 0 < late < len(marks)
    assert marks == ["◆"] * late + ["○"] * (len(marks) - late)


@pytest.mark.parametrize(
    ("no", "wanted"), [("1", ["2号院 →"]), ("5", ["← 4号院", "6号院 →"]), ("10", ["← 9号院"])]
)
def test_neighbours_do_not_wrap(app: Open, no: str, wanted: list[str]) -> None:
    test = app("leader", PAGE, no=no)
    found = [one.proto.label for one in test.main.get("page_link")]
    assert [label for label in found if "号院" in label and ("←" in label or "→" in label)] == wanted


def test_everything_is_read_as_of_the_month(app: Open) -> None:
    test = app("leader", PAGE, no="6", month="2026-09")
    words = told(test)
    assert "未办结诉求9件，其中逾期3件" in words
    assert "截至2026年10月" not in words
    assert any("month=2026-09" in query for _page, query in linked(test))


def test_the_story_follows_one_strand(app: Open) -> None:
    everything = told(app("leader", PAGE, no="3"))
    assert "受理5件，办结2件" in everything
    seals = told(app("leader", PAGE, no="3", kind="seals"))
    assert "受理5件" not in seals
    assert "第1号，维修资金申请" in seals


def test_a_term_about_to_end_is_marked(app: Open) -> None:
    # The head of courtyard 3 serves until 31 December: 61 days after 31 October, 92 after 30 September.
    test = app("leader", PAGE, no="3")
    assert "61天后届满" in told(test)
    assert "天后届满" not in told(app("leader", PAGE, no="3", month="2026-09"))


def test_empty_seats_are_told(app: Open) -> None:
    assert "空缺3席" in told(app("leader", PAGE, no="5"))
    assert "空缺" not in told(app("leader", PAGE, no="3"))
