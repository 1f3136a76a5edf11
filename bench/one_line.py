"""The reference of pages: an app with one line of text."""

import streamlit as st

st.text("one line")
