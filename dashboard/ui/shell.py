"""The frame around every page: menu, guard, badge, language, sign-out, and the sentence for a mishap."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from dashboard import i18n
from dashboard.access import Action, Principal, scope
from dashboard.charts.palette import palette
from dashboard.errors import YuanluoError
from dashboard.i18n import N_, _
from dashboard.settings import ROOT, settings
from dashboard.ui import cached, unsent, view, who, words
from dashboard.ui.fragments import fragment

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
        ("work/todo.py", "todo", N_("To do"), Action.SEE_DUTIES),
        ("work/enter.py", "enter", N_("Enter something"), Action.REGISTER_REQUEST),
        ("work/register.py", "register", N_("Register a request"), Action.REGISTER_REQUEST),
        ("work/requests.py", "requests", N_("Requests"), Action.SEE_REQUESTS),
        ("work/inspections.py", "inspections", N_("Inspections and hazards"), Action.SEE_HAZARDS),
        ("work/surveys.py", "surveys", N_("Surveys"), Action.SEE_SURVEYS),
        ("work/mediation.py", "mediation", N_("Mediation"), Action.SEE_MEDIATION),
        ("work/incidents.py", "incidents", N_("Incidents"), Action.SEE_INCIDENTS),
        ("work/activities.py", "activities", N_("Activities and station"), Action.SEE_ACTIVITIES),
        ("work/renovation.py", "renovation", N_("Renovation"), Action.SEE_RENOVATION),
        ("work/money.py", "money", N_("Fees and disclosures"), Action.SEE_DISCLOSURES),
        ("work/seal.py", "seal", N_("Seal-use ledger"), Action.SEE_SEAL),
        ("work/pledges.py", "pledges", N_("Partners and members"), Action.SEE_PLEDGES),
        ("work/offices.py", "offices", N_("People in office"), Action.SEE_OFFICES),
    ],
    N_("Meet"): [
        ("meetings/agenda.py", "agenda", N_("Prepare and run"), Action.SEE_MEETINGS),
        ("meetings/present.py", "present", N_("Present"), Action.SEE_MEETINGS),
        ("meetings/meetings.py", "meetings", N_("Meetings"), Action.SEE_MEETINGS),
        ("meetings/votes.py", "votes", N_("Votes"), Action.SEE_VOTES),
        ("meetings/follow_up.py", "follow-up", N_("Follow-up"), Action.SEE_TASKS),
        ("meetings/thread.py", "thread", N_("Matters"), Action.SEE_THREADS),
    ],
    N_("Background"): [
        ("system/about.py", "about", N_("About and method"), Action.SEE_TOTALS),
        ("system/quality.py", "quality", N_("Data quality"), Action.SEE_QUALITY),
        ("system/imports.py", "import", N_("Import"), Action.IMPORT),
        ("system/exports.py", "export", N_("Export"), Action.EXPORT),
        ("system/people.py", "people", N_("People"), Action.MANAGE_PEOPLE),
        ("system/reveals.py", "reveals", N_("Who looked behind masks"), Action.SEE_REVEALS),
        ("system/audit.py", "audit", N_("Audit trail"), Action.SEE_AUDIT),
    ],
}
"""Section → pages: file, address, title, what one must be allowed to do."""
FILES = {address: file for pages in MENU.values() for file, address, _title, _action in pages}
"""Address → file in pages/."""
RIGHTS = {address: right for pages in MENU.values() for _file, address, _title, right in pages}
"""Address → what one must be allowed to do to open it."""


def opens(by: Principal, address: str) -> bool:
    """Whether there is such a page and the reader may open it."""
    return address in RIGHTS and scope(by, RIGHTS[address]) is not None


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
    return st.navigation(sections, expanded=True)


def guard(action: Action) -> Principal:
    """Who is looking, if they may; else one sentence and nothing of the page. First line of every page."""
    by = who.principal()
    if scope(by, action) is None:
        st.title(_("Not for you"))
        st.info(_("This page is not part of your role. Choose another one from the menu."))
        st.stop()
    return by


def sidebar(by: Principal) -> None:
    """What stands beside every page: the demo badge, who one is, language, sign-out."""
    other = "en" if i18n.language() == "zh" else "zh"
    here, name = view.here(), named(by)
    with st.sidebar:
        if settings().insecure_lan:
            st.warning(_("Cookies travel unprotected on this network."))
        switch = f'<a href="/language/{other}?next={here}" target="_self">{i18n.LANGUAGES[other]}</a>'
        if by.account_id:
            secret = f'<a href="/password?next={here}" target="_self">{words.safe(_("Change password"))}</a>'
            switch = f"{secret} · {switch}"
        st.html(
            f'<p class="yl-who">{words.safe(name)}</p><p class="yl-who">{view.switch()} · {switch}'
            f' · <a href="/sign-out" target="_self">{words.safe(_("Sign out"))}</a></p>'
        )


def named(by: Principal) -> str:
    """How the reader is called on the page: role, and courtyard where one is theirs."""
    name = words.named(words.ROLES, by.role)
    own = next((one for one in cached.courtyards() if one["id"] == by.courtyard_id), None)
    return f"{words.courtyard(own)} · {name}" if own else name


def header(title: str, sentence: str) -> None:
    """A page's title and its one sentence; the demo badge where the data are invented."""
    badge = ""
    if cached.site().get("is_demo"):
        badge = f'<span class="yl-badge">{words.safe(_("Demonstration data"))}</span>'
    large = f'<span class="yl-view">{view.switch()}</span>'
    st.html(f'<div class="yl-title"><h1>{words.safe(title)}</h1>{badge}{large}</div>')
    st.html(f'<p class="yl-lead">{words.safe(sentence)}</p>')


def empty_days() -> str:
    """The rules by which a day not chosen yet asks for it in Chinese; Streamlit writes yyyy/mm/dd."""
    if i18n.language() != "zh":
        return ""
    parts = (("year", "年"), ("month", "月"), ("day", "日"))
    field = '[data-testid="stDateInputField"] [data-type="{part}"][data-placeholder]'
    rules = (
        f"{field.format(part=part)} {{font-size:0 !important}}"
        f'{field.format(part=part)}::after {{content:"{sign}";font-size:1rem}}'
        for part, sign in parts
    )
    return "\n".join(rules)


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
        [data-testid="stButtonGroup"] [data-selected="true"] p,[role="tab"][aria-selected="true"] p,
        [data-testid="stSliderThumbValue"] p {{
          color:{colours.ink};font-weight:700}}
        [data-testid="InputInstructions"],[data-testid="stHeaderActionElements"] {{display:none}}
        {empty_days()}
        [data-testid="stToast"] {{max-width:calc(100vw - 32px)}}
        [data-testid="stToastContainer"] {{max-width:100vw;right:0;left:auto}}
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
        .yl-view {{display:none}}
        .yl-view a {{color:{colours.better};display:inline-flex;align-items:center;min-height:44px}}
        .st-key-receipt p {{font-size:1.35rem;font-weight:700;line-height:1.5}}
        .yl-back {{margin:.3rem 0;font-size:1.05rem;line-height:1.7;padding:.5rem .8rem;
          border-left:.25rem solid {colours.better};background:{colours.surface}}}
        [class*="st-key-card-"] {{position:relative}}
        [class*="st-key-card-"] :is([data-testid="stElementContainer"],[data-testid="stPageLink"],a) {{
          position:static}}
        [class*="st-key-card-"] a::after {{content:"";position:absolute;inset:0}}
        .st-key-tiles {{display:grid;grid-template-columns:repeat(auto-fill,minmax(8rem,1fr));gap:.7rem}}
        .st-key-tiles > *, .st-key-tiles [data-testid="stPageLink"] > * {{width:100% !important;
          margin:0 !important}}
        .st-key-tiles > *, .st-key-tiles [data-testid="stPageLink-NavLink"] {{min-height:7.5rem}}
        .st-key-tiles [data-testid="stPageLink-NavLink"] {{width:100%;margin:0;flex-direction:column;
          justify-content:center;padding:.7rem .4rem;border:2px solid {colours.axis};border-radius:.5rem;
          background:{colours.surface};text-align:center}}
        .st-key-tiles [data-testid="stPageLink-NavLink"] p {{text-decoration:none;color:{colours.ink};
          font-weight:700;font-size:1.1rem;line-height:1.35}}
        .st-key-tiles :is([data-testid="stIconEmoji"],span:has(> [data-testid="stIconEmoji"])) {{
          font-size:2.2rem;line-height:1.2;height:auto;width:auto}}
        .yl-who a {{color:{colours.better}}}
        .yl-who {{margin:.2rem 0;font-size:.95rem}}
        @media (max-width: 640px) {{.yl-title h1 {{font-size:1.5rem}} .yl-view {{display:inline}}
          .st-key-grid {{display:none}}
          [data-testid="stButtonGroup"] [role="radiogroup"] {{flex-wrap:wrap}}}}
        @media (min-width: 640.01px) {{.st-key-cards-narrow {{display:none}}}}
        </style>"""
    )
    if view.is_large():
        view.style(colours)


def is_dark() -> bool:
    """Whether the reader's theme is dark."""
    return getattr(st.context.theme, "type", "light") == "dark"


@fragment(Action.SEE_TOTALS, run_every=FRESH_EVERY)
def fresh(_by: Principal) -> None:
    """Redraw the page when somebody, anywhere, has changed the facts, or when its connection was cut."""
    if cached.is_old() or unsent.was_cut():
        who.refresh()


@contextmanager
def told() -> Iterator[None]:
    """Turn a named failure into one plain sentence; anything else is logged and hidden by the server."""
    try:
        yield
    except YuanluoError as error:
        st.error(words.trouble(error))
