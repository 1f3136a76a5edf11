"""HTML from templates that lie beside their views: every value is made harmless by itself."""

from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def draw(template: str, **values: object) -> None:
    """Draw a template of this folder (`views/overview/tiles.html`)."""
    st.html(part(template, **values))


def part(template: str, **values: object) -> Markup:
    """The HTML of a template, to be set into another one as it is."""
    return Markup(TEMPLATES.get_template(template).render(**values))


def line(text: str | Markup, look: str = "") -> None:
    """A paragraph of its own."""
    draw("views/line.html", text=text, look=look)
