"""HTML from templates that lie beside their views: every value is made harmless by itself."""

from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def draw(template: str, **values: object) -> None:
    """Draw a template of this folder (`views/overview/tiles.html`)."""
    st.html(TEMPLATES.get_template(template).render(**values))
