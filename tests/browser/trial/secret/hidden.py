"""A page of its own file, as the dashboard's are."""

import streamlit as st

from dashboard.ui.shell import who

st.header("hidden page of " + who.principal().role.value)
