"""The overview's first fold: four tiles, where something waits, what to do first, two years side by side."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

import db
from dashboard.charts.palette import verdict_mark
from dashboard.door import principals
from dashboard.i18n import _
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.sentences import verdict_words
from dashboard.queries import meeting_facts, overview, past_due, quality, requests, twelve_months
from dashboard.records.catalogue import KINDS
from dashboard.rules.promises import State
from dashboard.schema.accounts import Role
from dashboard.ui.views.overview.do_now import FIRST
from tests.pages.conftest import AS_OF
from tests.pages.test_pages import PERSONAS

Open = Callable[..., AppTest]
PAGE = "overview/home.py"


def part(test: AppTest, look: str) -> str:
    """The HTML of the picture that has a class."""
    found = [one.proto.body for one in test.get("html") if f'class="{look}"' in one.proto.body]
    return found[0] if found else ""


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_open_request_is_a_dot_in_its_courtyard_and_leads_there(app: Open, persona: str) -> None:
    test = app(persona, PAGE)
    assert not test.exception
    drawn = part(test, "yl-plan").split("<ul")[0]
    with db.reading() as session:
        counts = requests.open_on(session, day=AS_OF).values()
    overdue, undated, whole = (sum(one[name] for one in counts) for name in ("overdue", "undated", "open"))
    found = [drawn.count(f'class="yl-{one}"') for one in ("overdue", "dated", "undated")]
    assert found == [overdue, whole - overdue - undated, undated]
    assert whole > 30
    assert re.findall(r'href="/courtyard\?no=(\d+)"', drawn) == [str(no) for no in range(1, 11)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_year_stands_beside_the_year_before_and_leads_to_the_number(app: Open, language: str) -> None:
    test = app("leader", PAGE, lang=language)
    drawn = part(test, "yl-pairs")
    with db.reading() as session:
        found = twelve_months.changes(session, day=AS_OF, role=Role.LEADER)
    assert len(found) > 5
    assert re.findall(r'href="/indicators\?key=(\w+)&amp;month=2026-10"', drawn) == [
        one.now.key for one in found
    ]
    assert ("明显较好" if language == "zh" else "clearly better") in drawn
    captions = " ".join(one.value for one in test.caption)
    assert ("截至2025年9月的12个月" if language == "zh" else "12 months to Sep 2025") in captions


def test_where_an_outline_is_missing_bars_tell_the_same_in_fixed_order(app: Open) -> None:
    with db.writing() as session:
        session.execute(text("update courtyard set outline = 'null' where no = 4"))
    test = app("leader", PAGE)
    assert not test.exception
    assert part(test, "yl-plan") == ""
    bars = json.loads(test.get("vega_lite_chart")[0].proto.spec)
    assert bars["layer"][0]["encoding"]["y"]["sort"] is None


def tile(test: AppTest, place: int) -> str:
    return part(test, "yl-four").split("<section")[1 + place]


def lines(test: AppTest) -> list[list[str]]:
    """The addresses of what is to be done, by list: the first ones, then each holder's."""
    drawn = [one.proto.body for one in test.get("html") if 'class="yl-do"' in one.proto.body]
    return [re.findall(r'<li><p><a href="([^"]+)"', group) for one in drawn for group in one.split("<ol")[1:]]


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_first_tile_counts_what_is_past_its_day_for_everybody(app: Open, persona: str) -> None:
    with db.reading() as session:
        found = past_due.listed(session, day=AS_OF)
    counts = past_due.counted(found)
    drawn = tile(app(persona, PAGE), 0)
    assert f"<b>{sum(counts.values())}</b>" in drawn
    assert re.findall(r"<i style=\"flex:(\d+)\"", drawn) == [str(count) for count in counts.values()]
    assert f"另有{past_due.undated(found)}件诉求未定日期" in drawn


def test_the_promises_of_the_last_joint_meeting_are_drawn_one_by_one(app: Open, held: int) -> None:
    with db.reading() as session:
        states = [one["state"] for one in meeting_facts.promised(session, meeting_id=held, day=AS_OF)]
    drawn = tile(app("leader", PAGE), 1)
    kept = sum(one in (State.KEPT, State.LATE) for one in states)
    assert f"<b>{kept}/{len(states)}</b>" in drawn
    assert sorted(re.findall(r'class="yl-is-(\w+)"', drawn)) == sorted(states)


@pytest.mark.parametrize("persona", ["office", "leader", "guest"])
def test_every_target_is_a_cell_with_its_verdict_that_leads_to_its_number(app: Open, persona: str) -> None:
    drawn = tile(app(persona, PAGE), 2)
    with db.reading() as session:
        by = principals.persona(session, persona)
        loaded = overview.load(session, day=AS_OF, today=AS_OF)
    scores = {one.key: one for one in overview.for_role(loaded, role=by.role).scores}
    cells = re.findall(r'key=(\w+)&amp;month=2026-10"[^>]*title="([^"]+)"[^>]*>([^<]+)</a>', drawn)
    assert {key for key, _told, _glyph in cells} == set(CATALOGUE)
    assert len(cells) == len(CATALOGUE)
    for key, told, glyph in cells:
        assert told == f"{_(CATALOGUE[key].name)}：{verdict_words(scores[key])}"
        assert glyph == verdict_mark(scores[key].verdict.value).glyph


def test_the_reports_are_counted_as_on_the_page_of_data_quality(app: Open) -> None:
    drawn = tile(app("office", PAGE), 3)
    with db.reading() as session:
        whole = quality.tally(quality.owed(session, day=AS_OF, today=AS_OF))
    assert f"<b>{whole.entered}/{whole.expected}</b>" in drawn
    assert f"按时{whole.on_time}份，缺{whole.expected - whole.entered}份" in drawn
    assert len(re.findall("--share", drawn)) == quality.MONTHS


@pytest.mark.parametrize("persona", ["office", "leader", "committee-3"])
def test_what_to_do_first_leads_to_its_records_and_all_of_it_by_who_holds_it(app: Open, persona: str) -> None:
    test = app(persona, PAGE)
    with db.reading() as session:
        by = principals.persona(session, persona)
        found = past_due.seen_by(past_due.listed(session, day=AS_OF), by)
    ways = [f"/{KINDS[one.noun].page}?{one.noun}={one.id}" for one in found]
    first, *groups = lines(test)
    assert first == ways[:FIRST]
    assert sorted(way for group in groups for way in group) == (sorted(ways) if len(ways) > FIRST else [])
    assert [len(group) for group in groups] == sorted((len(group) for group in groups), reverse=True)


def test_a_request_answered_today_and_left_without_a_day_is_drawn(
    app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.reading() as session:
        one = next(one for one in past_due.listed(session, day=AS_OF) if one.due_on is None)
    today = replace(one, days=0, began_on=AS_OF)
    monkeypatch.setattr(past_due, "seen_by", lambda _found, _by: [today])
    test = app("committee-3", PAGE)
    assert not test.exception
    assert lines(test) == [[f"/requests?request={one.id}"]]


def test_who_keeps_records_and_has_nothing_late_is_told_so(
    app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past_due, "seen_by", lambda _found, _by: [])
    test = app("committee-3", PAGE)
    assert lines(test) == []
    assert "没有逾期的事项。" in [one.value for one in test.caption]


def test_a_company_is_told_first_what_was_handed_to_it(app: Open) -> None:
    with db.reading() as session:
        by = principals.persona(session, "property")
        found = past_due.seen_by(past_due.listed(session, day=AS_OF), by)
    mine = [one for one in found if one.handler_id == by.organisation_id]
    assert FIRST < len(mine) < len(found)
    first = lines(app("property", PAGE))[0]
    assert first == [f"/{KINDS[one.noun].page}?{one.noun}={one.id}" for one in mine[:FIRST]]


def test_the_public_is_told_how_many_and_not_which(app: Open) -> None:
    test = app("guest", PAGE)
    assert lines(test) == []
    assert "具体事项只向经办的人显示。" in [one.value for one in test.caption]
