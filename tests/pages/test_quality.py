"""Data quality on the demonstration site: totals as raw SQL counts them, by scope."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.queries.quality import CHECKS
from dashboard.ui.views.quality import findings
from tests.pages.test_pages import PERSONAS, told

Open = Callable[..., AppTest]
FACTS = """
    SELECT kind, sum(entered_on IS NOT NULL), sum(entered_on <= due_on), sum(completed_on IS NOT NULL),
           sum(approved_on IS NOT NULL), count(*)
    FROM reporting_duty
    WHERE month BETWEEN '2025-11' AND '2026-10' AND (due_on < '2026-10-31' OR entered_on IS NOT NULL) {own}
    GROUP BY kind
"""


def counted(path: Path, own: str = "") -> list[list[str]]:
    """Entered, on time, complete and approved of expected, for each kind that was expected."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(FACTS.format(own=own)).fetchall()
    return sorted([f"{fact or 0}/{whole}" for fact in facts] for _kind, *facts, whole in found)


def shown(test: AppTest) -> list[list[str]]:
    html = next(e.proto.body for e in test.get("html") if "<table" in e.proto.body)
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)]
    return [row for row in rows if row]


def drawn(test: AppTest) -> list[dict[str, Any]]:
    """The marks of the matrix."""
    sets = test.get("vega_lite_chart")[0].proto.datasets
    frames = [pyarrow.ipc.open_stream(one.data.data).read_pandas() for one in sets]
    return next(frame for frame in frames if "glyph" in frame).to_dict("records")


@pytest.mark.parametrize("persona", PERSONAS)
def test_it_is_for_the_office_the_leader_and_committees(app: Open, persona: str) -> None:
    test = app(persona, "system/quality.py")
    assert not test.exception
    assert bool(test.get("vega_lite_chart")) == (persona in ("leader", "office", "committee-3"))
    assert bool(test.title) == (persona in ("property", "guest"))


@pytest.mark.parametrize(("persona", "own"), [("office", ""), ("committee-3", "AND courtyard_id = 3")])
def test_completeness_is_what_raw_sql_counts(app: Open, filled: Path, persona: str, own: str) -> None:
    *kinds, total = shown(app(persona, "system/quality.py"))
    expected = counted(filled, own)
    assert sorted(row[1:] for row in kinds) == expected
    sums = [sum(int(row[at].split("/")[0]) for row in expected) for at in range(4)]
    assert [int(cell.split("/")[0]) for cell in total[1:]] == sums


def test_the_matrix_holds_a_mark_for_each_courtyard_and_month(app: Open, filled: Path) -> None:
    test = app("office", "system/quality.py", duty="call_backs")
    cells = drawn(test)
    with closing(sqlite3.connect(filled)) as connection:
        missing = connection.execute(
            "SELECT count(*) FROM reporting_duty WHERE kind = 'call_backs' AND entered_on IS NULL "
            "AND due_on < '2026-10-31' AND month BETWEEN '2025-11' AND '2026-10'"
        ).fetchone()[0]
    assert len(cells) == 120
    assert missing > 0
    assert [cell["glyph"] for cell in cells].count("□") == missing
    names = [f"{no}号院" for no in range(1, 11)]
    assert list(dict.fromkeys(cell["courtyard"] for cell in cells)) == names


def test_findings_lead_to_their_records(app: Open, filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        found = connection.execute(
            "SELECT number FROM request WHERE status IN ('accepted', 'in_hand') "
            "AND julianday('2026-10-31') - julianday(accepted_on) > 180"
        ).fetchall()
    assert found
    test = app("leader", "system/quality.py", lang="en")
    asked = {one.proto.query_string for one in test.get("page_link")}
    assert {f"find={number}" for (number,) in found} <= asked
    assert f"{len(found)}</b> <b>Requests open for more than 180 days" in told(test)


def test_a_committee_is_led_to_its_own_records_only(app: Open, filled: Path) -> None:
    test = app("committee-3", "system/quality.py")
    asked = {one.proto.query_string.removeprefix("find=") for one in test.get("page_link")}
    with closing(sqlite3.connect(filled)) as connection:
        own = {row[0] for row in connection.execute("SELECT number FROM request WHERE courtyard_id = 3")}
    assert {one for one in asked if one.startswith("R")} <= own
    assert {cell["courtyard"] for cell in drawn(test)} == {"3号院"}


def test_every_check_has_its_words() -> None:
    assert findings.CHECKS.keys() == {check.key for check in CHECKS}
    assert {check.group for check in CHECKS} == findings.GROUPS.keys()


def test_what_was_checked_and_found_in_order_is_said(app: Open) -> None:
    words = told(app("office", "system/quality.py", lang="en"))
    assert "Checked, nothing found: " in words
    assert "Votes declared against their own count" in words
