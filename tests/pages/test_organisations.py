"""The organisations page for each persona: names by role, gaps in words, the picture told."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.pages.test_pages import PERSONAS, told

PAGE = "overview/organisations.py"
MASKED = re.compile(r"[\u4e00-\u9fff]\*")


@pytest.fixture
def raw(filled):
    with closing(sqlite3.connect(filled)) as connection:
        yield connection


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_sees_bodies_and_gaps(app, raw, persona, language):
    test = app(persona, PAGE, lang=language)
    assert not test.exception
    words = told(test)
    for (name,) in raw.execute(f"SELECT name_{language} FROM organisation WHERE kind != 'courtyard_group'"):
        assert name.split()[-1].replace("'", "&#x27;") in words
    missing = "交叉任职未到位" if language == "zh" else "Cross-post missing"
    assert words.count(f"<b>{missing}") == 1
    assert ("社区党总支书记兼任物业质量总监" if language == "zh" else "as quality director") in words


@pytest.mark.parametrize("persona", PERSONAS)
def test_names_are_masked_or_left_out(app, raw, persona):
    test = app(persona, PAGE)
    words = told(test)
    for name, phone in raw.execute("SELECT name, phone FROM person"):
        assert name not in words
        assert phone is None or phone not in words
    shown = len(MASKED.findall(words))
    serving = (
        "SELECT count(*) FROM term t JOIN organisation o ON o.id = t.organisation_id WHERE t.since <= "
        "'2026-10-31' AND t.until >= '2026-10-31' AND (t.ended_on IS NULL OR t.ended_on > '2026-10-31')"
    )
    soon = " AND t.until <= '2027-01-29'"
    own = " AND o.kind = 'courtyard_group' AND o.courtyard_id = 3"
    where = {"office": "", "committee-3": own}.get(persona, " AND 1 = 0")
    expected = sum(raw.execute(serving + where + more).fetchone()[0] for more in ("", soon))
    assert shown == expected
    assert (expected > 0) == (persona in ("office", "committee-3"))


def test_the_picture_is_told_in_words(app):
    body = next(
        one.proto.body
        for one in app("guest", PAGE, lang="en").get("html")
        if "yl-structure" in one.proto.body
    )
    label = re.search(r'role="img" aria-label="([^"]+)"', body).group(1)
    assert "leads" in label
    assert label.count("Cross-post filled") == 2
    assert label.count("Cross-post missing") == 1
    assert "yl-wide" in body
    assert "yl-tall" in body


def test_numbers_of_the_first_sentence(app, raw):
    words = told(app("leader", PAGE, lang="en"))
    [[seats]] = raw.execute(
        "SELECT sum(o.seats - (SELECT count(DISTINCT person_id) FROM term t WHERE t.organisation_id = o.id "
        "AND t.since <= '2026-10-31' AND t.until >= '2026-10-31' "
        "AND (t.ended_on IS NULL OR t.ended_on > '2026-10-31'))) FROM organisation o WHERE o.seats > 0"
    )
    assert f"{seats} seats are empty" in words
    assert "1 of 3 cross-posts is missing" in words


def test_an_earlier_month_shows_what_stood_then(app):
    # AppTest forgets the address on the run that changes the page and has it again on the next.
    test = app("leader", PAGE, lang="en", month="2025-06")
    assert "On 30 Jun 2025" in told(test)
    assert "On 31 Oct 2026" in told(app("leader", PAGE, lang="en"))
