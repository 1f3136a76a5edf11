"""Money and openness: what must be published, for all who look; property fees, for the office."""

import streamlit as st

from dashboard.access import Action, Principal, scope
from dashboard.i18n import _
from dashboard.records.work import DISCLOSURE
from dashboard.ui.components import filters, record_pages
from dashboard.ui.views.money import fees

FEES = "fees"


def head(by: Principal) -> tuple[str, str]:
    """The page's title and its sentence; fees are named to those who keep them."""
    published = _("What must be published, and when it was.")
    if not scope(by, Action.SEE_FEES):
        return _(DISCLOSURE.title), published
    return (
        _("Fees and disclosures"),
        _("What is due and paid, month by month; what must be published, and when it was."),
    )


def work(by: Principal) -> None:
    """One of both, chosen by the address (`?part=fees`); who keeps no fees sees disclosures alone."""
    if not scope(by, Action.SEE_FEES) or st.query_params.get(DISCLOSURE.noun):
        record_pages.work(by, DISCLOSURE)
        return
    names = {FEES: f"🧾 {_('Property fees')}", DISCLOSURE.noun: f"{DISCLOSURE.picture} {_(DISCLOSURE.title)}"}
    if filters.section("part", names, label=_("What?")) == FEES:
        fees.work(by)
    else:
        record_pages.work(by, DISCLOSURE)
