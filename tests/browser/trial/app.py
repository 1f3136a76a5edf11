"""The door in front of a page of our own, so that it can be tried without the dashboard."""

import os

import streamlit as st
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from dashboard.door.middleware import MIDDLEWARE
from dashboard.door.routes import ROUTES
from dashboard.settings import ROOT

FONTS = Mount("/app/static", StaticFiles(directory=ROOT / "dashboard" / "static"))

app = st.App(os.environ["TRIAL_SCRIPT"], routes=[*ROUTES, FONTS], middleware=MIDDLEWARE)
