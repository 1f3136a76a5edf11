import tomllib
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from dashboard.charts.palette import DARK, LIGHT
from dashboard.charts.theme import FONT, TEXT, Size, config, themed

ROOT = Path(__file__).resolve().parents[2]


def bars() -> alt.Chart:
    frame = pd.DataFrame({"courtyard": ["1号院", "2号院"], "requests": [3, 5]})
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(x=alt.X("requests", type="quantitative"), y=alt.Y("courtyard", type="nominal"))
    )


@pytest.mark.parametrize("size", ["desktop", "projector", "phone"])
@pytest.mark.parametrize("dark", [False, True])
def test_a_themed_chart_is_valid_and_keeps_the_look(dark: bool, size: Size) -> None:
    look = themed(bars(), dark=dark, size=size).to_dict()["config"]
    colours = DARK if dark else LIGHT
    assert look["font"] == FONT
    assert look["axis"]["labelColor"] == colours.muted
    assert look["axis"]["labelFontSize"] == TEXT[size]
    assert look["range"]["category"] == [*colours.categories]


def test_a_legend_is_the_exception() -> None:
    assert config()["legend"] == {"disable": True}


def test_charts_and_pages_share_one_font() -> None:
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    assert theme["font"] == theme["headingFont"] == FONT
    faces = [(face["family"], face["weight"]) for face in theme["fontFaces"]]
    assert faces == [("NotoSC", 400), ("NotoSC", 700), ("NotoEmoji", "400 700")]
