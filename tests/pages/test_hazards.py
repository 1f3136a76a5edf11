"""The page of inspections and hazards for each persona: refused, list, forms, one hazard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

import db
from dashboard.ui.forms import photos
from tests import lookups
from tests.pages.test_pages import told
from tests.pictures import picture

Open = Callable[..., AppTest]
PAGE = "work/inspections.py"


@pytest.fixture
def hazard(filled: Path) -> int:
    """A hazard of courtyard 6 that is not fixed."""
    return lookups.open_hazard(filled, courtyard=6)


@pytest.fixture
def note(filled: Path, hazard: int) -> str:
    """What stands in its note."""
    return str(lookups.answer(filled, "select note from hazard where id = :hazard", hazard=hazard))


def opened(app: Open, persona: str, *, hazard: int | None = None, do: str | None = None) -> AppTest:
    test = app(persona, PAGE)
    if hazard is not None:
        test.query_params["hazard"] = str(hazard)
        test.run()
    if do is not None:
        choose(test, "do", do)
    assert not test.exception
    return test


def choose(test: AppTest, key: str, value: object) -> None:
    """Choose in a group of buttons, drawn or not."""
    test.session_state[key] = value
    test.run()
    assert not test.exception


def keys(test: AppTest) -> set[str]:
    return {str(one.key) for one in test.button}


@pytest.mark.parametrize("persona", ["leader", "committee-6", "office", "property", "guest"])
def test_the_list_says_how_many_to_those_who_may_look(
    app: Open, filled: Path, note: str, persona: str
) -> None:
    test = opened(app, persona)
    if persona == "guest":
        assert "不在您的权限内" in test.title[0].value
        return
    own = " and courtyard.no = 6" if persona == "committee-6" else ""
    count = lookups.answer(
        filled,
        "select count(*) from hazard join courtyard on courtyard.id = courtyard_id"
        f" where fixed_on is null{own}",
    )
    assert f"{count}处隐患未整改" in told(test)
    assert note not in told(test)


@pytest.mark.parametrize("persona", ["leader", "committee-6", "committee-3", "office", "property"])
def test_one_hazard_shows_its_note_to_its_keepers_only(
    app: Open, hazard: int, note: str, persona: str
) -> None:
    test = opened(app, persona, hazard=hazard)
    if persona == "committee-3":
        assert len(test.error) == 1
        assert note not in told(test)
        assert not test.button
        return
    keeps = persona in ("committee-6", "office")
    assert (note in told(test)) == keeps
    assert (f"fix.{hazard}.save" in keys(test)) == keeps
    assert bool(test.get("file_uploader")) == keeps
    assert "/photo/" not in told(test)


def test_the_way_to_a_hazard_and_back_keeps_the_filters(app: Open) -> None:
    test = app("office", PAGE, show="fixed", no="6")
    assert "6号院" in told(test)
    assert "5号院" not in told(test)
    ways = [one.proto.query_string for one in test.get("page_link") if "hazard=" in one.proto.query_string]
    assert ways
    assert all("show=fixed" in way and "no=6" in way for way in ways)
    ref = ways[0].split("hazard=")[1].split("&")[0]
    story = app("office", PAGE, show="fixed", no="6", hazard=ref)
    assert {"show=fixed&no=6"} <= {one.proto.query_string for one in story.get("page_link")}


@pytest.mark.parametrize("asked", ["4711", "x", "²", "-1", "99999999999999999999"])
def test_an_address_that_names_nothing_is_no_error(app: Open, asked: str) -> None:
    test = app("office", PAGE)
    test.query_params["hazard"] = asked
    test.run()
    assert not test.exception


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("do", ["report", "round"])
def test_only_keepers_are_offered_the_forms(app: Open, do: str, language: str) -> None:
    test = app("committee-3", PAGE, lang=language)
    test.session_state["do"] = do
    test.run()
    assert not test.exception
    assert {"report": "hazard.save", "round": "round.save"}[do] in keys(test)
    looker = opened(app, "leader", do=do)
    assert not keys(looker) & {"hazard.save", "round.save"}


def test_a_form_left_empty_tells_what_is_missing_and_saves_nothing(app: Open) -> None:
    test = opened(app, "committee-3", do="report")
    test.button(key="hazard.save").click().run()
    assert not test.exception
    said = [str(one.value) for one in test.error]
    assert len(said) == 2
    test = opened(app, "committee-3", do="round")
    test.button(key="round.save").click().run()
    assert [str(one.value) for one in test.error][:1] == ["请填写这一项。"]
    choose(test, "round.0.kind", "fire")
    test.button(key="round.save").click().run()
    assert any("至少选一项" in str(one.value) for one in test.error)


def test_a_hazard_is_saved_with_its_photo_and_its_receipt(app: Open) -> None:
    test = opened(app, "committee-3", do="report")
    choose(test, "hazard.0.kind", "clutter")
    test.file_uploader[0].set_value(("a.jpg", picture(), "image/jpeg")).run()
    test.checkbox[0].check().run()
    test.button(key="hazard.save").click().run()
    assert not test.exception
    assert any("T2026-" in str(one.value) for one in test.success)
    assert "hazard.save" not in keys(test)
    test.button(key="hazard.another").click().run()
    assert "hazard.save" in keys(test)


def test_all_the_others_are_in_order_in_one_tap(app: Open) -> None:
    test = opened(app, "committee-3", do="round")
    choose(test, "round.0.kind", "fire")
    choose(test, "round.0.fire.clutter", "bad")
    test.button(key="round.rest").click().run()
    assert "8项看了8项" in told(test)
    assert "1项有问题" in told(test)
    test.button(key="round.save").click().run()
    with db.reading() as session:
        newest = lookups.answer(session, "select max(id) from inspection")
    assert any(f"I2026-{newest:04}" in str(one.value) for one in test.success)


def test_a_photo_is_cleaned_once_and_before_the_transaction(
    app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is cleaned somebody else can write: no transaction is open."""
    cleaned, calls = photos.cleaned, []

    def watched(data: bytes) -> photos.Cleaned:
        with db.writing() as session:
            session.execute(text("update site set version = version"))
        calls.append(len(data))
        return cleaned(data)

    monkeypatch.setattr(photos, "cleaned", watched)
    test = opened(app, "committee-3", do="report")
    choose(test, "hazard.0.kind", "clutter")
    test.file_uploader[0].set_value(("a.jpg", picture(), "image/jpeg")).run()
    test.checkbox[0].check().run()
    test.run()
    test.button(key="hazard.save").click().run()
    assert not test.exception
    assert len(test.success) == 1
    assert calls == [len(picture())]


def test_what_is_no_photo_is_said_once_and_is_not_saved(app: Open) -> None:
    test = opened(app, "committee-3", do="report")
    choose(test, "hazard.0.kind", "clutter")
    test.file_uploader[0].set_value(("a.jpg", b"<svg/>", "image/jpeg")).run()
    assert len(test.error) == 1
    test.checkbox[0].check().run()
    test.button(key="hazard.save").click().run()
    assert not test.exception
    assert len([one for one in test.error if "不是能打开的照片" in one.value]) == 1
    assert not test.success


def test_both_versions_are_no_markdown(app: Open, hazard: int) -> None:
    """Two people write of the same hazard; the second sees what the first wrote, to the letter."""
    test = opened(app, "committee-6", hazard=hazard)
    field = next(one for one in test.text_input if str(one.key).startswith(f"fix.{hazard}."))
    field.set_value("[我写的](https://evil.example)").run()
    with db.writing() as session:
        evil = "![](https://evil.example/a.png)"
        session.execute(
            text("update hazard set note = :evil, version = version + 1 where id = :hazard"),
            {"evil": evil, "hazard": hazard},
        )
    test.button(key=f"fix.{hazard}.save").click().run()
    assert not test.exception
    cells = test.table[0].value.to_numpy().ravel().tolist()
    assert "\\[我写的\\]\\(https\\:\u2060//evil\\.example\\)" in cells
    assert "\\!\\[\\]\\(https\\:\u2060//evil\\.example/a\\.png\\)" in cells
