"""The frame around every page: menu, guard, badge, language, sign-out, and the sentence for a mishap."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

import streamlit as st

from dashboard import i18n
from dashboard.access import Action, Principal, scope
from dashboard.charts.palette import palette
from dashboard.errors import YuanluoError
from dashboard.i18n import N_, _
from dashboard.settings import ROOT, settings
from dashboard.ui import cached, who, words

FRESH_EVERY = "1.5s"

MENU: dict[str, list[tuple[str, str, str, Action]]] = {
    N_("See"): [
        ("overview/home.py", "", N_("Overview"), Action.SEE_TOTALS),
        ("overview/map.py", "map", N_("Map"), Action.SEE_TOTALS),
        ("overview/courtyard.py", "courtyard", N_("Courtyards"), Action.SEE_TOTALS),
        ("overview/indicators.py", "indicators", N_("Indicators"), Action.SEE_TOTALS),
        ("overview/organisations.py", "organisations", N_("Organisations"), Action.SEE_TOTALS),
    ],
    N_("Work"): [
        ("work/register.py", "register", N_("Register a request"), Action.REGISTER_REQUEST),
        ("work/requests.py", "requests", N_("Requests"), Action.SEE_REQUESTS),
        ("work/inspections.py", "inspections", N_("Inspections and hazards"), Action.SEE_HAZARDS),
    ],
    N_("Meet"): [("meetings/meetings.py", "meetings", N_("Meetings"), Action.SEE_MEETINGS)],
    N_("Background"): [
        ("system/about.py", "about", N_("About and method"), Action.SEE_TOTALS),
        ("system/quality.py", "quality", N_("Data quality"), Action.SEE_QUALITY),
        ("system/people.py", "people", N_("People"), Action.MANAGE_PEOPLE),
    ],
}
"""Section → pages: file, address, title, what one must be allowed to do."""
FILES = {address: file for pages in MENU.values() for file, address, _title, _action in pages}
"""Address → file in pages/."""


def menu(by: Principal) -> Any:
    """Streamlit's navigation with every page; what the reader may not open is not listed."""
    sections = {}
    for section, pages in MENU.items():
        sections[_(section)] = [
            st.Page(
                ROOT / "pages" / file,
                title=_(title),
                url_path=address,
                default=not address,
                visibility="visible" if scope(by, action) else "hidden",
            )
            for file, address, title, action in pages
        ]
    return st.navigation(sections)


def guard(action: Action) -> Principal:
    """Who is looking, if they may; else one sentence and nothing of the page. First line of every page."""
    by = who.principal()
    if scope(by, action) is None:
        st.title(_("Not for you"))
        st.info(_("This page is not part of your role. Choose another one from the menu."))
        st.stop()
    return by


def speak() -> None:
    """The reader's language for this run: the address's `lang`, or else the door's cookie."""
    asked = st.query_params.get("lang")
    if asked in i18n.LANGUAGES:
        st.session_state["lang"] = asked
    i18n.use(st.session_state.get("lang") or who.language())


def sidebar(by: Principal) -> None:
    """What stands beside every page: the demo badge, who one is, language, sign-out."""
    other = "en" if i18n.language() == "zh" else "zh"
    here = quote(urlsplit(st.context.url or "/").path or "/")
    name = words.named(words.ROLES, by.role)
    own = next((one for one in cached.courtyards() if one["id"] == by.courtyard_id), None)
    if own:
        name = f"{words.courtyard(own)} · {name}"
    with st.sidebar:
        if settings().insecure_lan:
            st.warning(_("Cookies travel unprotected on this network."))
        switch = f'<a href="/language/{other}?next={here}" target="_self">{i18n.LANGUAGES[other]}</a>'
        if by.account_id:
            secret = f'<a href="/password?next={here}" target="_self">{words.safe(_("Change password"))}</a>'
            switch = f"{secret} · {switch}"
        st.html(
            f'<p class="yl-who">{words.safe(name)}</p><p class="yl-who">{switch}'
            f' · <a href="/sign-out" target="_self">{words.safe(_("Sign out"))}</a></p>'
        )


def header(title: str, sentence: str) -> None:
    """A page's title and its one sentence; the demo badge where the data are invented."""
    badge = ""
    if cached.site().get("is_demo"):
        badge = f'<span class="yl-badge">{words.safe(_("Demonstration data"))}</span>'
    st.html(f'<div class="yl-title"><h1>{words.safe(title)}</h1>{badge}</div>')
    st.html(f'<p class="yl-lead">{words.safe(sentence)}</p>')


def style() -> None:
    """The few rules that the theme does not know."""
    colours = palette(dark=is_dark())
    st.html(
        f"""<style>
        .yl-title {{display:flex;align-items:center;gap:.8rem;flex-wrap:wrap}}
        .yl-title h1 {{padding:0;margin:0;font-size:1.9rem;line-height:1.3}}
        .yl-badge {{border:1px solid {colours.muted};color:{colours.muted};border-radius:999px;
          padding:.1rem .7rem;font-size:.85rem;white-space:nowrap}}
        .yl-lead {{font-size:1.1rem;line-height:1.6;margin:.2rem 0 .6rem;max-width:60rem}}
        .yl-list {{list-style:none;margin:0 !important;padding:0 !important}}
        .yl-list li {{margin:0 !important;padding:.35rem 0 .35rem 1.6rem;text-indent:-1.6rem;line-height:1.5;
          border-bottom:1px solid {colours.grid}}}
        .yl-list li:last-child {{border-bottom:0}}
        .yl-list b {{font-weight:700}}
        .yl-mark {{display:inline-block;width:1.6rem;text-indent:0;font-weight:700}}
        .yl-note {{color:{colours.muted};font-size:.9rem}}
        .yl-keys {{display:flex;flex-wrap:wrap;gap:.15rem .9rem;align-items:center;margin:.15rem 0;
          font-size:.9rem}}
        .yl-step {{color:{colours.ink};min-width:2.1rem;padding:.1rem .3rem;text-align:center;
          margin-right:-.9rem;font-size:.8rem}}
        [data-testid="stPageLink-NavLink"] {{padding-left:0;background:none}}
        [data-testid="stPageLink-NavLink"] p {{color:{colours.better};text-decoration:underline;
          white-space:normal}}
        [class*="st-key-lines-"] :is([data-testid="stPageLink-NavLink"],[data-testid="stMarkdown"]) {{
          padding:.35rem 0;border-radius:0;border-bottom:1px solid {colours.grid}}}
        [class*="st-key-lines-"] :is([data-testid="stPageLink-NavLink"],[data-testid="stMarkdown"]) p {{
          color:{colours.ink};margin:0;
          text-decoration:none;line-height:1.5;padding-left:1.6rem;text-indent:-1.6rem;text-align:left;font-size:1rem}}
        [class*="st-key-lines-"] [data-testid="stMarkdownContainer"] {{margin-bottom:0}}
        [class*="st-key-lines-"] p > span:first-child {{
          display:inline-block;width:1.6rem;text-indent:0;font-weight:700}}
        [class*="st-key-lines-"] [data-testid="stPageLink-NavLink"] strong {{color:{colours.better};
          text-decoration:underline}}
        .st-key-doors [data-testid="stPageLink-NavLink"] {{border:1px solid {colours.axis};
          border-radius:.4rem;padding:.5rem 1rem;min-height:44px}}
        .st-key-doors [data-testid="stPageLink-NavLink"] p {{text-decoration:none;font-weight:700}}
        [data-testid="InputInstructions"] {{display:none}}
        @media (pointer:coarse) {{
          [data-testid="stButtonGroup"] button,[data-testid="stButton"] button,
          [data-testid="stDownloadButton"] button,[data-testid="stPageLink-NavLink"],
          [data-testid="stSidebarNavLink"],[role="tab"],summary {{min-height:44px}}
          [data-testid="stExpandSidebarButton"] {{min-width:5.5rem;min-height:44px;
            border:1px solid {colours.axis};background:{colours.paper}}}
          [data-testid="stExpandSidebarButton"]::after {{content:"{_("Menu")}";font-size:1rem;
            color:{colours.ink}}}
          [data-testid="stDeckGlJsonChart"] * {{touch-action:pan-y !important}}
        }}
        @media (min-width:1800px) {{html {{font-size:20px}}}}
        .yl-who a {{color:{colours.better}}}
        .yl-who {{margin:.2rem 0;font-size:.95rem}}
        @media (max-width: 640px) {{.yl-title h1 {{font-size:1.5rem}}}}
        </style>"""
    )


def is_dark() -> bool:
    """Whether the reader's theme is dark."""
    return getattr(st.context.theme, "type", "light") == "dark"


@st.fragment(run_every=FRESH_EVERY)
def fresh() -> None:
    """Redraw the page when somebody, anywhere, has changed the facts."""
    if not who.signed_in():
        st.rerun()
    if cached.is_old():
        who.refresh()


@contextmanager
def told() -> Iterator[None]:
    """Turn a named failure into one plain sentence; anything else is logged and hidden by the server."""
    try:
        yield
    except YuanluoError as error:
        st.error(words.trouble(error))
