"""The menu: its sections and pages, and who may open them."""

from copy import copy
from functools import cache
from typing import Any

import streamlit as st

from dashboard.access import Action, Principal, scope
from dashboard.i18n import N_, _
from dashboard.settings import ROOT

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
        ("work/renovation.py", "renovation", N_("Renovation and facilities"), Action.SEE_RENOVATION),
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
NARROWER = {"money": (Action.SEE_FEES, N_("Disclosures"))}
"""Address → what one must be allowed to do to see all of it, and what it is called for all others."""
FILES = {address: file for pages in MENU.values() for file, address, _title, _action in pages}
"""Address → file in pages/."""
RIGHTS = {address: right for pages in MENU.values() for _file, address, _title, right in pages}
"""Address → what one must be allowed to do to open it."""


def opens(by: Principal, address: str) -> bool:
    """Whether there is such a page and the reader may open it."""
    return address in RIGHTS and scope(by, RIGHTS[address]) is not None


def navigation(by: Principal) -> Any:
    """Streamlit's navigation with every page; what the reader may not open is not listed."""
    sections = {}
    for section, pages in MENU.items():
        # Copies: Streamlit marks the one that it opens, and another reader's run may be doing the same.
        sections[_(section)] = [
            copy(page(address, title=_(_called(by, address, title)), listed=scope(by, action) is not None))
            for _file, address, title, action in pages
        ]
    return st.navigation(sections, expanded=True)


def _called(by: Principal, address: str, title: str) -> str:
    """What a page is called in a reader's menu."""
    action, narrower = NARROWER.get(address, (None, title))
    return title if action is None or scope(by, action) else narrower


@cache
def page(address: str, *, title: str = "", listed: bool = False) -> Any:
    """A page of ours, made once: Streamlit looks for its file on the disk, for 33 of them in every run."""
    return st.Page(
        ROOT / "pages" / FILES[address],
        title=title,
        url_path=address,
        default=not address,
        visibility="visible" if listed else "hidden",
    )
