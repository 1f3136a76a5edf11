"""A chart on a page, built once for everybody who is shown the same."""

import json
from collections.abc import Callable
from typing import Any

import altair
import streamlit as st

Draw = Callable[..., altair.LayerChart]
KEPT = 1024
"""Charts held in memory; one is some 10 kB."""


def show(draw: Draw, *points: Any, alt: str, **how: Any) -> None:
    """Show what a function of `dashboard.charts` draws of its arguments; `alt` is the chart in words.

    The arguments are all that the picture depends on: plain values, lists and dicts.
    """
    _shown(json.dumps([draw.__module__, draw.__name__, points, how]), draw, points, how, alt=alt)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _shown(given: str, _draw: Draw, _points: tuple[Any, ...], _how: dict[str, Any], *, alt: str) -> None:  # noqa: ARG001  # the cache's key
    """Building a chart takes 20 to 70 ms; Streamlit repeats the element that it made for the same `given`."""
    # What is drawn is tried against Vega-Lite's schema by tests/charts, not on every page.
    st.vega_lite_chart(_draw(*_points, **_how).to_dict(validate=False), theme=None, alt=alt)
