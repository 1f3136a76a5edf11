"""The courtyard page for each persona: names, rows, neighbours, the address."""

import re
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import db
from dashboard.queries import courtyard as queries
from tests import lookups
from tests.pages.conftest import AS_OF
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
def test_everybody_sees_where_a_courtyard_stands(
    app: Open, filled: Path, persona: str, language: str
) -> None:
    asked, solved = lookups.call_backs(filled, "2025-10-01", "2026-09-30", courtyard=6)
    test = app(persona, PAGE, no="6", lang=language)
    assert not test.exception
    words = told(test)
    assert ("6号院" if language == "zh" else "Courtyard 6") in words
    assert ("明显差于全片区" if language == "zh" else "Clearly worse than the site") in words
    assert (f"回访{asked}件中{solved}件" if language == "zh" else f"{solved} of {asked} residents") in words
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
    ("persona", "which", "may"),
    [
        ("leader", "= 3", True),
        ("office", "= 3", True),
        ("committee-3", "= 3", True),
        ("committee-3", "!= 3", False),
        ("guest", "= 3", False),
    ],
)
def test_rows_of_open_requests_lead_to_the_request(
    app: Open, filled: Path, persona: str, which: str, may: bool
) -> None:
    at = "from request join courtyard on courtyard.id = courtyard_id where status in ('accepted', 'in_hand')"
    no = lookups.answer(filled, f"select no {at} and no {which} group by no order by count(*) desc, no")
    with sqlite3.connect(filled) as connection:
        found = connection.execute(f"select number {at} and no = ?", (no,)).fetchall()
    test = app(persona, PAGE, no=str(no))
    numbers = [one.replace("\\", "") for one in re.findall(r"R\d{4}\\?-\d{4}", labels(test))]
    assert sorted(numbers) == sorted(number for (number,) in found if may)
    assert ("此处只列数量" in told(test)) == (not may)
    assert "未办结诉求" in told(test)


def test_the_company_sees_what_it_was_handed(app: Open, filled: Path) -> None:
    with sqlite3.connect(filled) as connection:
        found = connection.execute(
            "select number, coalesce(o.kind = 'property_company', false) from request r"
            " join courtyard c on c.id = r.courtyard_id left join organisation o on o.id = r.handler_id"
            " where c.no = 1 and r.status in ('accepted', 'in_hand')"
        ).fetchall()
    handed = {number for number, is_theirs in found if is_theirs}
    others = len(found) - len(handed)
    assert handed
    assert others
    test = app("property", PAGE, no="1")
    numbers = {one.replace("\\", "") for one in re.findall(r"R\d{4}\\?-\d{4}", labels(test))}
    assert numbers == handed
    assert f"另有{others}件由其他单位办理" in told(test)


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


def test_everything_is_read_as_of_the_month(app: Open, filled: Path) -> None:
    test = app("leader", PAGE, no="6", month="2026-09")
    words = told(test)
    home = lookups.courtyard(filled, 6)
    with db.reading() as session:
        then, now = (
            queries.open_on(session, courtyard_id=home, day=day) for day in (date(2026, 9, 30), AS_OF)
        )
    assert (then.requests, then.requests_late) != (now.requests, now.requests_late)
    assert f"未办结诉求{then.requests}件，其中逾期{then.requests_late}件" in words
    assert "截至2026年10月" not in words
    assert any("month=2026-09" in query for _page, query in linked(test))


def test_the_story_follows_one_strand(app: Open, filled: Path) -> None:
    october = "between '2026-10-01' and '2026-10-31'"
    home = lookups.courtyard(filled, 3)
    accepted = lookups.answer(
        filled,
        f"select count(*) from request where courtyard_id = :home and accepted_on {october}",
        home=home,
    )
    closed = lookups.answer(
        filled,
        "select count(*) from closing join request on request.id = request_id"
        f" where request.courtyard_id = :home and closed_on {october}",
        home=home,
    )
    seal = lookups.answer(
        filled,
        "select no from seal_use where courtyard_id = :home and purpose = 'fund_application'"
        " order by used_on desc",
        home=home,
    )
    assert accepted
    everything = told(app("leader", PAGE, no="3"))
    assert f"受理{accepted}件，办结{closed}件" in everything
    seals = told(app("leader", PAGE, no="3", kind="seals"))
    assert f"受理{accepted}件" not in seals
    assert f"第{seal}号，维修资金申请" in seals


def test_a_term_about_to_end_is_marked(app: Open, filled: Path) -> None:
    # The first term of its group to end does so within 90 days of 31 October, not of 30 September.
    no, days = lookups.answer(
        filled,
        "select no, cast(julianday(min(term.until)) - julianday('2026-10-31') as integer) from term"
        " join organisation on organisation.id = organisation_id"
        " join courtyard on courtyard.id = organisation.courtyard_id"
        " where term.since <= '2026-10-31' and term.until >= '2026-10-31'"
        " and (ended_on is null or ended_on > '2026-10-31')"
        " group by no having min(term.until) between '2026-12-30' and '2027-01-29' order by no",
    )
    test = app("leader", PAGE, no=str(no))
    assert f"{days}天后届满" in told(test)
    assert "天后届满" not in told(app("leader", PAGE, no=str(no), month="2026-09"))


def test_empty_seats_are_told(app: Open) -> None:
    assert "空缺3席" in told(app("leader", PAGE, no="5"))
    assert "空缺" not in told(app("leader", PAGE, no="3"))
