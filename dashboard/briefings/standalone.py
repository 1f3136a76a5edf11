"""A meeting's slides as one HTML file for a stick: nothing in it is fetched, neither letters nor photos.

Frozen numbers, as in the browser; votes and resolutions as they stand when the file is made. Turned by the
same keys: what draws and turns the slides is what the page of the slides has.
"""

from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from html import unescape
from io import BytesIO
from typing import Any

from fontTools import subset

from dashboard import clock
from dashboard.briefings import live
from dashboard.briefings.deck import Show, css, deck
from dashboard.briefings.deck_pictures import TEMPLATES
from dashboard.briefings.minutes_facts import Minutes
from dashboard.i18n import _, joined, language
from dashboard.indicators.sentences import day_words
from dashboard.rules.photos import MIME
from dashboard.settings import ROOT

STATIC = ROOT / "dashboard" / "static"
WEIGHTS = {400: "NotoSansSC-Regular.woff2", 700: "NotoSansSC-Bold.woff2"}
"""The bundled faces, cut down to the characters of the slides."""


def html(told: Minutes, votes: list[dict[str, Any]], seen: Mapping[int, bytes] | None = None) -> bytes:
    """The file, with the photos that are `seen`; `votes` are those of `queries.meeting_live`.

    Without frozen numbers there are no slides (ValueError).
    """
    briefing = told.shown.briefing
    if briefing is None:
        raise ValueError("nothing was frozen")
    show = Show(
        errata={place: words for place in range(len(briefing.scores)) if (words := told.shown.beside(place))},
        is_rehearsal=told.shown.is_draft,
        photos={one: _inside(MIME, body) for one, body in (seen or {}).items()},
        back="",
        standing=_standing(told),
    )
    drawn = deck(briefing, show) + live.source(told.resolved, votes)
    page = TEMPLATES.get_template("standalone.html").render(
        lang="zh-CN" if language() == "zh" else "en",
        title=briefing.meeting.title,
        faces={weight: _inside("font/woff2", _face(file, drawn)) for weight, file in WEIGHTS.items()},
        css=css(),
        deck=drawn,
        script=(STATIC / "present.js").read_text(encoding="utf-8"),
    )
    return page.encode()


def _standing(told: Minutes) -> str:
    """Of when the numbers are, and of when what was voted and resolved is."""
    at = told.made_at.astimezone(clock.SHANGHAI)
    made = _("Votes and resolutions as of {at}.", at=f"{day_words(at.date())} {at:%H:%M}")
    return joined(told.shown.standing, made)


def _inside(mime: str, body: bytes) -> str:
    """An address that holds what it names."""
    return f"data:{mime};base64,{b64encode(body).decode()}"


def _face(file: str, text: str) -> bytes:
    """A bundled face with the characters of an HTML text alone."""
    return _cut(file, "".join(sorted(set(unescape(text)))))


@lru_cache(maxsize=8)
def _cut(file: str, characters: str) -> bytes:
    options = subset.Options(flavor="woff2", layout_features=["*"], notdef_outline=True)
    cutter, made = subset.Subsetter(options), BytesIO()
    cutter.populate(text=characters)
    with subset.load_font(str(STATIC / "fonts" / file), options) as font:
        cutter.subset(font)
        subset.save_font(font, made, options)
    return made.getvalue()
