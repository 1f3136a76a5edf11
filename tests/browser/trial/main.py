"""A page with everything that a content policy could break: Vega, deck.gl, a grid, a link to the door."""

from pathlib import Path

import altair as alt
import pandas as pd
import pydeck as pdk
import streamlit as st

from dashboard.access import Action, Principal
from dashboard.ui.shell import who
from dashboard.ui.shell.fragments import fragment

FOLDER = Path(__file__).parent
FRAME = pd.DataFrame(
    {"name": ["1号院", "2号院"], "n": [3, 5], "lon": [102.727, 102.728], "lat": [25.028, 25.029]}
)


def home() -> None:
    """Who is here, and one picture of each kind."""
    by = who.principal()
    st.header("behind the door")
    st.text(f"role: {by.role.value}, courtyard: {by.courtyard_id}")
    st.button("again")
    st.dataframe(FRAME)
    st.altair_chart(
        alt.Chart(FRAME).mark_bar().encode(x=alt.X("name", type="nominal"), y=alt.Y("n", type="quantitative"))
    )
    points = pdk.Layer(
        "ScatterplotLayer", FRAME.to_dict("records"), id="homes", get_position=["lon", "lat"], get_radius=20
    )
    view = pdk.ViewState(longitude=102.7275, latitude=25.0285, zoom=15)
    st.pydeck_chart(pdk.Deck([points], initial_view_state=view, map_provider=None))


def live() -> None:
    """A page that refreshes itself and must notice when its reader is gone."""
    by = who.principal()
    st.text(f"role: {by.role.value}")

    @fragment(Action.SEE_TOTALS, run_every="0.5s")
    def pulse(_by: Principal) -> None:
        """Nothing but the question who is there."""

    pulse()


st.set_page_config(page_title="trial")
who.principal()
st.navigation(
    [
        st.Page(home, title="home", default=True),
        st.Page(FOLDER / "secret/hidden.py", title="hidden", url_path="hidden"),
        st.Page(live, title="live", url_path="live"),
    ],
    position="hidden",
).run()
