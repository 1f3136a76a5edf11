"""The door in front of a page of our own, so that it can be tried without the dashboard."""

from pathlib import Path

import streamlit as st
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from dashboard.door.middleware import MIDDLEWARE
from dashboard.door.routes import ROUTES
from dashboard.settings import ROOT

FONTS = Mount("/app/static", StaticFiles(directory=ROOT / "dashboard" / "static"))

app = st.App(Path(__file__).with_name("main.py"), routes=[*ROUTES, FONTS], middleware=MIDDLEWARE)
