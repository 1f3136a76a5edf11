"""A chart is built once for everybody who is shown the same, and anew for who is shown another."""

import json

import pyarrow as pa
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.charts import overview

BARS = [{"courtyard": "1号院", "open": 3, "overdue": 1, "words": "3 open"}]


def page(bars, *, dark, alt):
    from dashboard.charts import overview as charts
    from dashboard.ui.components import chart as shown

    shown.show(charts.matters, bars, dark=dark, alt=alt)


def look(bars=BARS, *, dark=False, alt="three are open"):
    """Somebody opens a page with the chart: what is sent of it."""
    test = AppTest.from_function(page, args=(bars,), kwargs={"dark": dark, "alt": alt}).run()
    assert not test.exception
    (sent,) = test.get("vega_lite_chart")
    return sent.proto


@pytest.fixture
def drawn(monkeypatch):
    """How often it was built."""
    st.cache_data.clear()
    times, draw = [], overview.matters

    def matters(*given, **how):
        times.append(given)
        return draw(*given, **how)

    matters.__module__, matters.__name__ = draw.__module__, draw.__name__
    monkeypatch.setattr(overview, "matters", matters)
    return times


def test_the_second_reader_gets_what_the_first_was_sent(drawn):
    assert look() == look()
    assert len(drawn) == 1


@pytest.mark.parametrize(
    "other", [{"bars": [BARS[0] | {"open": 4}]}, {"dark": True}, {"alt": "three are still open"}], ids=str
)
def test_other_figures_another_theme_or_other_words_are_another_chart(drawn, other):
    assert look() != look(**other)
    assert len(drawn) == 2


def test_it_is_sent_with_its_data_and_its_words(drawn):
    sent = look()
    assert sent.alt == "three are open"
    assert sent.theme == ""
    assert json.loads(sent.spec)["layer"]
    assert "width" not in json.loads(sent.spec).get("config", {}).get("view", {})
    (data,) = sent.datasets
    assert pa.ipc.open_stream(data.data.data).read_all().to_pylist() == BARS
