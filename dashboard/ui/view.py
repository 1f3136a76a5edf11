"""Large type (长辈版): whether the reader chose it at the door, its rules, and the way between both views."""

from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from dashboard.charts.palette import Palette
from dashboard.i18n import _
from dashboard.settings import LARGE, VIEW_COOKIE, VIEWS
from dashboard.ui import who, words

TARGETS = ", ".join(
    (
        '[data-testid="stButton"] button',
        '[data-testid="stButtonGroup"] button',
        '[data-testid="stDownloadButton"] button',
        '[data-testid="stPageLink-NavLink"]',
        '[data-testid="stSidebarNavLink"]',
        '[data-testid="stFileUploaderDropzone"] button',
        '[data-testid="stTextInputRootElement"]',
        '[data-testid="stDateInputField"]',
        '[data-testid="stPopover"] button',
        '[data-testid="stNumberInputContainer"]',
        '[data-testid="stSelectbox"] [role="group"]',
        '[data-testid="stCheckbox"] label',
        "summary",
        '[role="tab"]',
        ".yl-who a",
        ".yl-view a",
    )
)
"""Everything that a finger may want to hit."""


def is_large() -> bool:
    """Whether the reader chose large type."""
    return who.cookie(VIEW_COOKIE) == LARGE


def switch() -> str:
    """The link to the other view, as HTML; it leads back to the same page."""
    large, standard = VIEWS
    code, name = (standard, _("Standard view")) if is_large() else (large, _("Large type"))
    return f'<a href="/view/{code}?next={here()}" target="_self">{words.safe(name)}</a>'


def here() -> str:
    """The address of this page for a `next=`, without the language that it may ask for."""
    path = urlsplit(st.context.url or "/").path or "/"
    asked = urlencode({name: value for name, value in st.query_params.items() if name != "lang"})
    return quote(f"{path}?{asked}" if asked else path, safe="/")


def style(colours: Palette) -> None:
    """The rules of large type: 18 to 30 px, one column, targets of 60 px and more, tiles for choices."""
    # A part of a form that appears is flat for a moment, so that the page is short and stands at its top:
    # Streamlit cannot scroll, and Next is pressed at the bottom.
    st.html(
        f"""<style>
        html {{font-size:21px}}
        .stMainBlockContainer {{max-width:44rem;padding-left:.9rem;padding-right:.9rem}}
        h1, .yl-title h1, [data-testid="stHeading"] :is(h1,h2,h3) {{font-size:1.35rem !important;
          line-height:1.35}}
        [data-testid="stMain"] :is(small,figcaption,.yl-note,.yl-keys,.yl-badge,.yl-who,
          [data-testid="stCaptionContainer"] p,[data-testid="stWidgetLabel"] p) {{font-size:.9rem}}
        [data-testid="stWidgetLabel"] p {{font-size:1.05rem;font-weight:700;line-height:1.5}}
        [data-testid="stHorizontalBlock"] {{flex-direction:column}}
        [data-testid="stHorizontalBlock"] > [data-testid="stColumn"] {{width:100%;min-width:100%;flex:none}}
        {TARGETS} {{min-height:62px;font-size:1rem}}
        [data-testid="stExpander"] summary {{min-height:62px !important}}
        [data-testid="stExpander"] summary p {{font-size:1rem}}
        [data-testid="stButton"] button, [data-testid="stButton"] button p {{width:100%;font-size:1.1rem;
          white-space:normal}}
        [data-testid="stButton"] button p {{font-weight:700}}
        [data-testid="stElementContainer"]:has(> [data-testid="stButtonGroup"]),
          [data-testid="stButtonGroup"] {{width:100% !important}}
        {TILES} {{display:grid !important;grid-template-columns:repeat(auto-fill,minmax(7.4rem,1fr));
          gap:10px;width:100%;max-width:none;border:0;background:none}}
        {TILES} button {{width:100%;margin:0;border:2px solid {colours.axis} !important;
          border-radius:.5rem !important;height:auto;padding:.5rem .3rem}}
        {TILES} :is([data-testid="stIconEmoji"],span:has(> [data-testid="stIconEmoji"])) {{font-size:1.4rem;
          width:auto;height:auto;line-height:1.2;flex:none}}
        {TILES} span:has(> span > [data-testid="stIconEmoji"]) {{gap:.25rem}}
        {TILES} button p {{font-size:.95rem;line-height:1.4;white-space:normal;text-wrap:balance}}
        {TILES} [data-selected="true"] {{border:4px solid {colours.brand} !important;color:{colours.ink}}}
        [data-testid="stPageLink-NavLink"] {{border:2px solid {colours.axis};border-radius:.5rem;
          padding:.4rem .8rem;margin:0}}
        [class*="st-key-lines-"] {{gap:10px !important}}
        [class*="st-key-lines-"] [data-testid="stPageLink-NavLink"] {{border:2px solid {colours.axis};
          border-radius:.5rem;padding:.5rem .8rem}}
        [data-testid="stExpandSidebarButton"] {{min-height:60px;min-width:7rem}}
        .yl-view a, .yl-who a {{padding:0 .5rem;display:inline-flex;align-items:center}}
        :is(a,button,input,textarea,summary,[role="tab"],[role="radio"]):focus-visible {{
          outline:4px solid {colours.ink} !important;outline-offset:2px}}
        [data-testid="stSelectbox"] [role="group"]:has(input:focus-visible) {{outline:4px solid {colours.ink};
          outline-offset:2px}}
        [data-testid="stSelectbox"] [role="group"] input:focus-visible {{outline:none !important}}
        input, textarea, [data-testid="stDateInputField"] span {{font-size:1.05rem !important}}
        [data-testid="stPageLink-NavLink"] p, [role="tab"] p, summary p {{font-size:1.05rem}}
        [data-testid="stElementContainer"]:has(> :is([data-testid="stButton"],[data-testid="stPageLink"])),
          [data-testid="stButton"], [data-testid="stPageLink"] > * {{width:100% !important;
          margin-top:0 !important;margin-bottom:0 !important}}
        .yl-screen {{margin:0;color:{colours.muted};font-size:1rem}}
        .yl-back {{font-size:1.2rem}}
        [class*="st-key-screen-"] {{animation:yl-appear .06s step-end}}
        @keyframes yl-appear {{from {{height:0;overflow:hidden}}}}
        </style>"""
    )


TILES = '[data-testid="stButtonGroup"] > div:has(> button)'
