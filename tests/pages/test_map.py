"""The map page for each persona: what is drawn, what is sent, what is said."""

import json
import re
import zlib
from datetime import date
from itertools import chain, combinations

import pytest
from sqlalchemy import text

import db
from dashboard.charts.palette import LIGHT, rgba
from dashboard.queries import map as queries
from dashboard.rules import geometry
from dashboard.ui.views.map import map as view
from tests.pages.conftest import AS_OF
from tests.pages.test_pages import PERSONAS, told

PAGE = "overview/map.py"
KEPT = {"committee-3": 48, "office": 365}
"""How many flats each persona may see one by one; the others none."""


def spec(test) -> dict:
    return json.loads(test.get("deck_gl_json_chart")[0].proto.json)


def layer(test, name: str) -> list[dict]:
    return next((one["data"] for one in spec(test)["layers"] if one["id"] == name), [])


@pytest.mark.parametrize("persona", PERSONAS)
def test_it_shows_every_flat_and_names_none_but_to_its_keeper(app, persona):
    test = app(persona, PAGE)
    assert not test.exception
    kept = layer(test, "flats")
    assert len(layer(test, "walls")) + len(kept) == 365
    assert len(kept) == KEPT.get(persona, 0)
    sent = test.get("deck_gl_json_chart")[0].proto.json
    with db.reading() as session:
        numbers = session.execute(text("select number from request")).scalars().all()
    assert any(number in sent for number in numbers) == (persona in KEPT)
    if persona == "committee-3":
        assert all(one["tip"].startswith("3-") for one in kept)
    named = {"leader"} | set(KEPT)
    assert bool(layer(test, "dots")) == (persona in named)
    if persona not in KEPT:
        assert '"id"' not in json.dumps(list(chain(layer(test, "walls"), layer(test, "yards"))))


def test_every_household_has_a_place_of_its_own(app):
    app("office", PAGE)
    with db.reading() as session:
        plan = queries.plan(session)
    assert plan.missing == {"courtyards": 0, "buildings": 0, "flats": 0}
    places = {(str(one["ring"]), one["base"]) for one in plan.flats}
    assert len(places) == len(plan.flats) == 365
    assert sum("/" in one["room"] for one in plan.flats) == 1


@pytest.mark.parametrize("persona", ["leader", "office"])
def test_it_sends_at_most_60_kilobytes(app, persona):
    sent = app(persona, PAGE).get("deck_gl_json_chart")[0].proto.json
    assert len(zlib.compress(sent.encode(), 5)) < 60_000


def test_every_household_is_a_cell_of_its_own_inside_its_building(app):
    test = app("office", PAGE)
    with db.reading() as session:
        houses = [one["ring"] for one in queries.plan(session).buildings]
    middles = [geometry.centre([point[:2] for point in one["p"]]) for one in layer(test, "flats")]
    assert all(any(geometry.holds(ring, middle) for ring in houses) for middle in middles)
    assert len({tuple(middle) for middle in middles}) == 365


@pytest.mark.parametrize("solid", ["2d", "3d"])
@pytest.mark.parametrize("persona", ["office", "leader"])
def test_dots_stand_in_their_yard_apart_from_each_other_and_on_no_building(app, persona, solid):
    test = app(persona, PAGE)
    test.session_state["map.view"] = solid
    test.session_state["map.layers"] = ["hazards"]
    test.run()
    dots = [one["at"] for one in layer(test, "dots")]
    with db.reading() as session:
        plan = queries.plan(session)
        counts = queries.counts(session, day=AS_OF)
    assert {one["t"] for one in layer(test, "dots")} >= {"1", "!"}
    for at in dots:
        assert any(geometry.holds(one["ring"], at) for one in plan.courtyards)
        assert not any(geometry.holds(one["ring"], at) for one in plan.buildings)
    near = [geometry.distance(*pair) for pair in combinations(dots, 2)]
    assert min(near) >= 4.9  # a dot's width on a laptop
    fixed = [one["tip"] for one in layer(test, "dots") if one["t"] == "!"]
    count = sum(int(re.search(r"\d+", tip)[0]) for tip in fixed)
    assert count == sum(one["hazards"] for one in counts.values())


def test_roofs_that_were_redone_are_told_apart_where_renovation_is_shown(app):
    test = app("leader", PAGE)
    assert "屋顶已改造" not in told(test)
    test.session_state["map.layers"] = ["renovation"]
    test.run()
    assert "屋顶已改造" in told(test)
    with db.reading() as session:
        redone = session.execute(
            text(
                "select count(*) from building join courtyard on courtyard.id = courtyard_id"
                " where roof_redone_on <= '2026-10-31'"
            )
        ).scalar_one()
    assert sum(one["l"] == rgba(LIGHT.better) for one in layer(test, "footprints")) == redone > 0


def test_open_and_overdue_are_counted_exactly(app):
    test = app("leader", PAGE)
    with db.reading() as session:
        opened, late = session.execute(
            text(
                "select count(*), sum(coalesce(coalesce(promised_on, case when first_contact_at is null then"
                " limit_on end) < '2026-10-31', 0)) from request"
                " where status in ('accepted', 'in_hand')"
            )
        ).one()
    assert f"{opened}件诉求未办结，其中{late}件逾期" in told(test)


def test_an_indicator_colours_and_names_its_verdicts(app):
    test = app("leader", PAGE, show="solve_rate", month="2026-09")
    assert not test.exception
    labels = {one["t"].split("\n")[0]: one["t"] for one in layer(test, "labels")}
    assert len(labels) == 10
    assert "明显较差" in labels["6号院"]
    assert "%" in labels["6号院"]
    assert "明显差于全片区" in told(test)


def test_layers_add_hazards_renovation_and_facilities(app):
    test = app("leader", PAGE)
    assert not layer(test, "signs")
    test.session_state["map.layers"] = ["hazards", "renovation", "facilities"]
    test.run()
    assert not test.exception
    label = layer(test, "labels")[0]["t"]
    assert "! 1 ◆1" in label
    assert "改造10/10" in label
    tip = layer(test, "yards")[0]["tip"]
    assert "隐患1，逾期1" in tip
    assert "改造" in tip
    with db.reading() as session:
        there = session.execute(
            text("select count(*) from facility where since <= '2026-10-31'")
        ).scalar_one()
    assert len(layer(test, "signs")) == there


def test_a_type_of_request_alone(app):
    test = app("office", PAGE, type="leak")
    with db.reading() as session:
        leaks = session.execute(
            text("select count(*) from request where type = 'leak' and status in ('accepted', 'in_hand')")
        ).scalar_one()
    assert f"{leaks}件诉求未办结" in told(test)


def test_the_months_play_to_the_end_and_stop(app):
    test = app("leader", PAGE, month="2026-09")
    test.button(key="map.play").click().run()
    assert test.query_params["month"] == "2026-10"
    test.run()
    assert not test.session_state["map.playing"]


def test_a_courtyard_in_the_address_opens_its_panel(app):
    test = app("committee-3", PAGE, no="3")
    assert "3号院" in [one.value for one in test.subheader]
    test = app("leader", PAGE, no="99")
    assert not test.exception


def test_the_past_is_shown_as_it_was(app):
    test = app("leader", PAGE, month="2025-03")
    with db.reading() as session:
        found = queries.counts(session, day=date(2025, 3, 31))
    assert f"{sum(one['open'] for one in found.values())}件诉求未办结" in told(test)


def test_a_click_on_a_dot_chooses_its_courtyard(monkeypatch):
    picked = []
    monkeypatch.setattr(view.filters, "pick", lambda *given: picked.append(given))
    clicked = {"selection": {"objects": {"dots": [{"no": 4}]}}}
    monkeypatch.setattr(view.st, "session_state", {view.KEY: clicked, view.panel.FLAT: 7})
    view._picked()
    assert picked == [("no", 4)]
    assert view.panel.FLAT not in view.st.session_state  # the flat clicked before is elsewhere
