"""What a server imports before anybody asks it for anything; `server.serving` forks from here."""

from importlib import import_module
from pkgutil import iter_modules

import dashboard.ui

SERVER = (
    "streamlit.web.cli",
    "uvicorn",
    "dashboard.door.lifespan",
    "dashboard.door.logs",
    "dashboard.door.middleware",
    "dashboard.door.routes",
)
PAGES = [f"dashboard.ui.{one.name}" for one in iter_modules(dashboard.ui.__path__)]

for name in (*SERVER, *PAGES):
    import_module(name)
