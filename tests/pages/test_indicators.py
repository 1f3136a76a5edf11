"""The indicators page: the list, one indicator for each persona, the address."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

import db
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Judged
from dashboard.indicators.scores import latest
from tests.pages.conftest import AS_OF
from tests.pages.test_pages import PERSONAS, told

PAGE = "overview/indicators.py"


def labels(test):
    return [element.proto.label for element in test.get("page_link")]


def buttons(test):
    return [element.proto.label for element in test.get("download_button")]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("persona", PERSONAS)
def test_the_list_shows_every_indicator_once(app, persona, lang):
    test = app(persona, PAGE, lang=lang)
    assert not test.exception
    assert len(labels(test)) == len(CATALOGUE)
    assert ("共享" if lang == "zh" else "Sharing") in told(test)


def test_outcomes_come_first_in_their_group(app):
    test = app("leader", PAGE, lang="en")
    names = labels(test)
    assert names.index("Agreements kept") < names.index("Compliant seal uses") < names.index("Culture reach")


def test_a_theme_in_the_address_is_a_filter(app):
    test = app("leader", PAGE, lang="en", theme="property")
    assert labels(test) == ["Fees collected", "Satisfied with property service"]


def test_an_unknown_key_says_so_and_shows_the_list(app):
    test = app("leader", PAGE, lang="en", key="nonsense", month="2031-99", no="77")
    assert not test.exception
    assert "no indicator of that name" in told(test)
    assert len(labels(test)) == len(CATALOGUE)


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_indicator_opens(app, key):
    test = app("office", PAGE, lang="en", key=key)
    assert not test.exception
    words = told(test)
    assert "That is the number above." in words
    assert bool(test.dataframe) != ("Withheld by courtyard" in words)
    assert "Definition" not in words
    test.session_state["knowing"] = True
    test.run()
    assert not test.exception
    assert "Definition" in told(test)
    assert f">{key}<" in told(test)


@pytest.mark.parametrize("persona", PERSONAS)
def test_rows_are_for_those_who_may_see_them(app, persona):
    test = app(persona, PAGE, lang="en", key="solve_rate")
    assert not test.exception
    may = persona in ("leader", "committee-3", "office")
    assert bool(test.dataframe) == may
    assert ("Rows (csv)" in buttons(test)) == may
    assert ("Your role sees totals only" in told(test)) != may
    if persona == "committee-3":
        assert set(test.dataframe[0].value["Courtyard"]) == {"Courtyard 3"}
        assert "Your own courtyard's rows only" in told(test)


def test_another_courtyards_rows_are_refused(app):
    test = app("committee-3", PAGE, lang="en", key="solve_rate", no="6")
    assert not test.exception
    assert not test.dataframe
    assert "Rows are shown for your own courtyard only." in told(test)
    assert "clearly worse than the site" in told(test)


def test_no_household_leaves_the_server_for_a_leader(app):
    for key in ("household_participation", "roof_leak_rate", "consult_turnout"):
        test = app("leader", PAGE, lang="en", key=key)
        seen = [table.value.to_string() for table in test.dataframe]
        # Of the few homes under each roof all courtyards are withheld, and there is no table at all.
        assert bool(seen) == (key != "roof_leak_rate")
        assert not any(re.search(r"H\d\d-\d", table) for table in seen)
        shown = app("office", PAGE, lang="en", key=key).dataframe[0].value.to_string()
        assert re.search(r"H\d\d-\d", shown)


def test_the_month_and_the_courtyard_are_read_from_the_address(app):
    test = app("leader", PAGE, lang="en", key="solve_rate", no="6", month="2026-06")
    words = told(test)
    assert "Courtyard 6 · Solved rate" in words
    assert "12 months to Jun 2026" in words


def test_a_filter_narrows_the_rows_and_the_sum_stays(app):
    test = app("office", PAGE, lang="en", key="solve_rate")
    before = test.dataframe[0].value
    misses = (before["Counts as"] == "○ no").sum()
    assert 0 < misses < len(before)
    test.selectbox(key="rows.hit").select(False).run()
    assert len(test.dataframe[0].value) == misses
    assert "That is the number above." in told(test)


def test_the_workbook_holds_scores_rows_and_definition(app, monkeypatch):
    from dashboard.ui.views.indicators import indicator_exports

    made = {}
    monkeypatch.setattr(
        indicator_exports.st, "download_button", lambda label, make, **_: made.update({label: make})
    )
    test = app("leader", PAGE, lang="zh", key="household_participation")
    assert not test.exception
    book = load_workbook(BytesIO(made["工作簿（Excel）"]()))
    assert book.sheetnames == ["各期得分", "明细", "定义卡"]
    cells = [cell for page in book for row in page.iter_rows(values_only=True) for cell in row]
    assert not [cell for cell in cells if isinstance(cell, str) and re.match(r"H\d\d-\d", cell)]
    assert "居民参与率 · Household participation" in cells
    rows = [*book["明细"].iter_rows(min_row=2, values_only=True)]
    assert len(rows) == 10
    assert [row for row in rows if row[8] is None]


def test_links_keep_the_month_of_the_address_if_there_is_one(app):
    """What is none goes into no link: the list is kept for all who are shown the same."""
    for asked, kept in (("2026-09", True), ("x" * 5000, False)):
        test = app("leader", "overview/indicators.py", month=asked)
        assert not test.exception
        links = [str(one.proto) for one in test.get("page_link")]
        assert any(asked in one for one in links) == kept


@pytest.mark.parametrize(("key", "better"), [("solve_rate", "○ no"), ("repeat_request", "● yes")])
def test_the_rows_that_fall_short_stand_first(app, key, better):
    test = app("office", PAGE, lang="en", key=key)
    told = list(test.dataframe[0].value["Counts as"])
    misses = told.count(better)
    assert 0 < misses < len(told)
    assert set(told[:misses]) == {better}


def test_what_is_judged_case_by_case_is_drawn_case_by_case(app):
    with db.reading() as session:
        scores = {one.key: one for one in latest(session, day=AS_OF) if not one.stratum}
    drawn = {}
    counted = [key for key, one in CATALOGUE.items() if one.target and one.target.judged is Judged.COUNT]
    for key in counted[::3]:
        html = " ".join(part.proto.body for part in app("office", PAGE, key=key).get("html"))
        found = re.findall(r'<div class="yl-pair yl-units">.*?</em>', html, re.DOTALL)
        drawn[key] = [(dots.count("yl-hit"), dots.count("yl-overdue")) for dots in found]
    expected = {}
    for key in drawn:
        score = scores[key]
        few = score.value is not None and CATALOGUE[key].unit.is_share and score.whole <= 60
        expected[key] = [(score.part, score.whole - score.part)] if few else []
    assert drawn == expected
    assert {bool(dots) for dots in drawn.values()} == {True, False}
