"""The office's form for outlines on the map: a file is read once, its problems are told as plain text."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.intake import outlines
from tests.intake.test_outlines import RING, collection, feature

PAGE = "overview/map.py"


def given(app, text: str) -> AppTest:
    test = app("office", PAGE)
    test.file_uploader[0].set_value(("a.geojson", text.encode(), "application/json")).run()
    assert not test.exception
    return test


def test_a_file_is_read_once_for_each_datum(app, monkeypatch: pytest.MonkeyPatch) -> None:
    read, calls = outlines.read, []

    def counted(text, datum):
        calls.append(datum)
        return read(text, datum)

    monkeypatch.setattr(outlines, "read", counted)
    test = given(app, collection(feature(courtyard=3)))
    test.run()
    assert calls == ["wgs84"]
    test.radio(key="outlines.datum").set_value("gcj02").run()
    test.run()
    assert calls == ["wgs84", "gcj02"]
    test.button(key="outlines.save").click().run()
    assert not test.exception
    assert calls == ["wgs84", "gcj02"]


def test_a_typed_building_is_no_markdown(app) -> None:
    test = given(app, collection(feature(courtyard=3, building="[a](b:c)")))
    test.button(key="outlines.save").click().run()
    assert not test.exception
    assert "3\\[a\\]\\(b\\:c\\)" in test.table[0].value.to_numpy().ravel().tolist()


def test_a_file_that_is_too_large_says_what_may_be(app) -> None:
    test = given(
        app, json.dumps({"type": "FeatureCollection", "features": [feature(RING, courtyard=1)] * 501})
    )
    (sentence,) = [one for one in test.table[0].value.to_numpy().ravel().tolist() if "500" in one]
    assert "2 MB" in sentence
    assert not [one for one in test.button if one.key == "outlines.save"]
