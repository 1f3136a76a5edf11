"""The server: our door in front of Streamlit. Start with `streamlit run streamlit_app.py`."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from dashboard.door.lifespan import lifespan
from dashboard.door.logs import leave_names_out
from dashboard.door.middleware import MIDDLEWARE
from dashboard.door.routes import ROUTES
from dashboard.ui.shell.mishaps import handle, tell_shortly

if st.get_option("server.baseUrlPath"):
    # The door knows its own addresses and Streamlit's from the root.
    raise SystemExit("server.baseUrlPath must stay empty: give the dashboard a host name of its own")
leave_names_out()
tell_shortly()

# The hosts that Streamlit's socket answers to; pages and files answer to no other either.
HOSTS = Middleware(TrustedHostMiddleware, allowed_hosts=list(st.get_option("server.allowedHosts")))
app = st.App(
    "dashboard/main.py",
    routes=ROUTES,
    middleware=[HOSTS, *MIDDLEWARE],
    lifespan=lifespan,
    on_script_error=handle,
)
