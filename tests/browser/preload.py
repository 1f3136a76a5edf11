"""What a server imports before anybody asks it for anything; `server.serving` forks from here."""

from importlib import import_module
from pkgutil import walk_packages

import dashboard.ui

SERVER = (
    "streamlit.web.cli",
    "uvicorn",
    "dashboard.door.lifespan",
    "dashboard.door.logs",
    "dashboard.door.middleware",
    "dashboard.door.routes",
)
PAGES = [one.name for one in walk_packages(dashboard.ui.__path__, "dashboard.ui.")]

for name in (*SERVER, *PAGES):
    import_module(name)
