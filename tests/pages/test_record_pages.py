"""The pages of kinds of records: each draws for whom it is, refuses the others, and saves what is said."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import col, func, select
from streamlit.testing.v1 import AppTest

import db
from dashboard.i18n import _
from dashboard.indicators import cells
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.records.catalogue import KINDS
from dashboard.schema.activities import StationVisit
from dashboard.schema.history import RecordChange
from dashboard.schema.mediation import Mediation
from dashboard.schema.safety import Incident, IncidentKind
from tests.pages.conftest import AS_OF
from tests.pages.test_pages import told
from tests.test_access import MAY

Open = Callable[..., AppTest]
PERSONAS = {"leader": "leader", "committee-3": "committee", "office": "office", "property": "property"}
SIMPLE = [kind for kind in KINDS.values() if not kind.own_form]


def page(kind) -> str:
    return f"work/{kind.page}.py"


def opened(app: Open, persona: str, kind, *, do: str = "list", **query: str) -> AppTest:
    test = app(persona, page(kind))
    test.query_params["part"] = kind.noun
    for name, value in query.items():
        test.query_params[name] = value
    if do != "list":
        test.session_state["do"] = do
    test.run()
    assert not test.exception
    return test


def buttons(test: AppTest) -> set[str]:
    return {str(one.key) for one in test.button}


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.noun)
def test_a_form_is_drawn_for_whoever_may_record_and_for_nobody_else(app: Open, kind, persona: str) -> None:
    test = app(persona, page(kind))
    role = PERSONAS[persona]
    if role not in MAY[kind.see]:
        assert f"{kind.noun}.save" not in buttons(test)
        return
    test = opened(app, persona, kind, do="new")
    drawn = role in MAY[kind.record]
    assert (f"{kind.noun}.save" in buttons(test)) == drawn
    counted = {_(CATALOGUE[key].name) for key in cells.moved_by(kind.noun)}
    assert counted <= ways(test) or not drawn


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.noun)
def test_the_first_page_of_a_form_asks_at_most_eight_things(kind) -> None:
    first = [one for one in kind.fields if not one.more and not one.later]
    assert 1 <= len(first) <= 8


def test_a_receipt_tells_how_the_entry_moved_its_numbers(app: Open) -> None:
    kind, burglary = KINDS["incident"], col(Incident.kind) == IncidentKind.BURGLARY
    test = opened(app, "committee-3", kind, do="new")
    widget(test, "button_group", "incident.0.kind").set_value("burglary").run()
    with db.reading() as session:
        year = col(Incident.happened_on).between(date(2026, 1, 1), AS_OF)
        count = session.exec(select(func.count()).where(burglary, year)).one()
    test.button(key="incident.save").click().run()
    assert not test.exception
    [label] = [label for label in ways(test) if label.startswith(_(CATALOGUE["burglary_rate"].name))]
    assert "到今天为止" in label
    before, now = (float(value) for value in re.findall(r"\d+\.\d+", label))
    assert now / before == pytest.approx((count + 1) / count, rel=0.02)


def test_what_an_entry_does_not_move_yet_is_said_to_be_as_before(app: Open) -> None:
    test = opened(app, "committee-3", KINDS["mediation"], do="new")
    widget(test, "button_group", "mediation.0.kind").set_value("noise").run()
    test.button(key="mediation.save").click().run()
    [label] = [label for label in ways(test) if label.startswith(_(CATALOGUE["mediation_success"].name))]
    assert re.search(r"：\d+/\d+，没有变化$", label)


def test_visitors_are_counted_by_taps_as_they_come(app: Open) -> None:
    test, key = opened(app, "office", KINDS["station_visit"], do="new"), "station_visit.0.visitors"
    assert test.button(key=f"step.{key}.-1").disabled
    for step in (10, 1, 1, -1, -10):
        test.button(key=f"step.{key}.{step}").click().run()
        assert not test.exception
    assert test.number_input(key=key).value == 1
    assert test.button(key=f"step.{key}.-10").disabled
    test.number_input(key=key).set_value(99_995).run()
    assert test.button(key=f"step.{key}.10").disabled
    assert not test.button(key=f"step.{key}.1").disabled


def ways(test: AppTest) -> set[str]:
    """The labels of the links of a page, as they are read."""
    return {one.proto.label.replace("\\", "") for one in test.get("page_link")}


def test_a_dispute_is_recorded_followed_up_corrected_and_taken_back(app: Open) -> None:
    kind = KINDS["mediation"]
    test = opened(app, "committee-3", kind, do="new")
    widget(test, "button_group", "mediation.0.kind").set_value("noise").run()
    test.button(key="mediation.save").click().run()
    assert not test.exception
    assert "M2026-" in test.success[0].value
    with db.reading() as session:
        ref = session.exec(select(Mediation.id).order_by(col(Mediation.id).desc())).first()
    test = opened(app, "committee-3", kind, mediation=str(ref))
    name = f"correct.mediation.{ref}"
    widget(test, "button_group", f"{name}.0.kind").set_value("leak").run()
    test.button(key=f"{name}.save").click().run()
    assert "请说明理由" in told(test) or test.error
    test.text_input(key=f"{name}.0.reason").set_value("听错了").run()
    test.button(key=f"{name}.save").click().run()
    with db.reading() as session:
        assert session.get_one(Mediation, ref).kind == "leak"
    test.button(key=f"undo.mediation.{ref}.save").click().run()
    with db.reading() as session:
        assert session.get_one(Mediation, ref).kind == "noise"
        verbs = session.exec(
            select(RecordChange.verb).where(col(RecordChange.ref) == ref).order_by(col(RecordChange.id))
        ).all()
    assert verbs == ["record", "correct", "undo"]
    assert "听错了" in told(test)


def test_a_number_far_from_the_usual_is_questioned_and_saved_all_the_same(app: Open) -> None:
    kind = KINDS["station_visit"]
    test = opened(app, "office", kind, do="new")
    with db.reading() as session:
        room, usual = session.exec(select(StationVisit.room_id, StationVisit.visitors)).first()
        kept = session.exec(select(StationVisit.visited_on).where(col(StationVisit.room_id) == room)).all()
    free = next(day for day in (AS_OF - timedelta(days=ago) for ago in range(60)) if day not in kept)
    widget(test, "button_group", "station_visit.0.room_id").set_value(room).run()
    test.date_input(key="station_visit.0.visited_on").set_value(free).run()
    test.number_input(key="station_visit.0.visitors").set_value(usual).run()
    assert not test.warning
    test.number_input(key="station_visit.0.visitors").set_value(1999).run()
    assert any("1999" in one.value for one in test.warning)
    test.button(key="station_visit.save").click().run()
    with db.reading() as session:
        assert 1999 in session.exec(select(StationVisit.visitors)).all()


def test_one_tap_fills_in_what_was_recorded_last_time(app: Open) -> None:
    kind = KINDS["mediation"]
    test = opened(app, "committee-3", kind, do="new")
    test.button(key="mediation.again").click().run()
    with db.reading() as session:
        last = session.exec(
            select(Mediation.kind)
            .where(col(Mediation.courtyard_id) == 3)
            .order_by(col(Mediation.opened_on).desc(), col(Mediation.id).desc())
        ).first()
    assert widget(test, "button_group", "mediation.0.kind").value in (last.value, [last.value])


def widget(test: AppTest, kind: str, key: str):
    return next(one for one in test.get(kind) if one.key == key)
